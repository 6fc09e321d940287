import { field, listOf, textAt } from './loose'
import { NO_FILE, sizeOf } from './media'
import type { IncomingMedia } from './port'

/** The content of a message part: `payload` is the value behind a pressed button. */
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
  return nameAndPhone(firstText(card, [['displayName']]), textAt(card, 'vcard'))
}

/** A vCard line by its name, which may stand in a group of lines ("item1.TEL"). */
function lineOfCard(vcard: string | null, name: string): string | undefined {
  const line = new RegExp(`(?:^|\\n)(?:[\\w-]+\\.)?${name}(?:;[^:\\n]*)?:([^\\r\\n]+)`, 'i')
  return line.exec(vcard ?? '')?.[1]?.trim()
}

/** Name and phone of a vCard; `shown`: the display name beside it. */
export function nameAndPhone(shown: string | null, vcard: string | null): string | null {
  const name = shown ?? lineOfCard(vcard, 'FN')
  const phone = lineOfCard(vcard, 'TEL')
  return [name, phone === name ? undefined : phone].filter(Boolean).join(': ') || null
}

function ofPlace(part: unknown): Words {
  const lines = [['name'], ['address'], ['caption'], ['comment']].map((path) => firstText(part, [path]))
  return { text: [...new Set(lines.filter(Boolean))].join('\n') || null }
}

/** The answers of a form, one per line, without its technical fields. */
export function formAnswers(json: string | null): string | null {
  try {
    const given: unknown = JSON.parse(json ?? '')
    if (typeof given !== 'object' || given === null) return null
    return answersIn(given, 0).join('\n') || null
  } catch {
    return null
  }
}

/** Maximum depth of nested answer groups; an address has one. */
const DEEPEST_ANSWER = 4

function answersIn(given: object, depth: number): string[] {
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    if (/^(?:flow_token|id|saved_address_id|wa_flow.*)$/.test(name)) return []
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return depth < DEEPEST_ANSWER ? answersIn(value, depth + 1) : []
    const words = Array.isArray(value) ? value.filter(isPlain).join(', ') : value
    return isPlain(words) && String(words).trim() !== '' ? [`${name}: ${String(words)}`] : []
  })
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function ofInteractive(part: unknown): Words {
  return wordsOfFlow(
    textAt(part, 'nativeFlowResponseMessage', 'paramsJson'),
    firstText(part, [['body', 'text']]),
  )
}

/** The answer of a native button, a menu or a form; `body`: what the chat shows of it. */
export function wordsOfFlow(json: string | null, body: string | null): Words {
  const given = readJson(json)
  const shown = body ?? firstText(given, [['display_text'], ['title']])
  const payload = firstText(given, [['id']])
  const isChoice = (textAt(given, 'display_text') ?? textAt(given, 'title')) !== null
  // A chosen menu row repeats the text below it; a form has neither.
  const isRow = payload !== null && shown !== null && field(given, 'description') !== undefined
  const answers = isChoice || isRow ? null : formAnswers(json)
  return { text: [shown, answers].filter(Boolean).join('\n') || payload, payload }
}

function readJson(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '')
  } catch {
    return null
  }
}

function ofOrder(part: unknown): Words {
  return { text: firstText(part, [['message'], ['orderTitle']]) ?? itemsOf(field(part, 'itemCount')) }
}

/** An order without a text still says that there is an order. */
export function itemsOf(count: unknown): string | null {
  const items = Number(count)
  return items > 0 ? `Pedido com ${String(items)} ${items === 1 ? 'item' : 'itens'}` : null
}

const POLL = at(['name'])
/** Parts that a contact writes, sends or presses, in order of precedence. */
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
  ['orderMessage', ofOrder],
  ['productMessage', at(['body'], ['product', 'title'], ['footer'])],
  ['groupInviteMessage', at(['caption'], ['groupName'])],
  ['eventMessage', at(['name'], ['description'])],
  // A poll gets a new version number with each change of its format; the fourth was a wrapper.
  ...['', 'V2', 'V3', 'V5', 'V6', 'V7', 'V8', 'V9'].map((version): [string, Reader] => [
    `pollCreationMessage${version}`,
    POLL,
  ]),
  [
    'templateMessage',
    at(
      ['hydratedTemplate', 'hydratedContentText'],
      ['hydratedFourRowTemplate', 'hydratedContentText'],
      ['interactiveMessageTemplate', 'body', 'text'],
    ),
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

/** Text and file of the first part that a contact wrote; null when there is none. */
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
