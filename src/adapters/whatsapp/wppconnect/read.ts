import { z } from 'zod'
import { chatAt } from '../chat'
import { bareMessageId, partyOf } from '../identity'
import { labelledEvents } from '../label-event'
import { field, idAt, textAt } from '../loose'
import { undelivered } from '../outcome'
import type { ChatEvent, ConnectionStatus, NormalisedEvent, ParsedWebhook } from '../port'
import { eventOf, isFileAsText, type Said, type Setting } from '../said'
import { statusOfLevel } from '../status'
import { choicesOf, readWebMessage } from '../web-message'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'

/** After a session was closed, the server omits its name until the next login. */
const envelope = z.looseObject({ event: z.string(), session: z.string().nullish() })
type Given = z.infer<typeof envelope>

/**
 * Events of one delivery. There is no signature and no id: the secret address proves the sender, the events' keys
 * identify repetitions. `session` null: of any. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another
 * session (t-42).
 */
export function readWppconnect(session: string | null, rawBytes: Uint8Array, now: Date): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  const named = parsed.data.session ?? session
  if (session !== null && named !== session) throw ofAnother()
  const problems: string[] = []
  return { eventId: null, events: eventsOf(parsed.data, now, problems), problems }
}

/** The delivery without its base64 file, which is handled on receipt. */
export function redactWppconnect(rawBytes: Uint8Array): Uint8Array {
  const given = webhookJson(rawBytes)
  const said = readWebMessage(given, '')
  const body = textAt(given, 'body') ?? ''
  const hasFile = (said.kind === 'message' && said.media !== null) || isFileAsText(body)
  if (given === null || typeof given !== 'object' || !hasFile) return rawBytes
  const { body: _file, base64: _same, ...rest } = given as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}

function eventsOf(given: Given, now: Date, problems: string[]): NormalisedEvent[] {
  const chatEvents = (said: (own: string) => Said) => {
    const setting = settingOf(given, now)
    if (setting) return [eventOf(said(setting.id), setting)]
    problems.push(`${given.event}: from`)
    return []
  }
  switch (given.event.toLowerCase()) {
    case 'onmessage':
    case 'onselfmessage':
    case 'onanymessage':
      return chatEvents((own) => readWebMessage(given, own))
    case 'onmessageedit':
    case 'oneditedmessage':
      return chatEvents((own) => ({
        kind: 'edit',
        of: own,
        text: textAt(given, 'msg', 'body') ?? textAt(given, 'body'),
      }))
    case 'onreactionmessage':
      return chatEvents(() => ({
        kind: 'reaction',
        of: refOf(given, 'msgId') ?? refOf(given, 'parentMsgKey'),
        emoji: textAt(given, 'reactionText'),
      }))
    case 'onrevokedmessage':
      return chatEvents(() => ({ kind: 'revoke', of: refOf(given, 'refId') ?? refOf(given, 'id') }))
    case 'onpollresponse':
      return chatEvents(() => {
        const text = choicesOf(given)
        return text === ''
          ? { kind: 'notice', name: 'onpollresponse' }
          : { kind: 'message', text, media: null, replyTo: refOf(given, 'msgId'), vote: true }
      })
    case 'incomingcall':
      return chatEvents(() => ({
        kind: 'call',
        video: given.isVideo === true,
        state: textAt(given, 'status'),
      }))
    case 'onack':
      return ackOf(given, now)
    case 'qrcode':
      return [{ type: 'qr', key: null, at: now, qr: textAt(given, 'urlcode'), pairingCode: null }]
    case 'phonecode': {
      const pairingCode = textAt(given, 'phoneCode') ?? textAt(given, 'data')
      return [{ type: 'qr', key: null, at: now, qr: null, pairingCode }]
    }
    case 'status-find': {
      const status = stateOf(textAt(given, 'status') ?? '')
      return status ? [{ type: 'status', key: null, at: now, status }] : [noticeOf(given, now)]
    }
    case 'onupdatelabel':
      return labelledOf(given, now)
    case 'closesession':
    case 'logoutsession':
      return [{ type: 'status', key: null, at: now, status: { state: 'desconectada', reason: null } }]
    // Who is typing, and lists of what came already.
    case 'onpresencechanged':
    case 'unreadmessages':
    case 'onstatechange':
      return []
    default:
      return settingOf(given, now)
        ? chatEvents(() => ({ kind: 'notice', name: given.event }))
        : [noticeOf(given, now)]
  }
}

/** Everything else that the server reports, under its own name; events of a group belong to the group. */
function noticeOf(given: Given, at: Date): ChatEvent {
  const chat = chatAt(idAt(given, 'groupId') ?? idAt(given, 'id') ?? idAt(given, 'from'))
  const name = given.event.slice(0, 80)
  return { type: 'chat_event', key: null, at, chat, fromMe: false, name, of: null }
}

