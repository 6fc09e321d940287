import type { ConnectionState, WACallEvent, WAMessage, WAMessageUpdate } from '@whiskeysockets/baileys'

/** Events of a session. Acks carry Baileys' own level: 0 error, 1 pending, 2 server, 3 delivered, 4 read, 5 played. */
export type SessionEvent =
  | { type: 'status'; state: 'conectando' }
  | { type: 'status'; state: 'conectada'; jid: string | null; lid: string | null; name: string | null }
  | { type: 'status'; state: 'desconectada' | 'falhou'; code: string; reason: string }
  | { type: 'qr'; qr: string }
  | { type: 'pairingCode'; code: string }
  /**
   * Also messages that arrived while the worker was offline, or were written on the phone; not what this session sent.
   */
  | { type: 'message'; message: WAMessage }
  | { type: 'ack'; messageId: string; level: number; code: string | null }
  | { type: 'call'; call: Call }
  /** No new conversations until then. Retrying a message that met 463 makes it worse. */
  | { type: 'restriction'; until: Date }

type Call = Pick<WACallEvent, 'id' | 'chatId' | 'from' | 'status' | 'date'> & {
  callerPn: string | null
  isVideo: boolean
}

const DAY_MS = 86_400_000

/** Acks of our own messages, and the restriction that an error 463 means. */
export function eventsOfUpdate({ key, update }: WAMessageUpdate, now: Date): SessionEvent[] {
  const { status } = update
  if (!key.fromMe || !key.id || status === null || status === undefined) return []
  const code = status === 0 ? (update.messageStubParameters?.[0] ?? null) : null
  const ack: SessionEvent = { type: 'ack', messageId: key.id, level: status, code }
  return code === '463' ? [ack, { type: 'restriction', until: new Date(now.getTime() + DAY_MS) }] : [ack]
}

/** The restriction that WhatsApp announces itself; without an end it lasts a day. */
export function eventsOfLock(lock: ConnectionState['reachoutTimeLock'], now: Date): SessionEvent[] {
  if (!lock?.isActive) return []
  return [{ type: 'restriction', until: lock.timeEnforcementEnds ?? new Date(now.getTime() + DAY_MS) }]
}

/** Steps of a call that report its result; the others concern its connection. */
const CALL_STEPS = ['offer', 'accept', 'reject', 'timeout', 'terminate']

/** A direct call, once per step: a group call belongs to no conversation. */
export function eventsOfCall(event: WACallEvent): SessionEvent[] {
  const { id, chatId, from, callerPn, isVideo, isGroup, status, date } = event
  if (isGroup || !CALL_STEPS.includes(status)) return []
  const call = { id, chatId, from, callerPn: callerPn ?? null, isVideo: isVideo === true, status, date }
  return [{ type: 'call', call }]
}
