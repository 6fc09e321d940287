import { createHash } from 'node:crypto'
import { z } from 'zod'
import { baileysAckEvents, baileysMessage, baileysMessageEvents } from '../baileys-event'
import { labelledEvents } from '../label-event'
import { field, readable, textAt } from '../loose'
import type { ConnectionStatus, NormalisedEvent, ParsedWebhook } from '../port'
import type { DeliveryStatus } from '../status'
import { notOurs, ofAnother, webhookJson } from '../webhook'

const envelope = z.looseObject({
  event: z.string(),
  instance: z.string(),
  date_time: z.string().nullish(),
  data: z.unknown().optional(),
})
const message = baileysMessage.extend({ source: z.string().nullish() })
const update = z.object({
  keyId: z.string().min(1).nullish(),
  key: z.object({ id: z.string().min(1) }).nullish(),
  fromMe: z.boolean(),
  status: z.string(),
  messageStubParameters: z.array(z.string()).nullish(),
})

const label = z.object({ id: z.string().min(1), name: z.string().nullish(), deleted: z.boolean().nullish() })
const association = z.object({
  type: z.enum(['add', 'remove']),
  chatId: z.string(),
  labelId: z.string().min(1),
})

const STATUS: Partial<Record<string, DeliveryStatus>> = {
  ERROR: 'failed',
  PENDING: 'accepted',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'played',
}

/**
 * Events of one delivery. Evolution gives deliveries no id, but most say when they were made: then the same bytes are the
 * same delivery. Without it two equal ones may be two facts (connected, lost, connected again). @throws AppError BAD_INPUT, FORBIDDEN when it
 * belongs to another instance (t-42).
 */
export function readEvolution(instance: string, rawBytes: Uint8Array, now: Date): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const told = parsed.data
  if (told.instance !== instance) throw ofAnother()
  const name = told.event.toLowerCase().replaceAll('_', '.')
  const items = Array.isArray(told.data) ? told.data : [told.data]
  // The envelope's own time is local time called UTC: what carries no time of its own happened now.
  const problems: string[] = []
  return {
    eventId: told.date_time ? createHash('sha256').update(rawBytes).digest('hex') : null,
    events: items.flatMap((item) => eventsOf(name, item, now, problems)),
    problems,
  }
}

function eventsOf(name: string, data: unknown, now: Date, problems: string[]): NormalisedEvent[] {
  switch (name) {
    case 'messages.upsert':
    case 'send.message':
      return readable(message, [data], name, problems).flatMap((one) =>
        messageOf(one, name === 'send.message', now),
      )
    case 'messages.update':
      return readable(update, [data], name, problems).flatMap((one) => ackOf(one, now))
    case 'connection.update':
      return [{ type: 'status', key: null, at: now, status: stateOf(data) }]
    case 'qrcode.updated': {
      const code = textAt(data, 'qrcode', 'code')
      if (code)
        return [
          { type: 'qr', key: null, at: now, qr: code, pairingCode: textAt(data, 'qrcode', 'pairingCode') },
        ]
      const reason = 'O tempo do QR acabou. Gere um QR novo.'
      return [{ type: 'status', key: null, at: now, status: { state: 'falhou', code: 'qr', reason } }]
    }
    case 'logout.instance':
    case 'remove.instance':
      return [
        {
          type: 'status',
          key: null,
          at: now,
          status: { state: 'desconectada', reason: 'A sessão foi encerrada.' },
        },
      ]
    case 'labels.edit':
      return readable(label, [data], name, problems).flatMap((one): NormalisedEvent[] =>
        one.deleted || one.name
          ? [
              {
                type: 'label',
                key: null,
                at: now,
                label: one.id,
                name: one.deleted ? null : (one.name ?? null),
              },
            ]
          : [],
      )
    case 'labels.association':
      // It doesn't tell a label of one message from that of its chat.
      return readable(association, [data], name, problems).flatMap((one) =>
        labelledEvents([one.chatId], one.labelId, null, one.type === 'add', now),
      )
    default:
      return []
  }
}

function ackOf(told: z.infer<typeof update>, at: Date): NormalisedEvent[] {
  const status = STATUS[told.status]
  const id = told.keyId ?? told.key?.id
  // Without an id it is about no message that we could know.
  if (!told.fromMe || !status || !id) return []
  return baileysAckEvents(id, status, told.messageStubParameters?.[0] ?? null, at)
}

function messageOf(told: z.infer<typeof message>, sentByUs: boolean, now: Date): NormalisedEvent[] {
  const byPhone = told.source === 'android' || told.source === 'ios'
  return baileysMessageEvents(told, sentByUs ? 'api' : byPhone ? 'app' : 'unknown', now)
}

function stateOf(data: unknown): ConnectionStatus {
  const state = textAt(data, 'state')
  if (state === 'open') return { state: 'conectada', me: null }
  if (state === 'connecting') return { state: 'conectando' }
  switch (Number(field(data, 'statusReason'))) {
    case 401:
      return { state: 'desconectada', reason: 'O aparelho foi removido no celular. Leia um QR novo.' }
    case 402:
    case 403:
    case 406:
      return {
        state: 'falhou',
        code: '403',
        reason: 'O WhatsApp recusou esta conta: pode estar restrita ou banida.',
      }
    case 440:
      return {
        state: 'falhou',
        code: '440',
        reason: 'Outra sessão tomou o lugar desta. Confira se há dois serviços com a mesma conta.',
      }
    default:
      return { state: 'conectando' }
  }
}

/** The delivery without the instance's token, which Evolution repeats in each one. */
export function redactEvolution(rawBytes: Uint8Array): Uint8Array {
  const told = webhookJson(rawBytes)
  if (told === null || typeof told !== 'object') return rawBytes
  const { apikey: _token, ...rest } = told as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}