function refOf(given: unknown, name: string): string | null {
  const id = idAt(given, name) ?? textAt(given, name, 'id')
  return id === null ? null : bareMessageId(id)
}

function settingOf(given: Given, now: Date): Setting | null {
  const own = idAt(given, 'id') ?? textAt(given, 'id', 'id')
  // A vote has no id of its own: its poll and its time identify it.
  const poll = idAt(given, 'msgId')
  const serialized = own ?? (poll === null ? null : `${poll}:${String(given.timestamp ?? given.t ?? '')}`)
  if (serialized === null) return null
  const said = given.fromMe ?? field(given, 'id', 'fromMe')
  const fromMe = typeof said === 'boolean' ? said : (own ?? '').startsWith('true_')
  const named = /^(?:true|false)_([^_]+@[a-z.]+)_/.exec(serialized)?.[1]
  const addresses = [
    idAt(given, fromMe ? 'to' : 'from'),
    idAt(given, 'chatId'),
    idAt(given, 'chat', 'id'),
    idAt(given, 'chat'),
    idAt(given, 'id', 'remote'),
    idAt(given, 'peerJid'),
    named,
  ]
  const address = addresses.find((one) => chatAt(one) !== null) ?? null
  const sender = idAt(given, 'sender', 'id') ?? idAt(given, 'sender')
  const name = fromMe ? null : (textAt(given, 'notifyName') ?? textAt(given, 'sender', 'pushname'))
  const chat = chatAt(address, fromMe ? [] : [sender], name)
  if (address === null || chat === null) return null
  const author = chat.kind === 'direct' ? chat.party : partyOf([idAt(given, 'author'), sender], name)
  const at = instantOf(given.t) ?? instantOf(given.timestamp) ?? instantOf(given.offerTime) ?? now
  const from = fromMe ? partyOf([]) : author
  return { id: bareMessageId(serialized), address, at, chat, from, fromMe, source: 'unknown' }
}

function ackOf(given: Given, at: Date): NormalisedEvent[] {
  const setting = settingOf(given, at)
  const serialized = idAt(given, 'id') ?? textAt(given, 'id', 'id')
  const isOurs =
    serialized !== null && !serialized.startsWith('false_') && field(given, 'id', 'fromMe') !== false
  const status = typeof given.ack === 'number' ? statusOfLevel(given.ack) : null
  if (!serialized || !isOurs) return []
  const id = bareMessageId(serialized)
  if (given.ack == null && setting) return [eventOf({ kind: 'notice', name: 'ack' }, setting)]
  if (!status) return []
  const failure = status === 'failed' ? undelivered(String(given.ack)) : null
  const key = `ack:${id}:${status}`
  const ack = { type: 'ack', key, at, providerMessageId: id, clientMessageId: null, status, failure } as const
  return [setting ? { ...ack, chat: setting.chat } : ack]
}
/** Which labels a chat got or lost; created, renamed or deleted labels are not reported. */
function labelledOf(given: unknown, now: Date): NormalisedEvent[] {
  const shape = z
    .object({
      type: z.enum(['add', 'remove']),
      ids: z.array(z.union([z.string().min(1), z.number().transform(String)])),
      labels: z.array(z.looseObject({}).nullable()).nullish(),
    })
    .safeParse(given)
  if (!shape.success) throw notOurs(shape.error)
  const { type, ids, labels } = shape.data
  return ids.flatMap((id) => {
    const name = textAt(
      labels?.find((one) => String(field(one, 'id')) === id),
      'name',
    )
    return labelledEvents([idAt(given, 'chat', 'id')], id, name, type === 'add', now)
  })
}

function stateOf(given: string): ConnectionStatus | null {
  switch (given) {
    case 'inChat':
    case 'isLogged':
    case 'qrReadSuccess':
      return { state: 'conectada', me: null }
    case 'notLogged':
      return { state: 'qr', qr: null, pairingCode: null }
    case 'phoneNotConnected':
      return { state: 'conectando' }
    case 'qrReadError':
    case 'qrReadFail':
    case 'autocloseCalled':
      return { state: 'falhou', code: given, reason: 'O QR não foi lido a tempo. Gere um QR novo.' }
    case 'browserClose':
    case 'serverClose':
      return { state: 'desconectada', reason: 'A sessão foi fechada no servidor. Conecte de novo.' }
    case 'disconnectedMobile':
      return { state: 'desconectada', reason: 'O aparelho foi removido no celular. Leia um QR novo.' }
    default:
      return null
  }
}
