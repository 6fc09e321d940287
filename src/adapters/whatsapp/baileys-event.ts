import { z } from 'zod'
import { readBaileysMessage } from './baileys-message'
import { partyOf, readJid } from './identity'
import { undelivered, whatsAppFailure } from './outcome'
import type { Chat, MessageEvent, NormalisedEvent } from './port'
import type { DeliveryStatus } from './status'
import { instantOf } from './webhook'

/** A message as Baileys has it, which Evolution hands on. */
export const baileysMessage = z.object({
  key: z.object({
    remoteJid: z.string(),
    remoteJidAlt: z.string().nullish(),
    fromMe: z.boolean(),
    id: z.string().min(1),
    participant: z.string().nullish(),
    participantAlt: z.string().nullish(),
  }),
  pushName: z.string().nullish(),
  message: z.unknown().optional(),
  messageTimestamp: z.union([z.number(), z.string()]).nullish(),
  /** Where its file is and what opens it, as our own worker packs it; given back to the worker as it is. */
  mediaRef: z.string().max(8192).nullish(),
})

/** A message that a person sees, in either direction; nothing for protocol traffic. `source` counts for our own only. */
export function baileysMessageEvents(
  told: z.infer<typeof baileysMessage>,
  source: MessageEvent['source'],
  now: Date,
): NormalisedEvent[] {
  const seen = readBaileysMessage(told.message)
  if (!seen) return []
  const { remoteJid, remoteJidAlt, participant, participantAlt, fromMe, id } = told.key
  const name = fromMe ? null : told.pushName
  const jid = readJid(remoteJid)
  const chat: Chat =
    jid?.kind === 'group' || jid?.kind === 'channel' || jid?.kind === 'status'
      ? jid
      : { kind: 'direct', party: partyOf([remoteJid, remoteJidAlt], name) }
  const author = chat.kind === 'direct' ? chat.party : partyOf([participant, participantAlt], name)
  return [
    {
      type: 'message',
      key: `message:${remoteJid}:${id}`,
      at: instantOf(told.messageTimestamp) ?? now,
      providerMessageId: id,
      from: fromMe ? partyOf([]) : author,
      fromMe,
      source: fromMe ? source : 'unknown',
      chat,
      ...seen,
      media: seen.media && { ...seen.media, providerMediaId: told.mediaRef ?? null },
    },
  ]
}

/** What is known of one of our messages, and what a refusal means beyond it. */
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
