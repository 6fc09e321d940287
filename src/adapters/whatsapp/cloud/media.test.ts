import { beforeEach, expect, test } from 'vitest'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { MediaRef, WhatsAppProvider } from '../port'
import { cloudConfig } from './config'
import { cloud } from './provider'

const gateway = useGateway('meta')
const settings = {
  provider: 'cloud',
  phoneNumberId: '106540352242922',
  accessToken: 'EAAG-um-token-de-teste-longo',
  appSecret: 'app-secret-1234567',
  verifyToken: 'palavra-combinada',
}
let provider: WhatsAppProvider

beforeEach(() => {
  provider = cloud(cloudConfig.parse({ ...settings, baseUrl: gateway.url() }))
})

const ref = (over: Partial<MediaRef> = {}): MediaRef => ({
  url: null,
  providerMediaId: '2621233374848975',
  mimeType: null,
  fileName: 'nota.pdf',
  providerMessageId: 'wamid.X',
  ...over,
})
const PLACE = 'GET /v23.0/2621233374848975'
const place = (over: object = {}) => ({
  json: {
    ...{ messaging_product: 'whatsapp', id: '2621233374848975', sha256: 'x', mime_type: 'image/jpeg' },
    ...{ url: `${gateway.url()}/whatsapp_business/attachments/?mid=1`, file_size: '4' },
    ...over,
  },
})

test('a file: its address by its id and our phone number id, then the bytes, both with the token', async () => {
  gateway.on(PLACE, place())
  gateway.on('GET /whatsapp_business/attachments/', { bytes: Buffer.from([0xff, 0xd8, 0xff, 0]) })
  const file = await provider.fetchMedia(ref())
  expect(file).toMatchObject({ bytes: Buffer.from([0xff, 0xd8, 0xff, 0]), mimeType: 'image/jpeg' })
  expect(gateway.seen.map(({ path }) => path)).toEqual([
    '/v23.0/2621233374848975?phone_number_id=106540352242922',
    '/whatsapp_business/attachments/?mid=1',
  ])
  for (const { headers } of gateway.seen)
    expect(headers.authorization).toBe('Bearer EAAG-um-token-de-teste-longo')
})

test('the token goes to Meta’s own hosts only, and a file known to be too large isn’t downloaded', async () => {
  for (const [over, code] of [
    [{ url: 'https://fbsbx.com.exemplo.com.br/a' }, 'SOURCE_INVALID'],
    [{ url: 'https://lookaside-fbsbx.com/a' }, 'SOURCE_INVALID'],
    [{ url: 'nada' }, 'SOURCE_INVALID'],
    [{ file_size: 16 * 1024 * 1024 + 1 }, 'TOO_LARGE'],
  ] as const) {
    gateway.on(PLACE, place(over))
    await expect(provider.fetchMedia(ref())).rejects.toMatchObject({ code })
  }
  expect(gateway.seen.every(({ path }) => path.startsWith('/v23.0/'))).toBe(true)
})

test('a file that Meta no longer has is gone; a wrong token or a temporary failure is another error', async () => {
  const error = (code: number) => ({ error: { message: 'x', type: 'x', code } })
  for (const [reply, code] of [
    [{ status: 404 }, 'NOT_FOUND'],
    [{ status: 400, json: error(100) }, 'NOT_FOUND'],
    [{ status: 401, json: error(190) }, 'SOURCE_INVALID'],
    [{ status: 503 }, 'SOURCE_UNAVAILABLE'],
  ] as const) {
    gateway.on(PLACE, reply)
    await expect(provider.fetchMedia(ref())).rejects.toMatchObject({ code })
  }
  gateway.on(PLACE, place())
  gateway.on('GET /whatsapp_business/attachments/', { status: 404 })
  await expect(provider.fetchMedia(ref())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  gateway.seen.length = 0
  for (const providerMediaId of [null, '../me/accounts'])
    await expect(provider.fetchMedia(ref({ providerMediaId }))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(gateway.seen).toEqual([])
})
