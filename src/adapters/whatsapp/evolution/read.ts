import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  baileysAckEvents,
  baileysMessage,
  baileysMessageEvents,
  baileysSetting,
  votesOf,
} from '../baileys-event'
import { readBaileysMessage } from '../baileys-message'
import { chatAt } from '../chat'
import { partyOf } from '../identity'
import { labelledEvents } from '../label-event'
import { field, idAt, readable, textAt } from '../loose'
import type { NormalisedEvent, ParsedWebhook } from '../port'
import { eventOf, type Said, type Setting } from '../said'
import type { DeliveryStatus } from '../status'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'
import { qrEvent, stateOf } from './state'

const envelope = z.looseObject({
  event: z.string(),
  instance: z.string(),
  date_time: z.unknown().optional(),
  data: z.unknown().optional(),
})
const id = z.string().min(1)
/** An update of a message: its key stands inside or around. */
const update = z.looseObject({
  keyId: id.nullish(),
  key: z.looseObject({ id }).nullish(),
  id: id.nullish(),
  remoteJid: z.string().nullish(),
  fromMe: z.boolean().nullish(),
  status: z.union([z.string(), z.number()]).nullish(),
  /** The Baileys form: the changes stand inside. */
  update: z
    .looseObject({
      status: z.union([z.string(), z.number()]).nullish(),
      messageStubParameters: z.array(z.string()).nullish().catch(null),
    })
    .nullish()
    .catch(null),
  messageStubParameters: z.array(z.string()).nullish().catch(null),
})
type Update = z.infer<typeof update>
const label = z.object({ id, name: z.string().nullish(), deleted: z.boolean().nullish() })
const association = z.object({ type: z.enum(['add', 'remove']), chatId: z.string(), labelId: id })

const CONNECTING_MS = 10_000
const LEVELS: readonly DeliveryStatus[] = ['failed', 'accepted', 'sent', 'delivered', 'read', 'played']
const STATUS: Partial<Record<string, DeliveryStatus>> = {
  ERROR: 'failed',
  PENDING: 'accepted',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'played',
}
/** Who is typing, and copies of lists that the phone keeps. */
const QUIET =
  /^(?:presence|contacts|chats|application|typebot|messages\.set|messaging-history|status\.instance|call\.presence)/

/**
 * Events of one delivery. Evolution gives deliveries no id, but most say when they were made: then the same bytes are
 * the same delivery. Without that time two equal deliveries may be two events (connected, lost, connected again).
 * `instance` null: of any. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another instance (t-42).
 */
export function readEvolution(instance: string | null, rawBytes: Uint8Array, now: Date): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const given = parsed.data
  if (instance !== null && given.instance !== instance) throw ofAnother()
  const name = given.event.toLowerCase().replaceAll('_', '.').replaceAll('-', '.')
  const inside = field(given.data, 'messages')
  const items = [given.data, inside].find(Array.isArray) ?? [given.data]
  // The envelope's own time is local time labelled UTC: an event without a time of its own happened now.
  const problems: string[] = []
  return {
    eventId: connectingIn(name, given.data, now) ?? (given.date_time ? hash(rawBytes) : null),
    events: items.flatMap((item) => eventsOf(name, item, now, problems)),
    problems,
  }
}

/**
 * While Evolution can't reach WhatsApp it reports `connecting` ten times a second, without end: reports within the same
 * few seconds are one delivery. Every other state is an event of its own.
 */
