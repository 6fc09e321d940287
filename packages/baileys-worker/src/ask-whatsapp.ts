import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyMessageContent } from '@whiskeysockets/baileys'
import { z } from 'zod'
import type { Session } from './session.ts'

const ANSWER_MS = 10_000
const MAX_KNOWN = 10_000

export const message = z.object({
  /** In WhatsApp's form, made by the portal: the same at every attempt. */
  messageId: z.string().regex(/^[0-9A-F]{16,40}$/),
  to: z.union([
    z.object({ phone: z.string().regex(/^\d{8,15}$/) }),
    z.object({ jid: z.string().regex(/^[\w.-]+@(?:s\.whatsapp\.net|lid|g\.us)$/) }),
  ]),
  content: z.union([
    z.object({ text: z.string().min(1).max(4096) }),
    z.object({
      media: z.enum(['image', 'video', 'audio', 'document']),
      mimeType: z.string().min(3).max(200),
      base64: z.base64(),
      fileName: z.string().min(1).max(255),
      caption: z.string().max(4096).optional(),
    }),
  ]),
})
export type Message = z.output<typeof message>

/** Result of one attempt. `later` and `refused`: surely not sent. */
export type Sent = { outcome: 'accepted' | 'later' | 'unknown' | 'refused'; code: string }

export type Logins = Map<string, string>

/** One attempt to send. Never throws: every result is an outcome. */
export async function sendBy(
  session: Session,
  { messageId, to, content }: Message,
  known: Logins,
): Promise<Sent> {
  if (!session.socket()) return { outcome: 'later', code: 'desconectada' }
  let jid: string
  if ('jid' in to) jid = to.jid
  else {
    const found = await loginOf(session, to.phone, known).catch(() => undefined)
    if (found === undefined) return { outcome: 'later', code: 'sem-resposta' }
    if (found === null) return { outcome: 'refused', code: 'sem-whatsapp' }
    jid = found
  }
  const sent = await session.send(messageId, jid, contentOf(content))
  return { outcome: sent.kind, code: 'code' in sent ? sent.code : '' }
}

/** The login behind a phone: accounts older than the ninth digit keep twelve digits. Null: not on WhatsApp. @throws Error without an answer */
async function loginOf(session: Session, phone: string, known: Logins): Promise<string | null> {
  const before = known.get(phone)
  if (before) return before
  const found = await inTime(session.socket()?.onWhatsApp(phone))
  if (!found) throw new Error('no answer')
  const jid = found.find(({ exists }) => exists)?.jid ?? null
  if (jid !== null) {
    known.set(phone, jid)
    const [oldest] = known.keys()
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
  }
  return jid
}

/** Groups that the account is in. @throws Error without an answer */
export async function groupsOf(session: Session): Promise<{ id: string; name: string }[]> {
  const found = await inTime(session.socket()?.groupFetchAllParticipating())
  if (!found) throw new Error('no answer')
  return Object.values(found).map(({ id, subject }) => ({ id, name: subject }))
}

async function inTime<T>(asked: Promise<T> | undefined): Promise<T | undefined> {
  asked?.catch(() => undefined)
  return Promise.race([asked, sleep(ANSWER_MS, undefined, { ref: false })])
}

function contentOf(content: Message['content']): AnyMessageContent {
  if ('text' in content) return { text: content.text }
  const { media, mimeType, fileName, caption } = content
  const bytes = Buffer.from(content.base64, 'base64')
  const said = caption === undefined ? {} : { caption }
  switch (media) {
    case 'image':
      return { image: bytes, mimetype: mimeType, ...said }
    case 'video':
      return { video: bytes, mimetype: mimeType, ...said }
    case 'audio':
      return { audio: bytes, mimetype: mimeType, ptt: true }
    case 'document':
      return { document: bytes, mimetype: mimeType, fileName, ...said }
  }
}
