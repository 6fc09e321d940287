import { z } from 'zod'
import { baileysAckEvents, baileysMessage, baileysMessageEvents } from '../baileys-event'
import { chatAt } from '../chat'
import { partyOf } from '../identity'
import { reachOutLock } from '../outcome'
import type { ConnectionStatus, NormalisedEvent, ParsedWebhook } from '../port'
import type { DeliveryStatus } from '../status'
import { eventOf } from '../said'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'
import type { BaileysWorker } from './config'

const text = z.string().nullable()

/** A session as the worker returns it and reports it. */
export const sessionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('conectando') }),
  z.object({ state: z.literal('qr'), qr: text, pairingCode: text }),
  z.object({ state: z.literal('conectada'), jid: text, lid: text, name: text }),
  z.object({ state: z.literal('desconectada'), reason: text }),
  z.object({ state: z.literal('falhou'), code: z.string(), reason: z.string() }),
])

const workerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: sessionState }),
  z.object({ type: z.literal('message'), message: baileysMessage }),
  z.object({ type: z.literal('ack'), messageId: z.string().min(1), level: z.number(), code: text }),
  z.object({ type: z.literal('restriction'), until: z.coerce.date() }),
  z.object({
    type: z.literal('call'),
    call: z.looseObject({
      id: z.string().min(1),
      chatId: z.string().nullish(),
      from: z.string().nullish(),
      callerPn: z.string().nullish(),
      isVideo: z.boolean().nullish(),
      status: z.string().nullish(),
      date: z.unknown().optional(),
    }),
  }),
])
const envelope = z.object({ id: z.string().min(1), session: z.string(), event: workerEvent })

/** Baileys' own levels: one more than WAHA's. */
const LEVELS: readonly DeliveryStatus[] = ['failed', 'accepted', 'sent', 'delivered', 'read', 'played']

/**
 * Events of one delivery. The worker posts them one by one and waits for each answer, so an event without a time of its
 * own happened now. `worker` null: of any session. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another
 * session (t-42).
 */
export function readBaileys(
  worker: Pick<BaileysWorker, 'empresaId' | 'connectionId'> | null,
  rawBytes: Uint8Array,
  now: Date,
): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const { id, session, event } = parsed.data
  if (worker !== null && session !== sessionName(worker)) throw ofAnother()
  const problems: string[] = []
  return { eventId: id, events: eventsOf(id, event, now, problems), problems }
}

/** Name of a connection's session at the worker. */
export function sessionName({ empresaId, connectionId }: Pick<BaileysWorker, 'empresaId' | 'connectionId'>) {
  return `${empresaId}/${connectionId}`
}

/** A session's state as the portal shows it. */
export function statusOfSession(session: z.infer<typeof sessionState>): ConnectionStatus {
  if (session.state !== 'conectada') return session
  const { jid, lid, name } = session
  return { state: 'conectada', me: jid || lid ? partyOf([jid, lid], name) : null }
}

function eventsOf(
  id: string,
  event: z.infer<typeof workerEvent>,
  now: Date,
  problems: string[],
): NormalisedEvent[] {
  switch (event.type) {
    case 'status':
      return [{ type: 'status', key: `status:${id}`, at: now, status: statusOfSession(event.status) }]
    case 'message':
      // The worker leaves out what it sent itself: any other message of ours was written on the phone.
      return baileysMessageEvents(event.message, 'app', now, problems)
    case 'ack': {
      const status = LEVELS[event.level]
      return status ? baileysAckEvents(event.messageId, status, event.code, now) : []
    }
    case 'call':
      return callOf(event.call, now)
    case 'restriction': {
      const seconds = Math.max(60, Math.ceil((event.until.getTime() - now.getTime()) / 1000))
      const { code, reason, pause } = reachOutLock(seconds)
      return pause ? [{ type: 'restriction', key: `restriction:${id}`, at: now, code, reason, pause }] : []
    }
  }
}

function callOf(
  call: Extract<z.infer<typeof workerEvent>, { type: 'call' }>['call'],
  now: Date,
): NormalisedEvent[] {
  const address = call.chatId ?? call.from ?? ''
  const chat = chatAt(address, [call.from, call.callerPn])
  if (!chat) return []
  const from = chat.kind === 'direct' ? chat.party : partyOf([])
  const at = instantOf(call.date) ?? now
  return [
    eventOf(
      { kind: 'call', video: call.isVideo === true, state: call.status ?? null },
      { id: call.id, address, at, chat, from, fromMe: false, source: 'unknown' },
    ),
  ]
}