function connectingIn(name: string, data: unknown, now: Date): string | null {
  if (name !== 'connection.update' || textAt(data, 'state') !== 'connecting') return null
  return `connecting:${String(Math.floor(now.getTime() / CONNECTING_MS))}`
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function eventsOf(name: string, data: unknown, now: Date, problems: string[]): NormalisedEvent[] {
  switch (name) {
    case 'messages.upsert':
    case 'send.message':
      return readable(baileysMessage, [data], name, problems).flatMap((one) =>
        baileysMessageEvents(one, sourceOf(one, name === 'send.message'), now, problems),
      )
    case 'messages.edited':
    case 'send.message.update':
      return readable(baileysMessage, [data], name, problems).flatMap((one) => editOf(one, now))
    case 'messages.update':
      return readable(update, [data], name, problems).flatMap((one) => updateOf(one, now))
    case 'messages.delete':
      return readable(update, [data], name, problems).flatMap((one) =>
        aboutMessage(one, (of) => ({ kind: 'revoke', of }), now),
      )
    case 'messages.reaction':
      return readable(update, [data], name, problems).flatMap((one) => reactionOf(one, now))
    case 'call':
      return callOf(data, now)
    case 'connection.update':
      return [{ type: 'status', key: null, at: now, status: stateOf(data) }]
    case 'qrcode.updated':
      return [qrEvent(data, now)]
    case 'logout.instance':
    case 'remove.instance': {
      const status = { state: 'desconectada', reason: 'A sessão foi encerrada.' } as const
      return [{ type: 'status', key: null, at: now, status }]
    }
    case 'labels.edit':
      return readable(label, [data], name, problems).flatMap((one): NormalisedEvent[] => {
        const called = one.deleted ? null : (one.name ?? null)
        const known = one.deleted === true || Boolean(one.name)
        return known ? [{ type: 'label', key: null, at: now, label: one.id, name: called }] : []
      })
    case 'labels.association':
      // Evolution doesn't distinguish a label of one message from that of its chat.
      return readable(association, [data], name, problems).flatMap((one) =>
        labelledEvents([one.chatId], one.labelId, null, one.type === 'add', now),
      )
    default:
      return QUIET.test(name) ? [] : noticeOf(name, data, now)
  }
}

function sourceOf(given: unknown, sentByUs: boolean): 'api' | 'app' | 'unknown' {
  if (sentByUs) return 'api'
  return ['android', 'ios', 'web', 'desktop'].includes(textAt(given, 'source') ?? '') ? 'app' : 'unknown'
}

/** The new text of a message, as an event of its own: its key is the edited message's. */
function editOf(given: z.infer<typeof baileysMessage>, now: Date): NormalisedEvent[] {
  const setting = baileysSetting(given, 'unknown', now)
  const edited = field(given, 'editedMessage') ?? field(given, 'message')
  const said = readBaileysMessage(field(edited, 'message') ?? edited)
  const text = said.kind === 'message' || said.kind === 'edit' ? said.text : null
  return setting ? [eventOf({ kind: 'edit', of: setting.id, text }, setting)] : []
}

/** Acks, and other changes of a message that is known already. Without an id the message can't be known to us. */
function updateOf(given: Update, now: Date): NormalisedEvent[] {
  const of = given.keyId ?? given.key?.id
  if (Array.isArray(given.pollUpdates)) return voteOf(given, now)
  const message = field(given, 'message') ?? field(given, 'update', 'message')
  if (message !== null && typeof message === 'object') {
    const said = readBaileysMessage(message)
    if (said.kind === 'message')
      return aboutMessage(given, (id) => ({ kind: 'edit', of: id, text: said.text }), now)
    return aboutMessage(given, () => said, now)
  }
  const level = given.status ?? given.update?.status
  if (level === 'DELETED') return aboutMessage(given, (id) => ({ kind: 'revoke', of: id }), now)
  const status = typeof level === 'number' ? LEVELS[level] : STATUS[level ?? '']
  const fromMe = given.fromMe ?? field(given.key, 'fromMe') ?? true
  if (!of || fromMe !== true) return []
  if (!status) return aboutMessage(given, () => ({ kind: 'notice', name: 'ack' }), now)
  const chat = chatAt(given.remoteJid ?? textAt(given.key, 'remoteJid'))
  const [ack, ...more] = baileysAckEvents(of, status, codeOf(given), now)
  return ack?.type === 'ack' && chat ? [{ ...ack, chat }, ...more] : ack ? [ack, ...more] : []
}

function codeOf({ messageStubParameters, update }: Update): string | null {
  return messageStubParameters?.[0] ?? update?.messageStubParameters?.[0] ?? null
}

/** A change of a message: its key names the chat. */
function aboutMessage(given: Update, said: (of: string) => Said, now: Date): NormalisedEvent[] {
  const of = given.keyId ?? given.key?.id ?? given.id
  const address = given.remoteJid ?? textAt(given.key, 'remoteJid')
  const chat = chatAt(address, [textAt(given.key, 'remoteJidAlt')])
  if (!of || !chat) return []
  const fromMe = (given.fromMe ?? field(given.key, 'fromMe')) === true
  return [eventOf(said(of), settingOf(of, address ?? '', chat, fromMe, now))]
}

function settingOf(id: string, address: string, chat: Setting['chat'], fromMe: boolean, at: Date): Setting {
  const from = chat.kind === 'direct' && !fromMe ? chat.party : partyOf([])
  return { id, address, at, chat, from, fromMe, source: 'unknown' }
}

/** A reaction reported beside messages: the key around it is that of the target message. */
function reactionOf(given: Update, now: Date): NormalisedEvent[] {
  const of = given.keyId ?? given.key?.id ?? null
  const emoji = textAt(given, 'reaction', 'text')
  const own = field(given, 'reaction', 'key')
  const by = { ...given, keyId: textAt(own, 'id') ?? of, fromMe: field(own, 'fromMe') === true }
  return aboutMessage(by, () => ({ kind: 'reaction', of, emoji }), now)
}

/** A vote names its voter where it could be decrypted; otherwise it only says that there was a vote. */
function voteOf(given: Update, now: Date): NormalisedEvent[] {
  const updates = given.pollUpdates
  const one: unknown = Array.isArray(updates) ? updates[0] : null
  const voter = [field(one, 'pollUpdateMessageKey'), field(one, 'key')].find(
    (key) => textAt(key, 'remoteJid') !== null,
  )
  const address =
    textAt(voter, 'remoteJid') ??
    textAt(one, 'voters', 0) ??
    given.remoteJid ??
    textAt(given.key, 'remoteJid')
  const chat = chatAt(address, [textAt(voter, 'remoteJidAlt')])
  const of = given.keyId ?? given.key?.id ?? null
  const text = votesOf(updates) || votesOf(field(one, 'vote', 'selectedOptions'))
  const vote = { kind: 'message', text, media: null, replyTo: of, vote: true } as const
  if (address && chat && text !== '') {
    const id = textAt(voter, 'id') ?? `${of ?? ''}:voto:${text}`
    return [eventOf(vote, settingOf(id, address, chat, field(voter, 'fromMe') === true, now))]
  }
  const key = `chat:poll_answer:${of ?? ''}:${now.toISOString()}`
  return [{ type: 'chat_event', key, at: now, chat, fromMe: false, name: 'poll_answer', of }]
}

function callOf(data: unknown, now: Date): NormalisedEvent[] {
  const id = idAt(data, 'id')
  const address = textAt(data, 'chatId') ?? textAt(data, 'from')
  const chat = chatAt(address, [textAt(data, 'from'), textAt(data, 'callerPn')])
  if (!id || !address || !chat) return noticeOf('call', data, now)
  const at = instantOf(field(data, 'date')) ?? now
  const said = {
    kind: 'call',
    video: field(data, 'isVideo') === true,
    state: textAt(data, 'status'),
  } as const
  return [eventOf(said, settingOf(id, address, chat, false, at))]
}

function noticeOf(name: string, data: unknown, now: Date): NormalisedEvent[] {
  const chat = chatAt(textAt(data, 'key', 'remoteJid') ?? textAt(data, 'remoteJid') ?? idAt(data, 'id'))
  const of = textAt(data, 'key', 'id') ?? textAt(data, 'keyId')
  return [{ type: 'chat_event', key: null, at: now, chat, fromMe: false, name: name.slice(0, 80), of }]
}

/** The delivery without the instance's token and our secret address, which Evolution repeats in each one. */
export function redactEvolution(rawBytes: Uint8Array): Uint8Array {
  const given = webhookJson(rawBytes)
  if (given === null || typeof given !== 'object') return rawBytes
  const { apikey: _token, destination: _address, ...rest } = given as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}
