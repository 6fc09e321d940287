import { itemsOf, nameAndPhone, wordsOfFlow } from './baileys-parts'
import { bareMessageId } from './identity'
import { field, idAt, listOf, textAt } from './loose'
import { kindOfMime, NO_FILE, sizeOf } from './media'
import type { IncomingMedia } from './port'
import type { Said } from './said'

// WhatsApp Web names the type of each message, which the gateways that drive a browser pass on. Only the types below
// are content that a contact wrote.

/** Their text is the body. */
const WRITTEN = [
  'chat',
  'text',
  'list',
  'hsm',
  'template',
  'buttons',
  'interactive',
  'conversation',
  'extended_text',
]
/** A pressed button or a chosen row: its own fields say it, else the body. */
const PRESSED = [
  'template_button_reply',
  'buttons_response',
  'button_response',
  'list_response',
  'interactive_response',
  'native_flow_response',
]
/** Their body is the file, or a small picture of it. */
const FILES: Record<string, IncomingMedia['kind'] | null> = {
  image: 'image',
  video: 'video',
  gif: 'video',
  ptv: 'video',
  audio: 'audio',
  ptt: 'audio',
  document: null,
  sticker: 'sticker',
  'sticker-pack': 'sticker',
  sticker_pack: 'sticker',
}
const PLACES = ['location', 'live_location']
const CARDS = ['vcard', 'multi_vcard', 'contact_card', 'contact_card_multi']
/** What a contact sends out of the shop's catalogue, or to it. */
const THINGS: Record<string, string[][]> = {
  order: [['message'], ['orderTitle'], ['title'], ['body']],
  product: [['body'], ['title'], ['productMessage'], ['description']],
  poll_creation: [['pollName'], ['poll', 'name'], ['body']],
  groups_v4_invite: [['comment'], ['caption'], ['inviteGrpName'], ['body']],
  payment: [['paymentNoteMsg', 'body'], ['body']],
  event_creation: [['eventName'], ['body']],
}
const REVOKES = ['revoke', 'sender_revoke', 'admin_revoke']

function first(given: unknown, paths: readonly (readonly string[])[]): string | null {
  return paths.map((path) => textAt(given, ...path)).find((text) => text?.trim()) ?? null
}

/** Id of the message that another one refers to, in the forms that versions give it. */
function targetOf(given: unknown): string | null {
  const keys = [
    'protocolMessageKey',
    'parentMsgKey',
    'reactionParentKey',
    'msgKey',
    'msgId',
    'targetMessageKey',
    'latestEditMsgKey',
    'quotedStanzaID',
  ]
  for (const key of keys) {
    const id = idAt(given, key) ?? textAt(given, key, 'id')
    if (id !== null) return bareMessageId(id)
  }
  return null
}

