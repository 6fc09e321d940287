import { z } from 'zod'
import { chatAt } from '../chat'
import { labelledEvents } from '../label-event'
import { field, idAt, textAt } from '../loose'
import type { ChatEvent, NormalisedEvent, ParsedWebhook } from '../port'
import { eventOf, type Said } from '../said'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'
import { ackOf } from './ack'
import { refOf, readWahaMessage, settingOf, textOfWaha } from './message'
import { statusOfState } from './state'

const envelope = z.object({
  id: z.string().min(1),
  timestamp: z.unknown().optional(),
  event: z.string(),
  session: z.string(),
  payload: z.unknown().optional(),
})
type Given = z.infer<typeof envelope>
const label = z.object({ id: z.string().min(1), name: z.string().min(1) })
const labelled = z.object({ labelId: z.string().min(1), chatId: z.string(), label: label.nullish() })

/**
 * Events of one delivery. `session` null: of any. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another session
 * (t-42).
 */
export function readWaha(session: string | null, rawBytes: Uint8Array): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const given = parsed.data
  if (session !== null && given.session !== session) throw ofAnother()
  const problems: string[] = []
  return { eventId: given.id, events: eventsOf(given, problems), problems }
}

function eventsOf(given: Given, problems: string[]): NormalisedEvent[] {
  const { payload, event } = given
  const at = instantOf(given.timestamp) ?? new Date(0)
  const chatEvents = (said: (own: string) => Said, of: unknown = payload) => {
    const setting = settingOf(of, at)
    if (setting) return [eventOf(said(setting.id), setting)]
    problems.push(`${event}: from`)
    return []
  }
  switch (event) {
    case 'message':
    case 'message.any':
    case 'message.waiting':
      return chatEvents((own) => readWahaMessage(payload, own))
    case 'message.reaction':
      return chatEvents(() => ({
        kind: 'reaction',
        of: refOf(payload, 'reaction', 'messageId'),
        emoji: textAt(payload, 'reaction', 'text'),
      }))
    case 'message.edited':
      return chatEvents((own) => ({
        kind: 'edit',
        of: refOf(payload, 'editedMessageId') ?? own,
        text: textOfWaha(payload),
      }))
    case 'message.revoked': {
      const around = field(payload, 'after') ?? field(payload, 'before') ?? payload
      return chatEvents(
        (own) => ({
          kind: 'revoke',
          of: refOf(payload, 'revokedMessageId') ?? refOf(payload, 'before', 'id') ?? own,
        }),
        around,
      )
    }
    case 'poll.vote':
    case 'poll.vote.failed':
      return chatEvents(() => readVote(payload), field(payload, 'vote'))
    case 'call.received':
    case 'call.accepted':
    case 'call.rejected':
      return chatEvents(() => ({
        kind: 'call',
        video: field(payload, 'isVideo') === true,
        state: event.slice(5),
      }))
    case 'message.ack':
    case 'message.ack.group':
      return ackOf(payload, at)
    case 'session.status': {
      const state = statusOfState(textAt(payload, 'status') ?? '')
      return state
        ? [{ type: 'status', key: `status:${given.id}`, at, status: state }]
        : [noticeOf(given, at)]
    }
    case 'label.upsert':
    case 'label.deleted': {
      const { id, name } = need(label, payload)
      const gone = event === 'label.deleted'
      return [{ type: 'label', key: `label:${given.id}`, at, label: id, name: gone ? null : name }]
    }
    case 'label.chat.added':
    case 'label.chat.deleted': {
      const { labelId, chatId, label: of } = need(labelled, payload)
      return labelledEvents([chatId], labelId, of?.name ?? null, event === 'label.chat.added', at)
    }
    // Who is typing, and the engine's raw events.
    case 'presence.update':
    case 'engine.event':
    case 'state.change':
      return []
    default:
      return settingOf(payload, at)
        ? chatEvents(() => ({ kind: 'notice', name: event }))
        : [noticeOf(given, at)]
  }
}

/** Everything else that WAHA reports, under its own name; events of a group belong to the group. */
function noticeOf({ id, event, payload }: Given, at: Date): ChatEvent {
  const chat = chatAt(idAt(payload, 'group', 'id') ?? idAt(payload, 'groupId') ?? idAt(payload, 'id'))
  return {
    type: 'chat_event',
    key: `chat:${id}`,
    at,
    chat,
    fromMe: false,
    name: event.slice(0, 80),
    of: null,
  }
}

/** A withdrawn vote has an empty list; one that could not be decrypted has none. */
function readVote(payload: unknown): Said {
  const chosen = field(payload, 'vote', 'selectedOptions')
  const names = Array.isArray(chosen) ? chosen.filter((one) => typeof one === 'string') : []
  const failed = !Array.isArray(chosen)
  if (names.length === 0 && !failed) return { kind: 'notice', name: 'poll.vote' }
  return {
    kind: 'message',
    text: names.join(', '),
    media: null,
    replyTo: refOf(payload, 'poll', 'id'),
    vote: true,
  }
}

function need<T>(shape: z.ZodType<T>, payload: unknown): T {
  const parsed = shape.safeParse(payload)
  if (!parsed.success) throw notOurs(parsed.error)
  return parsed.data
}
