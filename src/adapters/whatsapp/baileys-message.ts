import { field, textAt } from './loose'
import { sizeOf } from './media'
import type { IncomingMedia } from './port'

const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'documentWithCaptionMessage',
  'editedMessage',
]
const MEDIA: [string, IncomingMedia['kind']][] = [
  ['imageMessage', 'image'],
  ['videoMessage', 'video'],
  ['audioMessage', 'audio'],
  ['documentMessage', 'document'],
  ['stickerMessage', 'sticker'],
  ['locationMessage', 'location'],
  ['contactMessage', 'contact'],
  ['contactsArrayMessage', 'contact'],
]
/** Parts that aren't something a person wrote. */
const SILENT = ['protocolMessage', 'reactionMessage', 'senderKeyDistributionMessage', 'pollUpdateMessage']

export type BaileysText = { text: string; media: IncomingMedia | null; replyTo: string | null }

/** What a person sees of a message in WhatsApp's own structure; null for protocol traffic and reactions. */
export function readBaileysMessage(message: unknown): BaileysText | null {
  const inner = unwrap(message)
  const names = Object.keys((inner as object | null) ?? {}).filter((name) => field(inner, name) != null)
  if (names.every((name) => SILENT.includes(name) || name === 'messageContextInfo')) return null
  const [part, kind] = MEDIA.find(([name]) => names.includes(name)) ?? [null, null]
  const text =
    textAt(inner, 'conversation') ??
    textAt(inner, 'extendedTextMessage', 'text') ??
    textAt(inner, 'buttonsResponseMessage', 'selectedDisplayText') ??
    textAt(inner, 'templateButtonReplyMessage', 'selectedDisplayText') ??
    textAt(inner, 'listResponseMessage', 'title') ??
    (part ? textAt(inner, part, 'caption') : null) ??
    ''
  return {
    text,
    media: part
      ? {
          kind,
          mimeType: textAt(inner, part, 'mimetype'),
          url: null,
          providerMediaId: null,
          fileName: textAt(inner, part, 'fileName'),
          size: sizeOf(field(inner, part, 'fileLength')),
        }
      : null,
    replyTo: names.map((name) => textAt(inner, name, 'contextInfo', 'stanzaId')).find(Boolean) ?? null,
  }
}

function unwrap(message: unknown, depth = 0): unknown {
  const wrapper = WRAPPERS.find((name) => field(message, name, 'message') != null)
  return wrapper && depth < 5 ? unwrap(field(message, wrapper, 'message'), depth + 1) : message
}
