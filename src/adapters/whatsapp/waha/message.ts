import { readBaileysMessage } from '../baileys-message'
import { chatAt } from '../chat'
import { nameAndPhone } from '../baileys-parts'
import { bareMessageId, partyOf } from '../identity'
import { field, idAt, textAt } from '../loose'
import { kindOfMime, NO_FILE } from '../media'
import type { IncomingMedia } from '../port'
import type { Said, Setting } from '../said'
import { readWebMessage } from '../web-message'
import { instantOf } from '../webhook'
import { namedAsBaileys } from './gows'

/** WhatsApp's own id of a message that a field names. */
export function refOf(given: unknown, ...path: string[]): string | null {
  const id = idAt(given, ...path)
  return id === null ? null : bareMessageId(id)
}

/** Chat and time of a WAHA message from any engine; null when nothing in it names a chat. */
export function settingOf(given: unknown, at: Date): Setting | null {
  const data = field(given, '_data')
  const serialized = idAt(given, 'id') ?? textAt(given, 'id', 'id') ?? textAt(data, 'key', 'id')
  if (serialized === null) return null
  const said = field(given, 'fromMe') ?? field(given, 'id', 'fromMe') ?? field(data, 'key', 'fromMe')
  const fromMe = typeof said === 'boolean' ? said : serialized.startsWith('true_')
  const own = idAt(given, fromMe ? 'to' : 'from')
  const named = /^(?:true|false)_([^_]+@[a-z.]+)_/.exec(serialized)?.[1]
  const address =
    [own, idAt(data, 'key', 'remoteJid'), idAt(data, 'Info', 'Chat'), named, idAt(given, 'from')].find(
      (one) => chatAt(one) !== null,
    ) ?? null
  const name = ['pushName', 'notifyName', 'verifiedBizName'].map((key) => textAt(data, key)).find(Boolean)
  const pushed = name ?? textAt(data, 'Info', 'PushName')
  const alternatives = [
    textAt(data, 'key', 'remoteJidAlt'),
    textAt(data, 'Info', fromMe ? 'RecipientAlt' : 'SenderAlt'),
    textAt(data, 'remoteJidAlt'),
  ]
  const chat = chatAt(address, alternatives, fromMe ? null : pushed)
  if (address === null || chat === null) return null
  const participant = idAt(given, 'participant') ?? idAt(data, 'author') ?? idAt(data, 'key', 'participant')
  const author =
    chat.kind === 'direct'
      ? chat.party
      : partyOf(
          [participant, textAt(data, 'key', 'participantAlt'), textAt(data, 'Info', 'SenderAlt')],
          pushed,
        )
  const source = textAt(given, 'source')
  return {
    id: bareMessageId(serialized),
    address,
    at: instantOf(field(given, 'timestamp')) ?? at,
    chat,
    from: fromMe ? partyOf([]) : author,
    fromMe,
    source: fromMe && (source === 'api' || source === 'app') ? source : 'unknown',
  }
}

export function textOfWaha(given: unknown): string | null {
  return textAt(given, 'body') ?? textAt(given, 'caption') ?? textAt(given, 'media', 'caption')
}

/**
 * What a message is: by WhatsApp's own structure where the engine passes it on (NOWEB, GOWS), by its type name (WEBJS),
 * else by WAHA's own fields.
 */
export function readWahaMessage(given: unknown, own: string): Said {
  const data = field(given, '_data')
  const structure = field(data, 'message') ?? namedAsBaileys(field(data, 'Message'))
  const word = textAt(data, 'type') ?? textAt(given, 'type')
  const said = isObject(structure)
    ? readBaileysMessage(structure)
    : word !== null
      ? readWebMessage({ ...(isObject(data) ? data : {}), type: word, body: webBody(given, data) }, own)
      : plainMessage(given)
  if (said.kind === 'notice' && isObject(structure)) {
    // A kind that is newer than this reader, of which WAHA read the text all the same.
    const plain = plainMessage(given)
    return plain.kind === 'message' && plain.text !== '' && !isQuiet(said.name) ? plain : said
  }
  if (said.kind !== 'message') return said
  const media = mediaOf(given, said.media)
  return {
    ...said,
    text: said.text || textBeside(given, media),
    media,
    replyTo: refOf(given, 'replyTo', 'id') ?? said.replyTo,
  }
}

/** WAHA's text of a message: with a file its caption, in place of which some engines give the file's own name. */
function textBeside(given: unknown, media: IncomingMedia | null): string {
  if (media?.kind === 'contact') return cardsOf(given)
  const text = textOfWaha(given) ?? ''
  return media !== null && text === media.fileName ? '' : text
}

/** A contact card is shown by its name and phone, never as raw vCard. */
function cardsOf(given: unknown): string {
  const cards = field(given, 'vCards')
  const texts: unknown[] = Array.isArray(cards) ? cards : [textOfWaha(given)]
  return texts
    .flatMap((card) => (typeof card === 'string' ? (nameAndPhone(null, card) ?? []) : []))
    .join('\n')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function isQuiet(name: string): boolean {
  return /^(?:protocolMessage|pinInChat|keepInChat|enc|album|secretEncrypted|ciphertext|requestPhone|pollResult)/.test(
    name,
  )
}

function webBody(given: unknown, data: unknown): string | null {
  return textAt(given, 'body') ?? textAt(data, 'body')
}

function plainMessage(given: unknown): Said {
  const poll = textAt(given, 'poll', 'name')
  const media = mediaOf(given, null)
  return {
    kind: 'message',
    text: textBeside(given, media) || (poll ?? ''),
    media,
    replyTo: refOf(given, 'replyTo', 'id'),
  }
}

/** `known`: the file as the engine describes it. Only WAHA knows where it is stored. */
function mediaOf(given: unknown, known: IncomingMedia | null): IncomingMedia | null {
  if (isObject(field(given, 'location'))) return { ...NO_FILE, kind: 'location' }
  const cards = field(given, 'vCards')
  if (Array.isArray(cards) && cards.length > 0) return { ...NO_FILE, kind: 'contact' }
  if (known !== null && (known.kind === 'location' || known.kind === 'contact')) return known
  const media = field(given, 'media')
  const hasFile = field(given, 'hasMedia') === true || (isObject(media) && textAt(media, 'url') !== null)
  if (!hasFile && known === null) return null
  const mimeType = textAt(media, 'mimetype') ?? known?.mimeType ?? null
  const kind = known?.kind ?? kindOfMime(mimeType)
  const isVoice = known?.voice === true || (known === null && /^audio\/ogg/.test(mimeType ?? ''))
  return {
    kind,
    mimeType,
    url: textAt(media, 'url'),
    providerMediaId: idAt(given, 'id'),
    fileName: textAt(media, 'filename') ?? known?.fileName ?? null,
    size: known?.size ?? null,
    ...(kind === 'audio' && isVoice ? { voice: true } : {}),
  }
}
