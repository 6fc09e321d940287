import { z } from 'zod'
import { optionName, readBaileysMessage } from './baileys-message'
import { chatAt } from './chat'
import { partyOf } from './identity'
import { field, idAt, textAt } from './loose'
import { undelivered, whatsAppFailure } from './outcome'
import type { MessageEvent, NormalisedEvent } from './port'
import { eventOf, type Said, type Setting } from './said'
import type { DeliveryStatus } from './status'
import { instantOf } from './webhook'

/** A Baileys message, which Evolution passes through. */
export const baileysMessage = z.looseObject({
  key: z.looseObject({
    remoteJid: z.string(),
    remoteJidAlt: z.string().nullish(),
    fromMe: z.boolean().nullish(),
    participant: z.string().nullish(),
    participantAlt: z.string().nullish(),
  }),
  pushName: z.string().nullish().catch(null),
  /** Where the media file is and its key, as our own worker packs it; handed back to the worker unchanged. */
  mediaRef: z.string().max(8192).nullish().catch(null),
})
type BaileysMessage = z.infer<typeof baileysMessage>

/** Chat and time of a Baileys message; null when it names no chat. `source` counts only for our own messages. */
export function baileysSetting(
  given: BaileysMessage,
  source: MessageEvent['source'],
  now: Date,
): Setting | null {
  const { remoteJid, participant } = given.key
  const fromMe = given.key.fromMe === true
  const name = fromMe ? null : given.pushName
  // Versions name the alternative address of a contact differently.
  const alternatives = [given.key.remoteJidAlt, idAt(given.key, 'senderPn'), idAt(given.key, 'senderLid')]
  const chat = chatAt(remoteJid, alternatives, name)
  const id = idAt(given.key, 'id')
  if (chat === null || id === null) return null
  const author =
    chat.kind === 'direct'
      ? chat.party
      : partyOf([participant, given.key.participantAlt, idAt(given.key, 'participantPn')], name)
  return {
    id,
    address: remoteJid,
    at: instantOf(field(given, 'messageTimestamp')) ?? now,
    chat,
    from: fromMe ? partyOf([]) : author,
    fromMe,
    source: fromMe ? source : 'unknown',
  }
}

/** What a Baileys message is: content that a contact wrote, or one of the many other things of a chat. */
export function baileysMessageEvents(
  given: BaileysMessage,
  source: MessageEvent['source'],
  now: Date,
  problems: string[],
): NormalisedEvent[] {
  const setting = baileysSetting(given, source, now)
  if (!setting) {
    problems.push('message: key')
    return []
  }
  const said = withVotes(given, withFile(given, readContent(given)))
  return [eventOf(said, setting)]
}

/** Without content the message is a placeholder: only the phone has the text, or it follows under the same id. */
function readContent(given: BaileysMessage): Said {
  const message = field(given, 'message')
  if (message !== null && typeof message === 'object') return readBaileysMessage(message)
  const stub = textAt(given, 'messageStubParameters', 0) ?? field(given, 'messageStubType')
  const isStub = typeof stub === 'string' || typeof stub === 'number'
  return {
    kind: 'notice',
    name:
      isStub && !/absent|decrypt|^2$|CIPHERTEXT/i.test(String(stub)) ? `stub ${String(stub)}` : 'ciphertext',
  }
}

function withFile(given: BaileysMessage, said: Said): Said {
  if (said.kind !== 'message' || said.media === null || !given.mediaRef) return said
  return { ...said, media: { ...said.media, providerMediaId: given.mediaRef } }
}

/** Who voted for what, as newer versions of Evolution add it to the message of a vote. */
function withVotes(given: BaileysMessage, said: Said): Said {
  if (said.kind !== 'message' || !said.vote || said.text !== '') return said
  const chosen = votesOf(field(given, 'pollUpdates'))
  return chosen === '' ? said : { ...said, text: chosen }
}

/** Names of the options that were voted for, from an aggregate or from a list. */
export function votesOf(updates: unknown): string {
  const options = Array.isArray(updates) ? updates : []
  const named = options.flatMap((one: unknown) => {
    const voters = field(one, 'voters')
    const name = optionName(one)
    return name !== null && (!Array.isArray(voters) || voters.length > 0) ? [name] : []
  })
  return named.join(', ')
}
/** What is known about one of our messages, and what a rejection means beyond that message. */
export function baileysAckEvents(
  id: string,
  status: DeliveryStatus,
  code: string | null,
  at: Date,
): NormalisedEvent[] {
  const failure = status === 'failed' ? (whatsAppFailure(code) ?? undelivered(code ?? 'ERROR')) : null
  const key = `ack:${id}:${status}`
  const events: NormalisedEvent[] = [
    { type: 'ack', key, at, providerMessageId: id, clientMessageId: null, status, failure },
  ]
  if (failure?.pause)
    events.push({
      type: 'restriction',
      key: `restriction:${id}`,
      at,
      code: failure.code,
      reason: failure.reason,
      pause: failure.pause,
    })
  return events
}
