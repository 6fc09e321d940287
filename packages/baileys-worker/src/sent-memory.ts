import type { proto } from '@whiskeysockets/baileys'

/** Texts are small; files are kept as their keys, not their bytes. */
const MOST = 2000

/** What this process sent: never reported as written on the phone, and returned when a phone asks for it again. */
export type SentMemory = {
  began(messageId: string): void
  content(messageId: string, content: proto.IMessage | null | undefined): void
  has(messageId: string | null | undefined): boolean
  find(messageId: string): proto.IMessage | undefined
}

/** The last messages; older ones are requested from the portal. */
export function sentMemory(): SentMemory {
  const kept = new Map<string, proto.IMessage | undefined>()
  return {
    began(messageId) {
      kept.set(messageId, kept.get(messageId))
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
    },
    content(messageId, content) {
      if (content) kept.set(messageId, content)
    },
    has: (messageId) => typeof messageId === 'string' && kept.has(messageId),
    find: (messageId) => kept.get(messageId),
  }
}