/** What a message of WhatsApp Web is. `own`: its bare id. */
export function readWebMessage(given: unknown, own: string): Said {
  const type = (textAt(given, 'type') ?? 'chat').toLowerCase()
  const subtype = textAt(given, 'subtype')?.toLowerCase() ?? null
  const replyTo =
    textAt(given, 'quotedMsgId') ?? textAt(given, 'quotedStanzaID') ?? idAt(given, 'quotedMsgId')
  const message = (
    text: string | null,
    media: IncomingMedia | null = null,
    payload: string | null = null,
  ): Said => ({
    kind: 'message',
    text: text ?? '',
    media,
    replyTo: replyTo === null ? null : bareMessageId(replyTo),
    payload,
  })
  if (WRITTEN.includes(type)) return message(first(given, [['body'], ['content'], ['caption'], ['title']]))
  if (PRESSED.includes(type)) return readPressed(given, message)
  if (type in FILES) return message(captionOf(given), fileOf(given, type))
  if (PLACES.includes(type))
    return message(first(given, [['loc'], ['comment'], ['caption'], ['location', 'name']]), {
      ...NO_FILE,
      kind: 'location',
    })
  if (CARDS.includes(type)) return message(cardsOf(given), { ...NO_FILE, kind: 'contact' })
  const thing = THINGS[type]
  if (thing)
    return message(first(given, thing) ?? (type === 'order' ? itemsOf(field(given, 'itemCount')) : null))
  switch (type) {
    case 'reaction':
      return {
        kind: 'reaction',
        of: targetOf(given) ?? own,
        emoji: first(given, [['reactionText'], ['reaction'], ['body']]),
      }
    case 'revoked':
      return { kind: 'revoke', of: targetOf(given) ?? own }
    case 'call_log':
    case 'call':
      return {
        kind: 'call',
        video: field(given, 'isVideoCall') === true || field(given, 'isVideo') === true,
        state: subtype,
      }
    case 'poll_vote':
    case 'poll_update':
    case 'poll_response':
      return { kind: 'message', text: choicesOf(given), media: null, replyTo: targetOf(given), vote: true }
    case 'protocol':
      if (subtype !== null && REVOKES.includes(subtype)) return { kind: 'revoke', of: targetOf(given) }
      if (subtype === 'message_edit')
        return {
          kind: 'edit',
          of: targetOf(given),
          text: first(given, [['body'], ['editedBody'], ['caption']]),
        }
      break
    default:
  }
  return { kind: 'notice', name: subtype === null ? type : `${type} ${subtype}` }
}

/** The caption of a file: WhatsApp Web repeats a document's name there. */
function captionOf(given: unknown): string | null {
  const caption = textAt(given, 'caption')
  return caption !== null && caption === textAt(given, 'filename') ? null : caption
}

/** Names and phones of shared contacts, one per line. */
function cardsOf(given: unknown): string | null {
  const list = ['vcardList', 'vCards'].map((key) => field(given, key)).find(Array.isArray)
  const one = first(given, [['vcardFormattedName'], ['formattedName']])
  const body = textAt(given, 'vcard') ?? textAt(given, 'body')
  if (list === undefined) return nameAndPhone(one, body)
  const lines = list.flatMap(
    (card: unknown) =>
      nameAndPhone(
        first(card, [['displayName'], ['formattedName']]),
        typeof card === 'string' ? card : textAt(card, 'vcard'),
      ) ?? [],
  )
  return lines.join('\n') || nameAndPhone(one, body)
}

function readPressed(
  given: unknown,
  message: (text: string | null, media: null, payload: string | null) => Said,
): Said {
  const payload = first(given, [
    ['selectedId'],
    ['selectedButtonId'],
    ['selectedRowId'],
    ['listResponse', 'singleSelectReply', 'selectedRowId'],
  ])
  const shown = first(given, [
    ['selectedDisplayText'],
    ['listResponse', 'title'],
    ['title'],
    ['body'],
    ['content'],
    ['caption'],
  ])
  const flow = wordsOfFlow(
    first(given, [
      ['interactiveResponse', 'nativeFlowResponse', 'paramsJson'],
      ['interactiveResponse', 'nativeFlowResponseMessage', 'paramsJson'],
      ['nativeFlowResponse', 'paramsJson'],
      ['paramsJson'],
    ]),
    shown,
  )
  return message(flow.text ?? payload, null, payload ?? flow.payload ?? null)
}

/** Names of the options chosen in a poll. */
export function choicesOf(given: unknown): string {
  const chosen = field(given, 'selectedOptions') ?? field(given, 'vote', 'selectedOptions')
  return listOf(chosen)
    .flatMap((one) => (typeof one === 'string' ? one : textAt(one, 'name')) ?? [])
    .join(', ')
}

function fileOf(given: unknown, type: string): IncomingMedia {
  const mimeType = textAt(given, 'mimetype')
  return {
    kind: FILES[type] ?? kindOfMime(mimeType),
    mimeType,
    url: null,
    providerMediaId: idAt(given, 'id'),
    fileName: textAt(given, 'filename'),
    size: sizeOf(field(given, 'size')),
    ...(type === 'ptt' ? { voice: true } : {}),
  }
}
