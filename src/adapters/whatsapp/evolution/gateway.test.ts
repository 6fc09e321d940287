import { beforeEach, expect, test } from 'vitest'
import real from '../../../../test/fixtures/whatsapp/gateways/evolution-2.3.6.json'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { Recipient, WhatsAppProvider } from '../port'
import { evolutionConfig } from './config'
import { evolution } from './provider'

/** Answers of Evolution API 2.3.6, recorded beside the product without a connection to WhatsApp. */
const gateway = useGateway('evolution')
let now = new Date('2026-11-20T13:00:00Z')
const STATE = 'GET /instance/connectionState/loja-1'
const CONNECT = 'GET /instance/connect/loja-1'
const CREATE = 'POST /instance/create'
const TEXT = 'POST /message/sendText/loja-1'
const LOGOUT = 'DELETE /instance/logout/loja-1'
const open = { json: { instance: { instanceName: 'loja-1', state: 'open' } } }
const webhookUrl = 'https://portal.exemplo.com.br/api/avisos/abc'
const phone: Recipient = { kind: 'phone', e164: '+5531987654321' }
let provider: WhatsAppProvider
const send = (to: Recipient = phone) =>
  provider.send({ clientMessageId: 'm1', to, content: { kind: 'text', text: 'oi' } })
const parse = (given: object) => provider.parseWebhook(new Headers(), Buffer.from(JSON.stringify(given)))

beforeEach(() => {
  now = new Date('2026-11-20T13:00:00Z')
  const settings = {
    provider: 'evolution',
    apiKey: 'chave-da-api',
    instance: 'loja-1',
    webhookSecret: 'segredo-dos-avisos',
  }
  provider = evolution(evolutionConfig.parse({ ...settings, baseUrl: gateway.url() }), () => now)
})

test('the server accepts every event that is requested, deletions and calls among them', async () => {
  gateway.on(STATE, real.unknownInstance)
  gateway.on(CREATE, real.created)
  gateway.on(CONNECT, real.noQrYet)
  expect(await provider.connect({ webhookUrl })).toEqual({ state: 'conectando' })
  const made = gateway.seen.find((one) => one.method === 'POST')?.body as { webhook: { events: string[] } }
  expect(real.events).toEqual(expect.arrayContaining(made.webhook.events))
  expect(made.webhook.events).toEqual(
    expect.arrayContaining(['MESSAGES_DELETE', 'MESSAGES_EDITED', 'CALL', 'REMOVE_INSTANCE']),
  )
})

test('a name that is taken is not reported as a wrong key, and a wrong key is', async () => {
  gateway.on(STATE, real.unknownInstance)
  gateway.on(CREATE, real.nameTaken)
  await expect(provider.connect({ webhookUrl })).rejects.toMatchObject({ code: 'CONFLICT' })
  gateway.on(CREATE, real.wrongKey)
  await expect(provider.connect({ webhookUrl })).rejects.toThrow('recusou a chave')
})

test('a failed start comes as a success, and is not taken for one', async () => {
  gateway.on(STATE, { json: { instance: { instanceName: 'loja-1' } } })
  gateway.on('POST /webhook/set/loja-1', { status: 201 })
  gateway.on(CONNECT, { json: { error: true, message: 'BadRequestException' } })
  expect(await provider.status()).toEqual({ state: 'desconectada', reason: null })
  await expect(provider.connect({ webhookUrl })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
})

test('without a connection nothing is tried for any recipient: each kind would fail with another error', async () => {
  gateway.on(STATE, real.stateClose)
  gateway.on(TEXT, real.sendGroupClosed)
  const recipients: Recipient[] = [
    phone,
    { kind: 'group', id: '12036304@g.us' },
    { kind: 'lid', lid: '99@lid' },
    { kind: 'status' },
  ]
  for (const to of recipients)
    expect(await send(to)).toMatchObject({ kind: 'later', code: 'desconectada', scope: 'connection' })
  expect(gateway.seen.every((one) => one.method === 'GET')).toBe(true)
})

test.each([
  ['unknown instance', real.unknownInstance, { kind: 'later', needsPerson: true }],
  ['wrong key', real.wrongKey, { kind: 'later', needsPerson: true }],
  ['failure', { status: 500 }, { kind: 'later' }],
  ['no answer', 'drop' as const, { kind: 'later' }],
])('a session check that returns %s proves that nothing was sent', async (_name, reply, outcome) => {
  gateway.on(STATE, reply)
  expect(await send()).toMatchObject(outcome)
  expect(gateway.seen).toHaveLength(1)
})

test.each([
  ['lost before the number was checked', real.sendClosed, { kind: 'later', code: 'desconectada' }],
  ['lost while it was sent', wrapped('Error: Connection Closed'), { kind: 'unknown' }],
  ['an error without words', real.sendGroupClosed, { kind: 'unknown' }],
  ['no contacts for a status', real.statusWithoutContacts, { kind: 'refused', final: 'content' }],
  ['no text', real.textRequired, { kind: 'refused', final: 'content' }],
  ['wrong kind', real.wrongKind, { kind: 'refused', final: 'content' }],
  ['not a file', real.notAFile, { kind: 'refused', final: 'content' }],
])('a send over an open session: %s', async (_name, reply, outcome) => {
  gateway.on(STATE, open)
  gateway.on(TEXT, reply)
  expect(await send()).toMatchObject(outcome)
})

function wrapped(message: string) {
  return { status: 400, json: { status: 400, error: 'Bad Request', response: { message: [message] } } }
}

test('logging out when already logged out succeeds', async () => {
  for (const reply of [real.notConnected, real.unknownInstance, { json: { status: 'SUCCESS' } }]) {
    gateway.on(LOGOUT, reply)
    await provider.logout()
  }
  gateway.on(LOGOUT, wrapped('outra coisa'))
  await expect(provider.logout()).rejects.toMatchObject({ code: 'SOURCE_INVALID' })
})

test('`connecting` ten times a second is one delivery in some seconds; every other state is its own', () => {
  const idAfter = (ms: number, data: object = real.connecting.data) => {
    now = new Date(Date.parse('2026-11-20T13:00:00Z') + ms)
    return parse({ ...real.connecting, data, date_time: now.toISOString() }).eventId
  }
  const ids = Array.from({ length: 300 }, (_, index) => idAfter(index * 100))
  expect(new Set(ids).size).toBe(3)
  const closed = { instance: 'loja-1', state: 'close', statusReason: 428 }
  expect(new Set([0, 100, 200].map((ms) => idAfter(ms, closed))).size).toBe(3)
  expect(parse(real.connecting).events).toMatchObject([{ status: { state: 'conectando' } }])
  expect(parse(real.removed).events).toMatchObject([{ status: { state: 'desconectada' } }])
})

test('the secret address that Evolution repeats in each delivery is not stored', () => {
  const kept = provider.redactWebhook?.(Buffer.from(JSON.stringify(real.connecting))) ?? ''
  expect(Buffer.from(kept).toString()).not.toContain('endereco-secreto')
})
