import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  downloadContentFromMessage,
  extractMessageContent,
  proto,
  type MediaType,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys'
import { z } from 'zod'

/** WhatsApp's own host: a message may name any other, and its author is untrusted. */
const HOST = 'mmg.whatsapp.net'
const PATH = /^\/[\w./-]+(?:\?[\w.=&%~-]*)?$/
const LARGEST = 16 * 1024 * 1024
const DOWNLOAD_MS = 40_000
const PHONE_MS = 15_000

const KINDS = {
  imageMessage: 'image',
  videoMessage: 'video',
  ptvMessage: 'ptv',
  audioMessage: 'audio',
  documentMessage: 'document',
  stickerMessage: 'sticker',
} as const satisfies Record<string, MediaType>
type Name = keyof typeof KINDS
const NAMES = Object.keys(KINDS) as Name[]

export const mediaRequest = z.object({ ref: z.base64().max(8192) })
/** `gone`: the file no longer exists. `broken`: another try may help. */
export type Fetched = { outcome: 'file'; bytes: Buffer } | { outcome: 'gone' | 'tooLarge' | 'broken' }

/**
 * Where a message's file is and its key, packed for the portal to hand back: so that it can be fetched after a restart,
 * too. Null without a file.
 */
export function mediaRefOf({ key, message }: Pick<WAMessage, 'key' | 'message'>): string | null {
  const content = extractMessageContent(message)
  const name = NAMES.find((one) => content?.[one])
  const part = name && content?.[name]
  if (!name || !part) return null
  const { directPath, mediaKey, fileSha256, fileLength } = part
  const { remoteJid, fromMe, id, participant } = key
  const packed = proto.WebMessageInfo.encode(
    proto.WebMessageInfo.create({
      key: { remoteJid, fromMe, id, participant },
      message: { [name]: { directPath, mediaKey, fileSha256, fileLength } },
    }),
  ).finish()
  return Buffer.from(packed).toString('base64')
}

/**
 * The file of a packed message, from WhatsApp's own host alone. One that WhatsApp deleted is requested from the
 * sender's phone again. @throws RangeError for a reference that isn't ours
 */
export async function fetchMedia(socket: WASocket | null, ref: string): Promise<Fetched> {
  const message = proto.WebMessageInfo.decode(Buffer.from(ref, 'base64'))
  const first = await download(message)
  if (first.outcome !== 'gone' || !socket) return first
  const uploaded = await inTime(socket.updateMediaMessage(message as WAMessage), PHONE_MS).catch(
    () => undefined,
  )
  return uploaded ? download(uploaded) : first
}

async function download({ message }: { message?: proto.IMessage | null }): Promise<Fetched> {
  const name = NAMES.find((one) => message?.[one])
  const part = name && message?.[name]
  if (!name || !part?.mediaKey || !PATH.test(part.directPath ?? ''))
    throw new RangeError('not a file of a message')
  const { mediaKey, directPath, fileSha256, fileLength } = part
  if (Number(fileLength ?? 0) > LARGEST) return { outcome: 'tooLarge' }
  try {
    const bytes = await inTime(readAll({ mediaKey, directPath: directPath ?? '' }, KINDS[name]), DOWNLOAD_MS)
    if (!bytes) return { outcome: 'broken' }
    if (bytes === 'tooLarge') return { outcome: 'tooLarge' }
    const whole = !fileSha256?.length || createHash('sha256').update(bytes).digest().equals(fileSha256)
    return whole ? { outcome: 'file', bytes } : { outcome: 'broken' }
  } catch (error) {
    const { output } = error as { output?: { statusCode?: unknown } }
    return { outcome: output?.statusCode === 404 || output?.statusCode === 410 ? 'gone' : 'broken' }
  }
}

async function readAll(
  place: { mediaKey: Uint8Array; directPath: string },
  kind: MediaType,
): Promise<Buffer | 'tooLarge'> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of await downloadContentFromMessage(place, kind, { host: HOST })) {
    size += (chunk as Buffer).length
    if (size > LARGEST) return 'tooLarge'
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function inTime<T>(asked: Promise<T>, milliseconds: number): Promise<T | undefined> {
  asked.catch(() => undefined)
  return Promise.race([asked, sleep(milliseconds, undefined, { ref: false })])
}
