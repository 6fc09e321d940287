import { createHash } from 'node:crypto'
import { z } from 'zod'
import { nameOfChat } from '../chat'
import { partyOf, type Party } from '../identity'
import { field, readable, textAt } from '../loose'
import { undelivered } from '../outcome'
import type { AckEvent, Chat, ChatEvent, NormalisedEvent, ParsedWebhook } from '../port'
import { eventOf, type Said } from '../said'
import { instantOf, notOurs, webhookJson } from '../webhook'
import { metaFailure } from './errors'
import { readMetaMessage } from './message'

/** Seconds; documented as text, seen as a number. */
const seconds = z.union([z.string(), z.number()]).nullish()
const statusEntry = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp: seconds,
  errors: z.array(z.object({ code: z.number() })).nullish(),
  recipient_id: z.string().nullish().catch(null),
  recipient_type: z.string().nullish().catch(null),
})
const message = z.looseObject({
  id: z.string().min(1),
  from: z.string().nullish(),
  /** Meta's id of a person without a visible phone. */
  from_user_id: z.string().nullish(),
  to: z.string().nullish(),
  group_id: z.string().nullish(),
  timestamp: seconds,
})
type MetaMessage = z.infer<typeof message>

const preference = z.object({
  wa_id: z.string().nullish(),
  user_id: z.string().nullish(),
  value: z.string(),
  timestamp: seconds,
})
const accountError = z.object({ code: z.union([z.number(), z.string()]) })
const contact = z.object({
  wa_id: z.string().nullish(),
  user_id: z.string().nullish(),
  profile: z.object({ name: z.string().nullish() }).nullish(),
})
const list = z.array(z.unknown()).nullish()
const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }).nullish(),
  contacts: list,
  messages: list,
  message_echoes: list,
  statuses: list,
  calls: list,
  user_preferences: list,
  errors: list,
})
type Around = { contacts: z.infer<typeof contact>[] }

const change = z.object({ field: z.string(), value: z.unknown().optional() })
const entry = z.object({ changes: z.array(z.unknown()).default([]) })
const delivery = z.object({ object: z.literal('whatsapp_business_account'), entry: z.array(z.unknown()) })

/**
 * Events of one delivery; those of other numbers are left out (t-42), what can't be read keeps nothing else back. Meta
 * gives deliveries no id and may pack facts again when it repeats them, so the id is the hash of the bytes and each event
 * carries its own key. `phoneNumberId` null: of any number. @throws AppError BAD_INPUT
 */
export function readCloud(phoneNumberId: string | null, rawBytes: Uint8Array): ParsedWebhook {
  const parsed = delivery.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const problems: string[] = []
  const eventId = createHash('sha256').update(rawBytes).digest('hex')
  const events = readable(entry, parsed.data.entry, 'entry', problems)
    .flatMap((one) => readable(change, one.changes, 'change', problems))
    .flatMap((one, n): NormalisedEvent[] => {
      const number = textAt(one.value, 'metadata', 'phone_number_id')
      if (phoneNumberId !== null && number !== null && number !== phoneNumberId) return []
      if (!READ_FIELDS.includes(one.field)) return [noticeOf(one.field, one.value, `${eventId}:${String(n)}`)]
      // Without a number it can't be known whose it is.
      if (number === null && phoneNumberId !== null) return []
      return readable(value, [one.value], 'value', problems).flatMap((read) => eventsOf(read, problems))
    })
  return { eventId, events, problems }
}

const READ_FIELDS = ['messages', 'smb_message_echoes', 'calls', 'user_preferences']

/** Whatever else Meta tells of a number or an account, by the name of its field. */
function noticeOf(name: string, told: unknown, key: string): NormalisedEvent {
  const at = instantOf(field(told, 'timestamp')) ?? new Date(0)
  return {
    type: 'chat_event',
    key: `chat:${key}`,
    at,
    chat: null,
    fromMe: false,
    name: name.slice(0, 80),
    of: null,
  }
}

function eventsOf(told: z.infer<typeof value>, problems: string[]): NormalisedEvent[] {
  const around = { contacts: readable(contact, told.contacts, 'contact', problems) }
  return [
    ...readable(message, told.messages, 'message', problems).flatMap((one) =>
      messageOf(one, readMetaMessage(one), around, false, problems),
    ),
    ...readable(message, told.message_echoes, 'echo', problems).flatMap((one) =>
      messageOf(one, readMetaMessage(one), around, true, problems),
    ),
    ...readable(message, told.calls, 'call', problems).flatMap((one) =>
      messageOf(one, callOf(one), around, textAt(one, 'direction') === 'BUSINESS_INITIATED', problems),
    ),
    ...readable(preference, told.user_preferences, 'user_preference', problems).flatMap((one) =>
      preferenceOf(one, around),
    ),
    ...readable(statusEntry, told.statuses, 'status', problems).flatMap(ackOf),
    ...readable(accountError, told.errors, 'error', problems).map(failureOf),
  ]
}

