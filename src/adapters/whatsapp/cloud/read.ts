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

/** Seconds; documented as text, also seen as a number. */
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
  /** Meta's id of a contact without a visible phone. */
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
 * Events of one delivery. Events of other phone numbers are left out (t-42); an unreadable item doesn't block the
 * others. Meta gives deliveries no id and may batch events differently when it repeats them, so the id is the hash of
 * the bytes and each event carries its own key. `phoneNumberId` null: of any phone number. @throws AppError BAD_INPUT
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
      // Without a phone number id the owner is unknown.
      if (number === null && phoneNumberId !== null) return []
      return readable(value, [one.value], 'value', problems).flatMap((read) => eventsOf(read, problems))
    })
  return { eventId, events, problems }
}

const READ_FIELDS = ['messages', 'smb_message_echoes', 'calls', 'user_preferences']

/** Everything else that Meta reports about a phone number or an account, by the name of its field. */
function noticeOf(name: string, report: unknown, key: string): NormalisedEvent {
  const at = instantOf(field(report, 'timestamp')) ?? new Date(0)
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

function eventsOf(given: z.infer<typeof value>, problems: string[]): NormalisedEvent[] {
  const around = { contacts: readable(contact, given.contacts, 'contact', problems) }
  return [
    ...readable(message, given.messages, 'message', problems).flatMap((one) =>
      messageOf(one, readMetaMessage(one), around, false, problems),
    ),
    ...readable(message, given.message_echoes, 'echo', problems).flatMap((one) =>
      messageOf(one, readMetaMessage(one), around, true, problems),
    ),
    ...readable(message, given.calls, 'call', problems).flatMap((one) =>
      messageOf(one, callOf(one), around, textAt(one, 'direction') === 'BUSINESS_INITIATED', problems),
    ),
    ...readable(preference, given.user_preferences, 'user_preference', problems).flatMap((one) =>
      preferenceOf(one, around),
    ),
    ...readable(statusEntry, given.statuses, 'status', problems).flatMap(ackOf),
    ...readable(accountError, given.errors, 'error', problems).map(failureOf),
  ]
}

/**
 * What a contact chose in WhatsApp itself about a business's marketing. Only an opt-out takes effect at once: opting in
 * again is up to the contact.
 */
function preferenceOf(given: z.infer<typeof preference>, around: Around): NormalisedEvent[] {
  const party = partyOfMeta(given.wa_id, given.user_id, around)
  const at = instantOf(given.timestamp) ?? new Date(0)
  const who = given.wa_id ?? given.user_id ?? ''
  const chat: Chat = { kind: 'direct', party }
  if (nameOfChat(chat) === null) return []
  const value = given.value.toLowerCase()
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

/** An error of the phone number as a whole. */
function failureOf({ code }: z.infer<typeof accountError>): NormalisedEvent {
  const name = `errors ${String(code)}`
  return { type: 'chat_event', key: null, at: new Date(0), chat: null, fromMe: false, name, of: null }
}

function callOf(call: MetaMessage): Said {
  return { kind: 'call', video: false, state: textAt(call, 'status') ?? textAt(call, 'event') }
}

function ackOf(given: z.infer<typeof statusEntry>): (AckEvent | ChatEvent)[] {
  const { status } = given
  const chat = given.recipient_id ? recipientOf(given.recipient_id, given.recipient_type) : null
  const at = instantOf(given.timestamp) ?? new Date(0)
  if (
    status !== 'sent' &&
    status !== 'delivered' &&
    status !== 'read' &&
    status !== 'played' &&
    status !== 'failed'
  ) {
    // Payments, calls and statuses that are newer than this reader.
    const key = `chat:status:${given.id}:${status}`
    return [
      {
        type: 'chat_event',
        key,
        at,
        chat,
        fromMe: true,
        name: `status ${status}`.slice(0, 80),
        of: given.id,
      },
    ]
  }
  const code = given.errors?.[0]?.code
  const failure =
    code === undefined ? undelivered('failed') : (metaFailure(code) ?? undelivered(String(code)))
  return [
    {
      type: 'ack',
      key: `ack:${given.id}:${status}`,
      at,
      providerMessageId: given.id,
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
  given: MetaMessage,
  said: Said,
  around: Around,
  fromMe: boolean,
  problems: string[],
): NormalisedEvent[] {
  const party = partyOfMeta(fromMe ? given.to : given.from, given.from_user_id, around)
  const chat: Chat = given.group_id ? { kind: 'group', id: given.group_id } : { kind: 'direct', party }
  if (nameOfChat(chat) === null) {
    problems.push('message: from')
    return []
  }
  return [
    eventOf(said, {
      id: given.id,
      address: given.group_id ?? '',
      at: instantOf(given.timestamp) ?? new Date(0),
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
