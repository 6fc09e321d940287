import { beforeEach, expect, test } from 'vitest'
import real from '../../../../test/fixtures/whatsapp/gateways/wppconnect-2.10.4.json'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { SendCommand, WhatsAppProvider } from '../port'
import { wppconnectConfig } from './config'
import { wppconnect } from './provider'

/** Answers of WPPConnect Server 2.10.4, recorded beside the product. */
const gateway = useGateway('wppconnect')
const NOW = new Date('2026-11-20T13:00:00Z')
const at = (path: string) => `/api/loja-1/${path}`
const STATUS = `GET ${at('status-session')}`
const START = `POST ${at('start-session')}`
const CLOSE = `POST ${at('close-session')}`
const CLEAR = `POST ${at('chave-do-servidor/clear-session-data')}`
const webhookUrl = 'https://portal.exemplo.com.br/api/avisos/abc'
const command: SendCommand = {
  clientMessageId: 'm1',
  to: { kind: 'phone', e164: '+5531987654321' },
  content: { kind: 'text', text: 'oi' },
}
let provider: WhatsAppProvider
const asked = (part: string) => gateway.seen.filter((one) => one.path.endsWith(part)).length

beforeEach(() => {
  const settings = { provider: 'wppconnect', secretKey: 'chave-do-servidor', session: 'loja-1' }
  provider = wppconnect(wppconnectConfig.parse({ ...settings, baseUrl: gateway.url() }), () => NOW)
  gateway.on(`POST ${at('chave-do-servidor/generate-token')}`, { status: 201, json: { token: 'tok' } })
})

test('a wrong secret comes as a bad request, and is reported as a wrong secret', async () => {
  gateway.on(`POST ${at('chave-do-servidor/generate-token')}`, real.wrongSecret)
  await expect(provider.status()).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    message: expect.stringContaining('recusou a chave secreta') as string,
  })
  expect(await provider.send(command)).toMatchObject({
    kind: 'later',
    needsPerson: true,
    reason: expect.stringContaining('chave secreta') as string,
  })
})

test('a session that never ran, or was closed, is already disconnected: the server fails to close it', async () => {
  for (const state of [real.neverStarted, real.closed]) {
    gateway.on(STATUS, state)
    gateway.on(CLOSE, real.closeFails)
    await provider.disconnect()
    expect(await provider.status()).toEqual({ state: 'desconectada', reason: null })
  }
  expect(asked('close-session')).toBe(0)
})

test('a start that hangs is released, though the server says that closing failed', async () => {
  gateway.on(STATUS, [real.initializing, real.closed])
  gateway.on(CLOSE, real.closeFails)
  await provider.disconnect()
  expect(asked('close-session')).toBe(1)
  gateway.on(STATUS, real.connected)
  await expect(provider.disconnect()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
})

test('a session that shows its QR is not closed: its browser would stay and block the next start', async () => {
  gateway.on(STATUS, { json: { status: 'QRCODE', urlcode: '2@codigo' } })
  await provider.disconnect()
  await provider.logout()
  const posts = gateway.seen.filter((one) => one.method === 'POST')
  expect(posts.map((one) => one.path.split('/').at(-1))).toEqual(['generate-token'])
})

test('logging out deletes a login that a closed session has kept', async () => {
  gateway.on(STATUS, real.closed)
  gateway.on(CLEAR, { json: { success: true } })
  await provider.logout()
  expect(asked('clear-session-data')).toBe(1)
  gateway.on(CLEAR, { status: 500, json: { status: false, message: 'Error on clear session data' } })
  await expect(provider.logout()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  gateway.on(STATUS, real.connected)
  gateway.on(`POST ${at('logout-session')}`, real.closeDone)
  await provider.logout()
  expect(asked('logout-session')).toBe(1)
})

test('a running session posts to its old address: connecting restarts it with ours', async () => {
  gateway.on(START, [real.connected, real.closed])
  gateway.on(STATUS, real.connected)
  gateway.on(CLOSE, real.closeDone)
  expect(await provider.connect({ webhookUrl })).toEqual({ state: 'conectando' })
  const steps = gateway.seen.map((one) => one.path.split('/').at(-1))
  expect(steps).toEqual([
    'generate-token',
    'start-session',
    'status-session',
    'close-session',
    'start-session',
  ])
  expect(gateway.seen.at(-1)?.body).toMatchObject({ webhook: webhookUrl })
})

test('the first QR comes from a session that reports itself closed: the waiting caller keeps it', async () => {
  gateway.on(STATUS, real.firstQr)
  expect(await provider.status()).toEqual({ state: 'qr', qr: null, pairingCode: null })
  expect(await provider.status(true)).toEqual({ state: 'desconectada', reason: null })
  gateway.on(STATUS, real.pairingCode)
  expect(await provider.status()).toEqual({ state: 'qr', qr: null, pairingCode: null })
})

test('nothing is sent while the session is down, and a file is requested later', async () => {
  gateway.on(`GET ${at('check-connection-session')}`, {
    json: { status: false, message: 'Disconnected', session: '' },
  })
  gateway.on(`POST ${at('send-message')}`, real.inactive)
  expect(await provider.send(command)).toMatchObject({ kind: 'later', code: 'desconectada' })
  expect(asked('send-message')).toBe(0)
  const path = `GET ${at('get-media-by-message/false_1')}`
  const ref = {
    url: null,
    providerMediaId: 'false_1',
    mimeType: null,
    fileName: null,
    providerMessageId: '1',
  }
  for (const [reply, code] of [
    [real.mediaInactive, 'SOURCE_UNAVAILABLE'],
    [real.noMedia, 'NOT_FOUND'],
    [real.wrongToken, 'SOURCE_INVALID'],
  ] as const) {
    gateway.on(path, reply)
    await expect(provider.fetchMedia(ref)).rejects.toMatchObject({ code })
  }
})

test('201 is accepted with the id that acks will carry', async () => {
  gateway.on(`GET ${at('check-connection-session')}`, { json: { status: true, message: 'Connected' } })
  gateway.on(`POST ${at('send-message')}`, real.sent)
  expect(await provider.send(command)).toEqual({ kind: 'accepted', providerMessageId: '3EB0AA' })
})

test('after a session was closed its deliveries name none: the secret address identifies it', () => {
  const states = real.hooks.flatMap((hook) => {
    const { events } = provider.parseWebhook(new Headers(), Buffer.from(JSON.stringify(hook)))
    return events.map((one) => (one.type === 'status' ? one.status.state : one.type))
  })
  expect(states).toEqual(['qr', 'qr', 'qr', 'conectada', 'desconectada', 'falhou', 'desconectada'])
  const other = Buffer.from(JSON.stringify({ ...real.hooks[0], session: 'loja-2' }))
  expect(() => provider.parseWebhook(new Headers(), other)).toThrow('é de outra sessão')
})