/** What a person chose in WhatsApp itself about a business's marketing. Only silence is taken at once: it is theirs to end. */
function preferenceOf(told: z.infer<typeof preference>, around: Around): NormalisedEvent[] {
  const party = partyOfMeta(told.wa_id, told.user_id, around)
  const at = instantOf(told.timestamp) ?? new Date(0)
  const who = told.wa_id ?? told.user_id ?? ''
  const chat: Chat = { kind: 'direct', party }
  if (nameOfChat(chat) === null) return []
  const value = told.value.toLowerCase()
  const key = `preference:${who}:${value}:${String(at.getTime())}`
  if (value === 'stop') return [{ type: 'opt_out', key, at, chat, fromMe: false }]
  return [
    {
      type: 'chat_event',
      key,
      at,
      chat,
      fromMe: false,
      name: `user_preferences ${value}`.slice(0, 80),
      of: null,
    },
  ]
}

/** What went wrong for the number as a whole. */
function failureOf({ code }: z.infer<typeof accountError>): NormalisedEvent {
  const name = `errors ${String(code)}`
  return { type: 'chat_event', key: null, at: new Date(0), chat: null, fromMe: false, name, of: null }
}

function callOf(told: MetaMessage): Said {
  return { kind: 'call', video: false, state: textAt(told, 'status') ?? textAt(told, 'event') }
}

function ackOf(told: z.infer<typeof statusEntry>): (AckEvent | ChatEvent)[] {
  const { status } = told
  const chat = told.recipient_id ? recipientOf(told.recipient_id, told.recipient_type) : null
  const at = instantOf(told.timestamp) ?? new Date(0)
  if (
    status !== 'sent' &&
    status !== 'delivered' &&
    status !== 'read' &&
    status !== 'played' &&
    status !== 'failed'
  ) {
    // Payments, calls and states that are newer than this reader.
    const key = `chat:status:${told.id}:${status}`
    return [
      { type: 'chat_event', key, at, chat, fromMe: true, name: `status ${status}`.slice(0, 80), of: told.id },
    ]
  }
  const code = told.errors?.[0]?.code
  const failure =
    code === undefined ? undelivered('failed') : (metaFailure(code) ?? undelivered(String(code)))
  return [
    {
      type: 'ack',
      key: `ack:${told.id}:${status}`,
      at,
      providerMessageId: told.id,
      clientMessageId: null,
      status,
      failure: status === 'failed' ? failure : null,
      ...(chat ? { chat } : {}),
    },
  ]
}

function recipientOf(id: string, type: string | null | undefined): Chat {
  return type === 'group'
    ? { kind: 'group', id }
    : { kind: 'direct', party: partyOf([`${id}@s.whatsapp.net`]) }
}

function messageOf(
  told: MetaMessage,
  said: Said,
  around: Around,
  fromMe: boolean,
  problems: string[],
): NormalisedEvent[] {
  const party = partyOfMeta(fromMe ? told.to : told.from, told.from_user_id, around)
  const chat: Chat = told.group_id ? { kind: 'group', id: told.group_id } : { kind: 'direct', party }
  if (nameOfChat(chat) === null) {
    problems.push('message: from')
    return []
  }
  return [
    eventOf(said, {
      id: told.id,
      address: told.group_id ?? '',
      at: instantOf(told.timestamp) ?? new Date(0),
      chat,
      from: fromMe ? partyOf([]) : party,
      fromMe,
      source: fromMe ? 'app' : 'unknown',
    }),
  ]
}

function partyOfMeta(
  waId: string | null | undefined,
  userId: string | null | undefined,
  around: Around,
): Party {
  const contact = around.contacts.find((one) =>
    waId ? one.wa_id === waId : userId ? one.user_id === userId : true,
  )
  const digits = waId ?? contact?.wa_id
  return {
    ...partyOf([digits ? `${digits}@s.whatsapp.net` : null], contact?.profile?.name),
    bsuid: userId ?? contact?.user_id ?? null,
  }
}
