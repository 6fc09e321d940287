import type { Chat, IncomingMedia, MessageEvent, NormalisedEvent } from './port'

/**
 * One event of a chat in terms that all readers share. A reader names the kinds that it knows and returns `notice` for
 * all others: only this file decides what becomes of each.
 */
export type Said =
  | {
      kind: 'message'
      text: string
      media: IncomingMedia | null
      replyTo: string | null
      payload?: string | null
      vote?: true
    }
  | { kind: 'edit'; of: string | null; text: string | null }
  | { kind: 'revoke'; of: string | null }
  | { kind: 'reaction'; of: string | null; emoji: string | null }
  | { kind: 'call'; video: boolean; state: string | null }
  /** `name` is the provider's own term for it. */
  | { kind: 'notice'; name: string }

/** Chat and time of the event. `address` is the chat's, as the provider names it. */
export type Setting = {
  id: string
  address: string
  at: Date
  chat: Chat
  from: MessageEvent['from']
  fromMe: boolean
  source: MessageEvent['source']
}

/** Magic bytes in base64: JPEG, PNG, GIF, WebP and WAV, Ogg, PDF, zip, MP3, MP4. */
const FILE_HEAD =
  /^(?:data:[\w./+-]+;base64,|\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|T2dnUw|JVBERi0|UEsDB|SUQz|AAAA[\w+/]{4}Z0eX)/

/** True for the bytes of a file in base64, which some gateways put in place of the text. */
export function isFileAsText(text: string): boolean {
  const head = FILE_HEAD.exec(text)?.[0]
  if (head === undefined) return false
  return head.startsWith('data:') || (text.length >= 60 && /^[\w+/=\s-]+$/.test(text))
}

/** The content as an event. A message without content, and a reference without a message id, are chat events. */
export function eventOf(said: Said, setting: Setting): NormalisedEvent {
  const { id, address, at, chat, from, fromMe, source } = setting
  const about = { at, chat, fromMe }
  const notice = (name: string): NormalisedEvent => ({
    type: 'chat_event',
    key: `chat:${name}:${address}:${id}`,
    ...about,
    name: name.slice(0, 80),
    of: id,
  })
  const when = String(at.getTime())
  switch (said.kind) {
    case 'message': {
      const text = isFileAsText(said.text) ? '' : said.text
      if (text.trim() === '' && said.media === null && !said.vote) return notice('vazia')
      const { media, replyTo, payload, vote } = said
      const event: MessageEvent = {
        type: 'message',
        key: `message:${address}:${id}`,
        at,
        providerMessageId: id,
        from,
        fromMe,
        source,
        chat,
        text,
        media,
        replyTo,
      }
      return { ...event, ...(payload ? { payload } : {}), ...(vote ? { vote } : {}) }
    }
    case 'edit':
      if (said.of === null) return notice('edit')
      return {
        type: 'edit',
        key: `edit:${said.of}:${when}:${said.text ?? ''}`.slice(0, 300),
        ...about,
        of: said.of,
        text: said.text === null || isFileAsText(said.text) ? null : said.text,
      }
    case 'revoke':
      if (said.of === null) return notice('revoke')
      return { type: 'revoke', key: `revoke:${said.of}`, ...about, of: said.of }
    case 'reaction': {
      if (said.of === null) return notice('reaction')
      const emoji = said.emoji?.trim() ? said.emoji.trim().slice(0, 40) : null
      const key = `reaction:${said.of}:${String(fromMe)}:${when}:${emoji ?? ''}`
      return { type: 'reaction', key, ...about, of: said.of, emoji }
    }
    case 'call':
      return {
        type: 'call',
        key: `call:${id}:${said.state ?? ''}`,
        ...about,
        id,
        video: said.video,
        state: said.state,
      }
    case 'notice':
      return notice(said.name)
  }
}

/** The part of an event that the rule looks at. */
type Seen = {
  type: string
  fromMe?: boolean
  chat?: { kind: string } | null
}

/**
 * Whether an event is a customer's answer: it is stored in the conversation as unread and stops a follow-up series.
 * Only a message that a contact wrote to us directly is one; a notice, reaction, edit, call or receipt never is.
 */
export function isAnswer(event: Seen): boolean {
  return event.type === 'message' && event.fromMe === false && event.chat?.kind === 'direct'
}

/** Receipts without a level and votes without a voter: nothing about a chat to store. */
const NOT_KEPT = ['ack', 'poll_answer']

/** Whether an event is worth a row. */
export function isKept(event: { type: string; name?: string | null }): boolean {
  return event.type !== 'chat_event' || !NOT_KEPT.includes(event.name ?? '')
}
