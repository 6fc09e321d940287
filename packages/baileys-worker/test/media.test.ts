import { createCipheriv, createHash } from 'node:crypto'
import { getMediaKeys, type MediaType, type WASocket } from '@whiskeysockets/baileys'
import { afterEach, expect, test, vi } from 'vitest'
import { fetchMedia, mediaRefOf } from '../src/media.ts'
import { reportOf } from '../src/snapshot.ts'

const KEY = Buffer.alloc(32, 7)
const PATH = '/v/t62.7118-24/abc_n.enc?ccb=11-4&oh=01_Q5&oe=6A&_nc_sid=5e03e0'
const FILE = Buffer.from('%PDF-1.4 um comprovante')
const key = { remoteJid: '99@lid', fromMe: false, id: 'M1' }

afterEach(() => {
  vi.unstubAllGlobals()
})

/** As WhatsApp stores it: AES-CBC, followed by ten bytes of a MAC. */
async function encrypted(bytes: Buffer, kind: MediaType): Promise<Buffer> {
  const { cipherKey, iv } = await getMediaKeys(KEY, kind)
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv)
  return Buffer.concat([cipher.update(bytes), cipher.final(), Buffer.alloc(10)])
}

/** WhatsApp's media host: its answers, in order, and the requests it got. */
function host(...answers: (Buffer | number)[]): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    const answer = answers.shift() ?? 404
    return Promise.resolve(
      typeof answer === 'number'
        ? new Response(null, { status: answer })
        : new Response(new Uint8Array(answer)),
    )
  })
  return asked
}

const part = (over: object = {}) => ({
  ...{ url: 'http://169.254.169.254/latest', directPath: PATH, mediaKey: KEY, fileLength: FILE.length },
  ...{ fileSha256: createHash('sha256').update(FILE).digest(), jpegThumbnail: Buffer.alloc(9000) },
  ...over,
})
const refOf = (over: object = {}) => mediaRefOf({ key, message: { documentMessage: part(over) } }) ?? ''

test('a file comes from WhatsApp’s own host, whatever host the message names, and equals what was sent', async () => {
  const asked = host(await encrypted(FILE, 'document'))
  const event = reportOf({ type: 'message', message: { key, message: { documentMessage: part() } } })
  const { mediaRef } = event.message as { mediaRef: string }
  expect(mediaRef.length).toBeLessThan(1000)
  expect(await fetchMedia(null, mediaRef)).toEqual({ outcome: 'file', bytes: FILE })
  expect(asked).toEqual([`https://mmg.whatsapp.net${PATH}`])
})

test('only a part that is a file is packed, also inside a disappearing message', () => {
  expect(mediaRefOf({ key, message: { conversation: 'oi' } })).toBeNull()
  expect(mediaRefOf({ key, message: null })).toBeNull()
  const inside = { ephemeralMessage: { message: { imageMessage: part() } } }
  expect(mediaRefOf({ key, message: inside })).not.toBeNull()
})

test('an address that leads elsewhere is never requested', async () => {
  const asked = host()
  for (const directPath of [
    '@dentro.local/x',
    ':80@dentro.local/',
    '.dentro.local/',
    '',
    '\\dentro',
    'http://x/',
  ])
    await expect(fetchMedia(null, refOf({ directPath })), directPath).rejects.toThrow(RangeError)
  await expect(fetchMedia(null, '')).rejects.toThrow(RangeError)
  expect(asked).toEqual([])
})

test('a file that WhatsApp deleted is requested from the phone again; a phone without it is final', async () => {
  const again = '/v/de-novo_n.enc'
  const upload = (message: { message: { documentMessage: { directPath: string } } }) => {
    message.message.documentMessage.directPath = again
    return Promise.resolve(message)
  }
  const asked = host(410, await encrypted(FILE, 'document'))
  const phone = { updateMediaMessage: upload } as unknown as WASocket
  expect(await fetchMedia(phone, refOf())).toEqual({ outcome: 'file', bytes: FILE })
  expect(asked.at(-1)).toBe(`https://mmg.whatsapp.net${again}`)
  const gone = { updateMediaMessage: () => Promise.reject(new Error('gone')) } as unknown as WASocket
  for (const socket of [gone, null]) {
    host(404)
    expect(await fetchMedia(socket, refOf())).toEqual({ outcome: 'gone' })
  }
})

test('a file that is too large is rejected, announced or not; other content than announced is none', async () => {
  const asked = host()
  expect(await fetchMedia(null, refOf({ fileLength: 16 * 1024 * 1024 + 1 }))).toEqual({ outcome: 'tooLarge' })
  expect(asked).toEqual([])
  host(await encrypted(Buffer.alloc(16 * 1024 * 1024 + 1), 'document'))
  expect(await fetchMedia(null, refOf())).toEqual({ outcome: 'tooLarge' })
  host(await encrypted(Buffer.from('outra coisa'), 'document'))
  expect(await fetchMedia(null, refOf())).toEqual({ outcome: 'broken' })
  host(500)
  expect(await fetchMedia(null, refOf())).toEqual({ outcome: 'broken' })
})
