import { createHash } from 'node:crypto'
import { z } from 'zod'
import { partyOf, type Party } from '../identity'
import { textAt } from '../loose'
import { undelivered } from '../outcome'
import type { AckEvent, IncomingMedia, MessageEvent, NormalisedEvent, ParsedWebhook } from '../port'
import { instantOf, notOurs, webhookJson } from '../webhook'
import { metaFailure } from './errors'

const statusEntry = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp: z.string(),
  errors: z.array(z.object({ code: z.number() })).nullish(),
})
const message = z.looseObject({
  id: z.string().min(1),
  from: z.string().nullish(),
  /** Meta's id of a person without a visible phone. */
  from_user_id: z.string().nullish(),
  to: z.string().nullish(),
  group_id: z.string().nullish(),
  timestamp: z.string(),
  type: z.string(),
  context: z.object({ id: z.string().nullish() }).nullish(),
})
type MetaMessage = z.infer<typeof message>

const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }).nullish(),
  contacts: z
    .array(
      z.object({
        wa_id: z.string().nullish(),
        user_id: z.string().nullish(),
        profile: z.object({ name: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  messages: z.array(message).nullish(),
  message_echoes: z.array(message).nullish(),
  statuses: z.array(statusEntry).nullish(),
})
type Value = z.infer<typeof value>

const delivery = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.object({
      changes: z.array(z.object({ field: z.string(), value: z.unknown().optional() })).default([]),
    }),
  ),
})

/**
 * Events of one delivery; those of other numbers are left out (t-42). Meta gives deliveries no id and may pack facts
 * anew when it repeats them, so the id is the hash of the bytes and each event carries its own key.
 */
export function readCloud(phoneNumberId: string, rawBytes: Uint8Array): ParsedWebhook {
  const parsed = delivery.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const events = parsed.data.entry.flatMap((entry) =>
    entry.changes.flatMap((change): NormalisedEvent[] => {
      if (change.field !== 'messages' && change.field !== 'smb_message_echoes') return []
      const told = value.safeParse(change.value)
      if (!told.success) throw notOurs(told.error)
      return told.data.metadata?.phone_number_id === phoneNumberId ? eventsOf(told.data) : []
    }),
  )
  return { eventId: createHash('sha256').update(rawBytes).digest('hex'), events }
}

function eventsOf(told: Value): NormalisedEvent[] {
  return [
    ...(told.messages ?? []).flatMap((one) => messageOf(one, told, false)),
    ...(told.message_echoes ?? []).flatMap((one) => messageOf(one, told, true)),
    ...(told.statuses ?? []).flatMap(ackOf),
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

function messageOf(told: MetaMessage, around: Value, fromMe: boolean): MessageEvent[] {
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
  around: Value,
): Party {
  const contact = around.contacts?.find((one) =>
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
  }
}
