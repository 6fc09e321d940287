import { beforeEach, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { useGateway, type Reply } from '../../../../test/whatsapp/gateway'
import { MAX_MEDIA_BYTES } from '../media'
import type { MediaRef, WhatsAppProvider } from '../port'
import { wahaConfig } from './config'
import { waha } from './provider'

const gateway = useGateway('waha')
let provider: WhatsAppProvider

beforeEach(() => {
  const settings = { provider: 'waha', baseUrl: gateway.url(), apiKey: 'chave-da-api', session: 'loja-1' }
  provider = waha(wahaConfig.parse({ ...settings, webhookSecret: 'segredo-dos-avisos' }))
})

const PICTURE = Buffer.from('89504e470d0a1a0aff00', 'hex')
const ref = (over: Partial<MediaRef> = {}): MediaRef => ({
  url: 'http://localhost:3000/api/files/loja-1/3EB0AAAA.png',
  providerMediaId: 'false_5511987654321@c.us_3EB0AAAA',
  mimeType: 'image/png',
  fileName: null,
  providerMessageId: '3EB0AAAA',
  ...over,
})
const FILE = 'GET /api/files/loja-1/3EB0AAAA.png'
const AGAIN = 'GET /api/loja-1/chats/5511987654321%40c.us/messages/false_5511987654321%40c.us_3EB0AAAA'
const png = { bytes: PICTURE, headers: { 'content-type': 'image/png' } }

test('a file is fetched at the gateway’s own address, whatever host WAHA reports, with the key', async () => {
  gateway.on(FILE, png)
  expect(await provider.fetchMedia(ref())).toEqual({ bytes: PICTURE, mimeType: 'image/png', fileName: null })
  expect(gateway.seen[0]?.headers['x-api-key']).toBe('chave-da-api')
})

test('a file that WAHA has deleted, or never downloaded, is requested again by its message', async () => {
  for (const url of [ref().url, null]) {
    gateway.on(FILE, [{ status: 404 }, png])
    gateway.on(AGAIN, { json: { id: 'x', media: { url: ref().url } } })
    if (url === null) gateway.on(FILE, png)
    expect((await provider.fetchMedia(ref({ url }))).bytes).toEqual(PICTURE)
    expect(gateway.seen.find(({ path }) => path.includes('/messages/'))?.path).toMatch(
      /\?downloadMedia=true$/,
    )
  }
  gateway.on(FILE, { status: 404 })
  gateway.on(AGAIN, { json: { id: 'x', media: null } })
  await expect(provider.fetchMedia(ref())).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a file in external storage is requested there, without the key; an inner address isn’t requested at all', async () => {
  gateway.on('GET /balde/foto.png', png)
  await provider.fetchMedia(ref({ url: `${gateway.url()}/balde/foto.png?assinatura=1` }))
  expect(gateway.seen[0]).toMatchObject({ path: '/balde/foto.png?assinatura=1' })
  expect(gateway.seen[0]?.headers).not.toHaveProperty('x-api-key')
  vi.stubEnv('RETOMA_ALLOW_PRIVATE_HOSTS', '0')
  provideEnv({})
  try {
    const inner = ref({ url: 'http://169.254.169.254/latest/meta-data' })
    await expect(provider.fetchMedia(inner)).rejects.toMatchObject({ code: 'BAD_INPUT' })
  } finally {
    vi.unstubAllEnvs()
    provideEnv({})
  }
})

test('failures of a file: too large, a redirect, a wrong key, a gateway that is away', async () => {
  const cases: [Reply, string][] = [
    [{ ...png, headers: { 'content-length': String(MAX_MEDIA_BYTES + 1) } }, 'TOO_LARGE'],
    [{ bytes: Buffer.alloc(MAX_MEDIA_BYTES + 1), headers: { 'transfer-encoding': 'chunked' } }, 'TOO_LARGE'],
    [{ status: 302, headers: { location: `${gateway.url()}/balde/foto.png` } }, 'SOURCE_INVALID'],
    [{ status: 401 }, 'SOURCE_INVALID'],
    [{ status: 500 }, 'SOURCE_UNAVAILABLE'],
    ['drop', 'SOURCE_UNAVAILABLE'],
  ]
  for (const [reply, code] of cases) {
    gateway.on(FILE, reply)
    // Only the count: a diff of sixteen megabytes would take a failure minutes.
    const size = provider.fetchMedia(ref()).then(({ bytes }) => bytes.length)
    await expect(size, code).rejects.toMatchObject({ code })
  }
  expect(gateway.seen.every(({ path }) => path.startsWith('/api/files/'))).toBe(true)
})
