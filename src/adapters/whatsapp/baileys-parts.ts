import { field, listOf, textAt } from './loose'
import { NO_FILE, sizeOf } from './media'
import type { IncomingMedia } from './port'

/** What a part of a message says: `payload` is what a pressed button stands for. */
type Words = { text: string | null; payload?: string | null }
type Reader = (part: unknown) => Words
const at =
  (...paths: string[][]): Reader =>
  (part) => ({ text: firstText(part, paths) })

function firstText(value: unknown, paths: readonly (readonly string[])[]): string | null {
  for (const path of paths) {
    const found = textAt(value, ...path)
    if (found?.trim()) return found
  }
  return null
}

const pressed =
  (shown: string[][], ids: string[][]): Reader =>
  (part) => {
    const payload = firstText(part, ids)
    return { text: firstText(part, shown) ?? payload, payload }
  }

/** Name and phone of a shared contact. */
function ofCard(card: unknown): string | null {
  const name = firstText(card, [['displayName']])
  const phone = /(?:^|\n)TEL[^:\n]*:([^\r\n]+)/.exec(textAt(card, 'vcard') ?? '')?.[1]?.trim()
  return [name, phone === name ? undefined : phone].filter(Boolean).join(': ') || null
}

function ofPlace(part: unknown): Words {
  const lines = [['name'], ['address'], ['caption'], ['comment']].map((path) => firstText(part, [path]))
  return { text: [...new Set(lines.filter(Boolean))].join('\n') || null }
}

/** A form's answers, one a line; what isn't for people is left out. */
export function formAnswers(json: string | null): string | null {
  try {
    const given: unknown = JSON.parse(json ?? '')
    if (typeof given !== 'object' || given === null) return null
    const lines = Object.entries(given).flatMap(([name, value]) => {
      const words = Array.isArray(value) ? value.join(', ') : value
      const plain = ['string', 'number', 'boolean'].includes(typeof words) ? String(words) : ''
      return plain.trim() === '' || /^(?:flow_token|id|wa_flow.*)$/.test(name) ? [] : [`${name}: ${plain}`]
    })
    return lines.join('\n') || null
  } catch {
    return null
  }
}

function ofInteractive(part: unknown): Words {
  const json = textAt(part, 'nativeFlowResponseMessage', 'paramsJson')
  const given = readJson(json)
  const shown = firstText(part, [['body', 'text']]) ?? firstText(given, [['display_text'], ['title']])
  const payload = firstText(given, [['id']])
  const answers = (textAt(given, 'display_text') ?? textAt(given, 'title')) ? null : formAnswers(json)
  return { text: [shown, answers].filter(Boolean).join('\n') || payload, payload }
}

function readJson(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return null
  }
}

const POLL = at(['name'])
/** Parts that a person writes, sends or presses, in the order in which their words count. */
const TEXTS: [string, Reader][] = [
  ['extendedTextMessage', at(['text'])],
  ['buttonsResponseMessage', pressed([['selectedDisplayText']], [['selectedButtonId']])],
  ['templateButtonReplyMessage', pressed([['selectedDisplayText']], [['selectedId']])],
  ['listResponseMessage', pressed([['title'], ['description']], [['singleSelectReply', 'selectedRowId']])],
  ['interactiveResponseMessage', ofInteractive],
  ['imageMessage', at(['caption'])],
  ['videoMessage', at(['caption'])],
  ['ptvMessage', at(['caption'])],
  ['audioMessage', at()],
  ['documentMessage', at(['caption'])],
  ['stickerMessage', at()],
  ['stickerPackMessage', at(['caption'], ['name'])],
  ['locationMessage', ofPlace],
  ['liveLocationMessage', ofPlace],
  ['contactMessage', (part) => ({ text: ofCard(part) })],
  [
    'contactsArrayMessage',
    (part) => ({ text: listOf(field(part, 'contacts')).map(ofCard).filter(Boolean).join('\n') || null }),
  ],
  ['orderMessage', at(['message'], ['orderTitle'])],
  ['productMessage', at(['body'], ['product', 'title'], ['footer'])],
  ['groupInviteMessage', at(['caption'], ['groupName'])],
  ['eventMessage', at(['name'], ['description'])],
  ['pollCreationMessage', POLL],
  ['pollCreationMessageV2', POLL],
  ['pollCreationMessageV3', POLL],
  ['pollCreationMessageV5', POLL],
  [
    'templateMessage',
    at(['hydratedTemplate', 'hydratedContentText'], ['hydratedFourRowTemplate', 'hydratedContentText']),
  ],
  ['highlyStructuredMessage', at(['hydratedHsm', 'hydratedTemplate', 'hydratedContentText'])],
  ['buttonsMessage', at(['contentText'], ['text'])],
  ['listMessage', at(['description'], ['title'])],
  ['interactiveMessage', at(['body', 'text'])],
  [
    'requestPaymentMessage',
    at(['noteMessage', 'extendedTextMessage', 'text'], ['noteMessage', 'conversation']),
  ],
  ['sendPaymentMessage', at(['noteMessage', 'extendedTextMessage', 'text'], ['noteMessage', 'conversation'])],
]

const MEDIA: Record<string, IncomingMedia['kind']> = {
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'video',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  stickerPackMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
}

/** The words and the file of the first part that a person made; null when there is none among them. */
export function partOf(message: unknown): (Words & { media: IncomingMedia | null; part: string }) | null {
  const plain = textAt(message, 'conversation')
  for (const [name, read] of TEXTS) {
    const part = field(message, name)
    if (part === null || part === undefined || typeof part !== 'object') continue
    const words = read(part)
    return { ...words, text: words.text ?? plain, media: mediaOf(name, part), part: name }
  }
  return plain === null ? null : { text: plain, media: null, part: 'conversation' }
}

function mediaOf(name: string, part: unknown): IncomingMedia | null {
  const kind = MEDIA[name]
  if (kind === undefined) return null
  if (kind === 'location' || kind === 'contact') return { ...NO_FILE, kind }
  return {
    kind,
    mimeType: textAt(part, 'mimetype'),
    url: null,
    providerMediaId: null,
    fileName: textAt(part, 'fileName') ?? (kind === 'document' ? textAt(part, 'title') : null),
    size: sizeOf(field(part, 'fileLength')),
    ...(field(part, 'ptt') === true ? { voice: true } : {}),
  }
}
