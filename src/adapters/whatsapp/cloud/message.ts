import { formAnswers } from '../baileys-parts'
import { field, listOf, textAt } from '../loose'
import type { IncomingMedia } from '../port'
import type { Said } from '../said'

const MEDIA: Record<string, IncomingMedia['kind']> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
}

/** What a Meta message is: the kinds named here are content that a contact wrote, all others are notices. */
export function readMetaMessage(given: unknown): Said {
  const type = textAt(given, 'type') ?? ''
  const message = (text: string | null, payload: string | null = null): Said => ({
    kind: 'message',
    text: text ?? '',
    media: mediaOf(given, type),
    replyTo: textAt(given, 'context', 'id') ?? textAt(given, 'context', 'message_id'),
    payload,
  })
  switch (type) {
    case 'text':
      return message(textAt(given, 'text', 'body'))
    case 'button': {
      const payload = textAt(given, 'button', 'payload')
      return message(textAt(given, 'button', 'text') ?? payload, payload)
    }
    case 'interactive':
      return readInteractive(field(given, 'interactive'), message)
    case 'order':
      return message(textAt(given, 'order', 'text') ?? itemsOf(field(given, 'order', 'product_items')))
    case 'location':
      return message(linesOf(textAt(given, type, 'name'), textAt(given, type, 'address')))
    case 'contacts':
      return message(linesOf(...listOf(field(given, 'contacts')).map(cardOf)))
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return message(textAt(given, type, 'caption'))
    case 'reaction':
      return {
        kind: 'reaction',
        of: textAt(given, 'reaction', 'message_id'),
        emoji: textAt(given, 'reaction', 'emoji'),
      }
    case 'revoke':
      return {
        kind: 'revoke',
        of: textAt(given, 'revoke', 'original_message_id') ?? textAt(given, 'revoke', 'message_id'),
      }
    case 'edit': {
      const said = readMetaMessage(field(given, 'edit', 'message'))
      const text =
        said.kind === 'message' && said.text !== '' ? said.text : textAt(given, 'edit', 'text', 'body')
      return {
        kind: 'edit',
        of: textAt(given, 'edit', 'original_message_id') ?? textAt(given, 'edit', 'message_id'),
        text,
      }
    }
    default: {
      const more = textAt(given, 'system', 'type') ?? textAt(given, 'unsupported', 'type')
      return { kind: 'notice', name: linesOf(type || 'sem tipo', more)?.replace('\n', ' ') ?? type }
    }
  }
}

function readInteractive(
  given: unknown,
  message: (text: string | null, payload?: string | null) => Said,
): Said {
  for (const name of ['button_reply', 'list_reply']) {
    const payload = textAt(given, name, 'id')
    if (field(given, name) != null) return message(textAt(given, name, 'title') ?? payload, payload)
  }
  if (field(given, 'nfm_reply') == null)
    return { kind: 'notice', name: `interactive ${textAt(given, 'type') ?? ''}`.trim() }
  const answers = formAnswers(textAt(given, 'nfm_reply', 'response_json'))
  return message(linesOf(textAt(given, 'nfm_reply', 'body'), answers) ?? textAt(given, 'nfm_reply', 'name'))
}

function linesOf(...lines: (string | null)[]): string | null {
  return lines.filter(Boolean).join('\n') || null
}

function cardOf(card: unknown): string | null {
  const parts = [textAt(card, 'name', 'formatted_name') ?? textAt(card, 'name', 'first_name')]
  return [...parts, textAt(card, 'phones', 0, 'phone')].filter(Boolean).join(': ') || null
}

/** An order without a text: its items. */
function itemsOf(items: unknown): string | null {
  return linesOf(
    ...listOf(items).map((item) => {
      const name = textAt(item, 'product_retailer_id')
      return name === null ? null : `${String(Number(field(item, 'quantity')) || 1)} × ${name}`
    }),
  )
}

function mediaOf(given: unknown, type: string): IncomingMedia | null {
  const kind = MEDIA[type]
  if (kind === undefined) return null
  const mimeType = textAt(given, type, 'mime_type')
  const voice = field(given, type, 'voice')
  const isVoice =
    kind === 'audio' && (voice === true || (voice == null && /^audio\/ogg/.test(mimeType ?? '')))
  return {
    kind,
    mimeType,
    url: textAt(given, type, 'url'),
    providerMediaId: textAt(given, type, 'id'),
    fileName: textAt(given, type, 'filename'),
    size: null,
    ...(isVoice ? { voice: true } : {}),
  }
}
