import { createHash } from 'node:crypto'
import { z } from 'zod'
import { partyOf, type Party } from '../identity'
import { readable, textAt } from '../loose'
import { undelivered } from '../outcome'
import type { AckEvent, IncomingMedia, MessageEvent, NormalisedEvent, ParsedWebhook } from '../port'
import { instantOf, notOurs, webhookJson } from '../webhook'
import { metaFailure } from './errors'

/** Seconds; documented as text, seen as a number. */
const seconds = z.union([z.string(), z.number()]).nullish()
const statusEntry = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp: seconds,
  errors: z.array(z.object({ code: z.number() })).nullish(),
})
const message = z.looseObject({
  id: z.string().min(1),
  from: z.string().nullish(),
  /** Meta's id of a person without a visible phone. */
  from_user_id: z.string().nullish(),
  to: z.string().nullish(),
  group_id: z.string().nullish(),
  timestamp: seconds,
  type: z.string(),
  context: z.object({ id: z.string().nullish() }).nullish(),
})
type MetaMessage = z.infer<typeof message>

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
})
type Around = { contacts: z.infer<typeof contact>[] }

const change = z.object({ field: z.string(), value: z.unknown().optional() })
const entry = z.object({ changes: z.array(z.unknown()).default([]) })
const delivery = z.object({ object: z.literal('whatsapp_business_account'), entry: z.array(z.unknown()) })

/**
 * Events of one delivery; those of other numbers are left out (t-42), what can't be read keeps nothing else back. Meta
 * gives deliveries no id and may pack facts anew when it repeats them, so the id is the hash of the bytes and each event
 * carries its own key. @throws AppError BAD_INPUT
 */
export function readCloud(phoneNumberId: string, rawBytes: Uint8Array): ParsedWebhook {
  const parsed = delivery.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const problems: string[] = []
  const changes = readable(entry, parsed.data.entry, 'entry', problems)
    .flatMap((one) => readable(change, one.changes, 'change', problems))
    .filter((one) => one.field === 'messages' || one.field === 'smb_message_echoes')
  const values = readable(
    value,
    changes.map((one) => one.value),
    'value',
    problems,
  ).filter((one) => one.metadata?.phone_number_id === phoneNumberId)
  return {
    eventId: createHash('sha256').update(rawBytes).digest('hex'),
    events: values.flatMap((one) => eventsOf(one, problems)),
    problems,
  }
}

function eventsOf(told: z.infer<typeof value>, problems: string[]): NormalisedEvent[] {
  const around = { contacts: readable(contact, told.contacts, 'contact', problems) }
  return [
    ...readable(message, told.messages, 'message', problems).flatMap((one) => messageOf(one, around, false)),
    ...readable(message, told.message_echoes, 'echo', problems).flatMap((one) =>
      messageOf(one, around, true),
    ),
    ...readable(statusEntry, told.statuses, 'status', problems).flatMap(ackOf),
  ]
}

function ackOf(told: z.infer<typeof statusEntry>): AckEvent[] {
  const { status } = told
  if (
    status !== 'sent' &&
    status !== 'delivered' &&
    status !== 'read' &&
    status !== 'played' &&
    status !== 'failed'
  )
    return []
  const code = told.errors?.[0]?.code
  const failure =
    code === undefined ? undelivered('failed') : (metaFailure(code) ?? undelivered(String(code)))
  return [
    {
      type: 'ack',
      key: `ack:${told.id}:${status}`,
      at: instantOf(told.timestamp) ?? new Date(0),
      providerMessageId: told.id,
      clientMessageId: null,
      status,
      failure: status === 'failed' ? failure : null,
    },
  ]
}

function messageOf(told: MetaMessage, around: Around, fromMe: boolean): MessageEvent[] {
  // Notices about the chat itself and reactions aren't messages.
  if (told.type === 'system' || told.type === 'reaction') return []
  const party = partyOfMeta(fromMe ? told.to : told.from, told.from_user_id, around)
  return [
    {
      type: 'message',
      key: `message:${told.id}`,
      at: instantOf(told.timestamp) ?? new Date(0),
      providerMessageId: told.id,
      from: fromMe ? partyOf([]) : party,
      fromMe,
      source: fromMe ? 'app' : 'unknown',
      chat: told.group_id ? { kind: 'group', id: told.group_id } : { kind: 'direct', party },
      text: textOf(told),
      media: mediaOf(told),
      replyTo: told.context?.id ?? null,
    },
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

function textOf(told: MetaMessage): string {
  return (
    textAt(told, 'text', 'body') ??
    textAt(told, 'button', 'text') ??
    textAt(told, 'interactive', 'button_reply', 'title') ??
    textAt(told, 'interactive', 'list_reply', 'title') ??
    textAt(told, told.type, 'caption') ??
    ''
  )
}

const MEDIA: Record<string, IncomingMedia['kind']> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
}

function mediaOf(told: MetaMessage): IncomingMedia | null {
  if (['text', 'button', 'interactive'].includes(told.type)) return null
  return {
    kind: MEDIA[told.type] ?? 'other',
    mimeType: textAt(told, told.type, 'mime_type'),
    url: textAt(told, told.type, 'url'),
    providerMediaId: textAt(told, told.type, 'id'),
    fileName: textAt(told, told.type, 'filename'),
    size: null,
  }
}
