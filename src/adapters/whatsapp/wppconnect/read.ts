import { z } from 'zod'
import { bareMessageId, partyOf, readJid } from '../identity'
import { labelledEvents } from '../label-event'
import { field, idAt, textAt } from '../loose'
import { kindOfMime, NO_FILE, sizeOf } from '../media'
import { undelivered } from '../outcome'
import type { Chat, ConnectionStatus, IncomingMedia, NormalisedEvent, ParsedWebhook } from '../port'
import { statusOfLevel } from '../status'
import { instantOf, notOurs, ofAnother, webhookJson } from '../webhook'

const envelope = z.looseObject({ event: z.string(), session: z.string() })
const MEDIA = ['image', 'video', 'audio', 'ptt', 'document', 'sticker']

/**
 * Events of one delivery. There is no signature and no id: the secret address proves the sender, the events' keys tell
 * repetitions. @throws AppError BAD_INPUT, FORBIDDEN when it belongs to another session (t-42).
 */
export function readWppconnect(session: string, rawBytes: Uint8Array, now: Date): ParsedWebhook {
  const parsed = envelope.safeParse(webhookJson(rawBytes))
  if (!parsed.success) throw notOurs(parsed.error)
  if (parsed.data.session !== session) throw ofAnother()
  return { eventId: null, events: eventsOf(parsed.data, now) }
}

/** The delivery without the file that a medium's body is: it is looked at where it was received. */
export function redactWppconnect(rawBytes: Uint8Array): Uint8Array {
  const told = webhookJson(rawBytes)
  if (mediaOf(told) === null) return rawBytes
  const { body: _file, base64: _same, ...rest } = told as Record<string, unknown>
  return Buffer.from(JSON.stringify(rest))
}

function eventsOf(told: z.infer<typeof envelope>, now: Date): NormalisedEvent[] {
  switch (told.event) {
    case 'onmessage':
    case 'onselfmessage':
      return messageOf(told, now)
    case 'onack':
      return ackOf(told, now)
    case 'qrcode':
      return [{ type: 'qr', key: null, at: now, qr: textAt(told, 'urlcode'), pairingCode: null }]
    case 'phoneCode':
      return [
        {
          type: 'qr',
          key: null,
          at: now,
          qr: null,
          pairingCode: textAt(told, 'phoneCode') ?? textAt(told, 'data'),
        },
      ]
    case 'status-find': {
      const status = stateOf(textAt(told, 'status') ?? '')
      return status ? [{ type: 'status', key: null, at: now, status }] : []
    }
    case 'onupdatelabel':
      return labelledOf(told, now)
    case 'closesession':
    case 'logoutsession':
      return [{ type: 'status', key: null, at: now, status: { state: 'desconectada', reason: null } }]
    default:
      return []
  }
}

function ackOf(told: unknown, at: Date): NormalisedEvent[] {
  const shape = z.object({ ack: z.number(), id: z.union([z.string(), z.looseObject({})]) }).safeParse(told)
  const serialized = idAt(told, 'id')
  if (!shape.success || !serialized) throw notOurs(shape.error)
  const status = statusOfLevel(shape.data.ack)
  if (!status || serialized.startsWith('false_')) return []
  const id = bareMessageId(serialized)
  const failure = status === 'failed' ? undelivered(String(shape.data.ack)) : null
  return [
    {
      type: 'ack',
      key: `ack:${id}:${status}`,
      at,
      providerMessageId: id,
      clientMessageId: null,
      status,
      failure,
    },
  ]
}

/** Which of a chat's labels were put on it, or taken off; those that are made, renamed or deleted aren't told. */
function labelledOf(told: unknown, now: Date): NormalisedEvent[] {
  const shape = z
    .object({
      type: z.enum(['add', 'remove']),
      ids: z.array(z.union([z.string().min(1), z.number().transform(String)])),
      labels: z.array(z.looseObject({}).nullable()).nullish(),
    })
    .safeParse(told)
  if (!shape.success) throw notOurs(shape.error)
  const { type, ids, labels } = shape.data
  return ids.flatMap((id) => {
    const name = textAt(
      labels?.find((one) => String(field(one, 'id')) === id),
      'name',
    )
    return labelledEvents([idAt(told, 'chat', 'id')], id, name, type === 'add', now)
  })
}

function messageOf(told: z.infer<typeof envelope>, now: Date): NormalisedEvent[] {
  const serialized = idAt(told, 'id')
  if (!serialized) throw notOurs()
  const fromMe = told.fromMe === true || serialized.startsWith('true_')
  const address = (fromMe ? idAt(told, 'to') : idAt(told, 'from')) ?? idAt(told, 'chatId') ?? ''
  const name = fromMe ? null : (textAt(told, 'notifyName') ?? textAt(told, 'sender', 'pushname'))
  const jid = readJid(address)
  const chat: Chat =
    jid?.kind === 'group' || jid?.kind === 'channel' || jid?.kind === 'status'
      ? jid
      : {
          kind: 'direct',
          party: partyOf([address, idAt(told, 'sender', 'id')].slice(0, fromMe ? 1 : 2), name),
        }
  const author =
    chat.kind === 'direct' ? chat.party : partyOf([idAt(told, 'author'), idAt(told, 'sender', 'id')], name)
  const media = mediaOf(told)
  // With a file the body is the file itself.
  const text = media ? textAt(told, 'caption') : (textAt(told, 'body') ?? textAt(told, 'content'))
  const id = bareMessageId(serialized)
  return [
    {
      type: 'message',
      key: `message:${address}:${id}`,
      at: instantOf(told.t ?? told.timestamp) ?? now,
      providerMessageId: id,
      from: fromMe ? partyOf([]) : author,
      fromMe,
      source: 'unknown',
      chat,
      text: text ?? '',
      media,
      replyTo: textAt(told, 'quotedMsgId') ?? textAt(told, 'quotedStanzaID'),
    },
  ]
}

function mediaOf(told: unknown): IncomingMedia | null {
  const type = textAt(told, 'type') ?? 'chat'
  if (type === 'location') return { ...NO_FILE, kind: 'location' }
  if (type === 'vcard' || type === 'multi_vcard') return { ...NO_FILE, kind: 'contact' }
  if (!MEDIA.includes(type)) return null
  const mimeType = textAt(told, 'mimetype')
  return {
    kind: type === 'sticker' ? 'sticker' : type === 'ptt' ? 'audio' : kindOfMime(mimeType),
    mimeType,
    url: null,
    providerMediaId: idAt(told, 'id'),
    fileName: textAt(told, 'filename'),
    size: sizeOf(field(told, 'size')),
  }
}

function stateOf(told: string): ConnectionStatus | null {
  switch (told) {
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
      return { state: 'falhou', code: told, reason: 'O QR não foi lido a tempo. Gere um QR novo.' }
    case 'browserClose':
    case 'serverClose':
      return { state: 'desconectada', reason: 'A sessão foi fechada no servidor. Conecte de novo.' }
    case 'disconnectedMobile':
      return { state: 'desconectada', reason: 'O aparelho foi removido no celular. Leia um QR novo.' }
    default:
      return null
  }
}
