import { bareMessageId } from '../identity'
import { field, idAt, textAt } from '../loose'
import { reachOutLock, undelivered, whatsAppFailure } from '../outcome'
import type { AckEvent, NormalisedEvent } from '../port'
import { eventOf } from '../said'
import { statusOfLevel } from '../status'
import { settingOf } from './message'

/** The delivery level of a message of ours; receipts for the contact's own messages are ignored. */
export function ackOf(payload: unknown, at: Date): NormalisedEvent[] {
  const serialized = idAt(payload, 'id')
  const given = field(payload, 'fromMe')
  // Some engines leave it out: then it is the prefix of the id.
  const fromMe = typeof given === 'boolean' ? given : serialized?.startsWith('true_')
  if (serialized === null || !fromMe) return []
  const id = bareMessageId(serialized)
  const level = Number(field(payload, 'ack') ?? Number.NaN)
  const status = Number.isInteger(level) ? statusOfLevel(level) : null
  const setting = settingOf(payload, at)
  if (!status) return setting ? [eventOf({ kind: 'notice', name: 'ack' }, setting)] : []
  const data = field(payload, '_data')
  const code = textAt(data, 'messageStubParameters', 0) ?? textAt(data, 'update', 'messageStubParameters', 0)
  const failure = status === 'failed' ? (whatsAppFailure(code) ?? undelivered(code ?? 'ERROR')) : null
  const ack: AckEvent = {
    type: 'ack',
    key: `ack:${id}:${status}`,
    at,
    providerMessageId: id,
    clientMessageId: null,
    status,
    failure,
    ...(setting ? { chat: setting.chat } : {}),
  }
  if (failure?.final !== 'restricted' || !failure.pause) return [ack]
  const { reason } = reachOutLock()
  return [
    ack,
    { type: 'restriction', key: `restriction:${id}`, at, code: '463', reason, pause: failure.pause },
  ]
}
