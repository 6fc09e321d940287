import { z } from 'zod'
import { bareMessageId, partyOf, readJid, type Party } from '../identity'
import { idAt, textAt } from '../loose'
import { kindOfMime, NO_FILE } from '../media'
import { labelledEvents } from '../label-event'
import { reachOutLock, undelivered, whatsAppFailure } from '../outcome'
import type { Chat, IncomingMedia, MessageEvent, NormalisedEvent, ParsedWebhook } from '../port'
import { statusOfLevel } from '../status'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'
import { statusOfState } from './state'

const envelope = z.object({
  id: z.string().min(1),
  timestamp: z.number(),
  event: z.string(),
  session: z.string(),
  payload: z.unknown().optional(),
})
const ack = z.object({
  id: z.string(),
  fromMe: z.boolean().nullish(),
  ack: z.number(),
  _data: z.unknown().optional(),
})
const message = z.object({
  id: z.string(),
  timestamp: z.number().nullish(),
  from: z.string(),
  to: z.string().nullish(),
  participant: z.string().nullish(),
  fromMe: z.boolean(),
  source: z.string().nullish(),
  body: z.string().nullish(),
  hasMedia: z.boolean().nullish(),
  media: z
    .object({ url: z.string().nullish(), mimetype: z.string().nullish(), filename: z.string().nullish() })
    .nullish(),
  location: z.unknown().optional(),
  vCards: z.array(z.unknown()).nullish(),
  replyTo: z.object({ id: z.string().nullish() }).nullish(),
  _data: z.unknown().optional(),
})
type WahaMessage = z.infer<typeof message>
const label = z.object({ id: z.string().min(1), name: z.string().min(1) })
const labelled = z.object({ labelId: z.string().min(1), chatId: z.string(), label: label.nullish() })

/** Events of one delivery. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another session (t-42). */
export function readWaha(session: string, rawBytes: Uint8Array): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const told = parsed.data
  if (told.session !== session) throw ofAnother()
  return { eventId: told.id, events: eventsOf(told) }
}

function eventsOf(told: z.infer<typeof envelope>): NormalisedEvent[] {
  const at = instantOf(told.timestamp) ?? new Date(0)
  switch (told.event) {
    case 'message':
    case 'message.any':
      return [messageOf(need(message, told.payload), at)]
    case 'message.ack':
      return ackOf(need(ack, told.payload), at)
    case 'session.status': {
      const { status } = need(z.object({ status: z.string() }), told.payload)
      const state = statusOfState(status)
      return state ? [{ type: 'status', key: `status:${told.id}`, at, status: state }] : []
    }
    case 'label.upsert':
    case 'label.deleted': {
      const { id, name } = need(label, told.payload)
      const gone = told.event === 'label.deleted'
      return [{ type: 'label', key: `label:${told.id}`, at, label: id, name: gone ? null : name }]
    }
    case 'label.chat.added':
    case 'label.chat.deleted': {
      const { labelId, chatId, label: of } = need(labelled, told.payload)
      return labelledEvents([chatId], labelId, of?.name ?? null, told.event === 'label.chat.added', at)
    }
    default:
      return []
  }
}

function need<T>(shape: z.ZodType<T>, payload: unknown): T {
  const parsed = shape.safeParse(payload)
  if (!parsed.success) throw notOurs(parsed.error)
  return parsed.data
}

function ackOf(told: z.infer<typeof ack>, at: Date): NormalisedEvent[] {
  const status = statusOfLevel(told.ack)
  // Some engines leave it out: it stands at the head of the id.
  const fromMe = told.fromMe ?? told.id.startsWith('true_')
  if (!fromMe || !status) return []
  const id = bareMessageId(told.id)
  const code =
    textAt(told._data, 'messageStubParameters', 0) ?? textAt(told._data, 'update', 'messageStubParameters', 0)
  const failure = status === 'failed' ? (whatsAppFailure(code) ?? undelivered(code ?? 'ERROR')) : null
  const events: NormalisedEvent[] = [
    {
      type: 'ack',
      key: `ack:${id}:${status}`,
      at,
      providerMessageId: id,
      clientMessageId: null,
      status,
      failure,
    },
  ]
  if (failure?.final === 'restricted' && failure.pause)
    events.push({
      type: 'restriction',
      key: `restriction:${id}`,
      at,
      code: '463',
      reason: reachOutLock().reason,
      pause: failure.pause,
    })
  return events
}

function messageOf(told: WahaMessage, at: Date): MessageEvent {
  const id = bareMessageId(told.id)
  const chatAddress = told.fromMe ? (told.to ?? told.from) : told.from
  const name =
    textAt(told._data, 'pushName') ??
    textAt(told._data, 'Info', 'PushName') ??
    textAt(told._data, 'notifyName')
  const alternatives = [
    textAt(told._data, 'key', 'remoteJidAlt'),
    textAt(told._data, 'Info', told.fromMe ? 'RecipientAlt' : 'SenderAlt'),
  ]
  const chat = chatOf(chatAddress, alternatives, told.fromMe ? null : name)
  return {
    type: 'message',
    key: `message:${chatAddress}:${id}`,
    at: instantOf(told.timestamp) ?? at,
    providerMessageId: id,
    from: authorOf(told, chat, name),
    fromMe: told.fromMe,
    source: told.fromMe && (told.source === 'api' || told.source === 'app') ? told.source : 'unknown',
    chat,
    text: told.body ?? '',
    media: mediaOf(told),
    replyTo: told.replyTo?.id ? bareMessageId(told.replyTo.id) : null,
  }
}

function authorOf(told: WahaMessage, chat: Chat, name: string | null): Party {
  if (told.fromMe) return partyOf([])
  if (chat.kind === 'direct') return chat.party
  const alternative = textAt(told._data, 'key', 'participantAlt') ?? textAt(told._data, 'Info', 'SenderAlt')
  return partyOf([told.participant ?? idAt(told._data, 'author'), alternative], name)
}

function chatOf(address: string, alternatives: readonly (string | null)[], name: string | null): Chat {
  const jid = readJid(address)
  if (jid?.kind === 'group' || jid?.kind === 'channel' || jid?.kind === 'status') return jid
  return { kind: 'direct', party: partyOf([address, ...alternatives], name) }
}

function mediaOf(told: WahaMessage): IncomingMedia | null {
  if (told.location) return { ...NO_FILE, kind: 'location' }
  if (told.vCards?.length) return { ...NO_FILE, kind: 'contact' }
  if (!told.hasMedia) return null
  const mimeType = told.media?.mimetype ?? null
  return {
    kind: kindOfMime(mimeType),
    mimeType,
    url: told.media?.url ?? null,
    providerMediaId: told.id,
    fileName: told.media?.filename ?? null,
    size: null,
  }
}
