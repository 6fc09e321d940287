import { field, textAt } from '../loose'

/**
 * What Baileys itself emits, as deliveries of our worker: a message, its own events (`messages.upsert`,
 * `messages.update`, `messages.reaction`, `call`), or an event of the worker without its envelope.
 */
export function asDelivered(given: unknown): unknown[] {
  if (field(given, 'event') !== undefined && field(given, 'session') !== undefined) return [given]
  return eventsIn(given).map((event) => ({ id: 'explain', session: 'explain', event }))
}

function eventsIn(given: unknown): unknown[] {
  const name = textAt(given, 'event')
  if (name !== null) {
    const data = field(given, 'data') ?? field(given, 'payload')
    const items = Array.isArray(data) ? data : [data]
    return items.flatMap((item: unknown) => (name === 'call' ? [callOf(item)] : eventsIn(item)))
  }
  const messages = field(given, 'messages')
  if (Array.isArray(messages)) return messages.flatMap(eventsIn)
  if (field(given, 'key') === undefined) return [field(given, 'event') ?? given]
  if (field(given, 'reaction') !== undefined) return [reactionOf(given)]
  return field(given, 'update') === undefined ? [{ type: 'message', message: given }] : [updateOf(given)]
}

function callOf(call: unknown): unknown {
  return { type: 'call', call }
}

/** An ack as the worker builds it, or what else the message became. */
function updateOf(given: unknown): unknown {
  const level = field(given, 'update', 'status')
  const code = textAt(given, 'update', 'messageStubParameters', 0)
  if (typeof level === 'number') return { type: 'ack', messageId: textAt(given, 'key', 'id'), level, code }
  const key = field(given, 'key')
  return {
    type: 'message',
    message: { key, message: { protocolMessage: protocolOf(key, field(given, 'update')) } },
  }
}

/** The stub of a revoked message. */
const REVOKED = 1

/** A new text under the same id is an edit. */
function protocolOf(key: unknown, update: unknown): object {
  const editedMessage = field(update, 'message')
  if (editedMessage != null) return { key, type: 'MESSAGE_EDIT', editedMessage }
  const stub = field(update, 'messageStubType')
  return stub === REVOKED ? { key, type: 'REVOKE' } : { key, type: 'update' }
}

/** Baileys' own reaction carries the key of the target message around it. */
function reactionOf(given: unknown): unknown {
  const reactionMessage = { key: field(given, 'key'), text: field(given, 'reaction', 'text') }
  const key = field(given, 'reaction', 'key') ?? field(given, 'key')
  return { type: 'message', message: { key, message: { reactionMessage } } }
}
