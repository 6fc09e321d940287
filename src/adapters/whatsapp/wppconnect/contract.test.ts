import { beforeEach, expect, test } from 'vitest'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { Content, Recipient, WhatsAppProvider } from '../port'
import { wppconnectConfig } from './config'
import { wppconnect } from './provider'

const gateway = useGateway('wppconnect')
const NOW = new Date('2026-11-20T13:00:00Z')
const settings = { provider: 'wppconnect', secretKey: 'chave/do+servidor', session: 'loja-1' }
const CHECK = 'GET /api/loja-1/check-connection-session'
const SEND = 'POST /api/loja-1/send-message'
let provider: WhatsAppProvider

beforeEach(() => {
  provider = wppconnect(wppconnectConfig.parse({ ...settings, baseUrl: gateway.url() }), () => NOW)
  gateway.on('POST /api/loja-1/chave%2Fdo%2Bservidor/generate-token', {
    status: 201,
    json: { token: 'tok', full: 'loja-1:tok' },
  })
  gateway.on(CHECK, { json: { status: true, message: 'Connected' } })
})

const phone: Recipient = { kind: 'phone', e164: '+5531987654321' }
const text: Content = { kind: 'text', text: 'Olá, tudo bem?' }
const send = (content: Content = text, to: Recipient = phone) =>
  provider.send({ clientMessageId: 'm1', to, content })
const ok = {
  status: 201,
  json: { status: 'success', response: [{ id: 'true_5531987654321@c.us_3EB0' }], mapper: 'return' },
}

test('the example secret of the project is rejected', () => {
  const result = wppconnectConfig.safeParse({
    ...settings,
    baseUrl: 'https://x.exemplo.com.br',
    secretKey: 'THISISMYSECURETOKEN',
  })
  expect(result.error?.issues[0]?.message).toContain('chave de exemplo')
})

test('only the request that makes the token contains the secret', async () => {
  gateway.on(SEND, ok)
  await send()
  await send()
  const withSecret = gateway.seen.filter((one) => one.path.includes('servidor'))
  expect(withSecret.map((one) => one.path.split('/').at(-1))).toEqual(['generate-token'])
  expect(gateway.seen.at(-1)?.headers.authorization).toBe('Bearer tok')
})

test('connect: a starting session reports CLOSED', async () => {
  gateway.on('POST /api/loja-1/start-session', { json: { status: 'CLOSED', qrcode: null } })
  expect(await provider.connect({ webhookUrl: 'https://x.exemplo.com.br/a' })).toEqual({
    state: 'conectando',
  })
  gateway.on('POST /api/loja-1/start-session', { json: { status: 'phoneCode', phoneCode: 'ABCD1234' } })
  expect(
    await provider.connect({ webhookUrl: 'https://x.exemplo.com.br/a', pairingPhone: '+5531987654321' }),
  ).toEqual({
    state: 'qr',
    qr: null,
    pairingCode: 'ABCD1234',
  })
  gateway.on('GET /api/loja-1/status-session', {
    json: { status: 'QRCODE', qrcode: 'data:…', urlcode: '2@abc' },
  })
  expect(await provider.status()).toEqual({ state: 'qr', qr: '2@abc', pairingCode: null })
  gateway.expectContract()
})

test('t-41 201 is accepted; one phone per call, in the known form', async () => {
  for (const path of ['send-message', 'send-file-base64', 'send-text-storie'])
    gateway.on(`POST /api/loja-1/${path}`, ok)
  expect(await send()).toEqual({ kind: 'accepted', providerMessageId: '3EB0' })
  const file: Content = {
    kind: 'media',
    media: 'image',
    mimeType: 'image/png',
    source: { base64: 'AAAA' },
    fileName: null,
    caption: 'a',
  }
  await send(file)
  await send(text, { kind: 'lid', lid: '99999999999999@lid' })
  await send(text, { kind: 'group', id: '5531-1234@g.us' })
  await send(text, { kind: 'status' })
  gateway.expectContract()
  const bodies = gateway.seen.filter((one) => one.path.endsWith('send-message')).map((one) => one.body)
  expect(bodies).toEqual([
    { phone: '5531987654321', isGroup: false, message: 'Olá, tudo bem?' },
    { phone: '99999999999999', isGroup: false, isLid: true, message: 'Olá, tudo bem?' },
    { phone: '5531-1234', isGroup: true, message: 'Olá, tudo bem?' },
  ])
})

test.each([
  [
    'number does not exist: it may have sent all the same',
    { status: 400, json: { response: null, status: 'Connected', message: 'O número 5531 não existe.' } },
    { kind: 'unknown', code: '400', reason: expect.stringContaining('não existe') as string },
  ],
  [
    'session down at the last moment',
    { status: 404, json: { response: null, status: 'Disconnected' } },
    { kind: 'unknown' },
  ],
  ['their failure', { status: 500, json: { status: 'Error' } }, { kind: 'unknown' }],
  ['token', { status: 401, json: {} }, { kind: 'later', needsPerson: true }],
  ['a redirect from a proxy before it', { status: 308 }, { kind: 'later', needsPerson: true }],
  ['closed on us', 'drop' as const, { kind: 'unknown' }],
])('a send that fails: %s', async (_name, reply, outcome) => {
  gateway.on(SEND, reply)
  expect(await send()).toMatchObject(outcome)
})

test('a session that is down is detected before anything is sent', async () => {
  gateway.on(CHECK, { json: { status: false, message: 'Disconnected' } })
  expect(await send()).toMatchObject({ kind: 'later', scope: 'connection' })
  expect(gateway.seen.some((one) => one.path.endsWith('send-message'))).toBe(false)
})

test('labels', async () => {
  gateway.on('POST /api/loja-1/add-or-remove-label', { status: 201 })
  gateway.on('POST /api/loja-1/add-new-label', { status: 201 })
  gateway.on('GET /api/loja-1/get-all-labels', {
    status: 201,
    json: { status: 'success', response: [{ id: '76', name: 'Ativo' }] },
  })
  expect(await provider.labels?.create('Ativo')).toEqual({ id: '76', name: 'Ativo' })
  await provider.labels?.mark(phone, '76', true)
  gateway.expectContract()
})

test('msg-7 groups by name', async () => {
  gateway.on('POST /api/loja-1/list-chats', {
    json: [
      { id: { _serialized: '120363@g.us' }, name: 'Clientes VIP' },
      { id: '120364@g.us', groupMetadata: { subject: 'Ofertas' } },
      { id: '5511@c.us', name: 'Ana' },
    ],
  })
  expect(await provider.groups?.()).toEqual([
    { id: '120363@g.us', name: 'Clientes VIP' },
    { id: '120364@g.us', name: 'Ofertas' },
  ])
  gateway.expectContract()
})

const parse = (delivery: object) =>
  provider.parseWebhook(new Headers(), Buffer.from(JSON.stringify({ session: 'loja-1', ...delivery })))
const message = {
  event: 'onmessage',
  id: 'false_99@lid_A1',
  from: '99@lid',
  fromMe: false,
  body: 'oi',
  type: 'chat',
  t: 1_795_180_000,
}

test('t-44 a reply under a lid keeps both addresses of the contact', () => {
  const sender = { id: { _serialized: '553187654321@c.us' }, pushname: 'Ana' }
  expect(parse({ ...message, sender }).events).toMatchObject([
    {
      text: 'oi',
      from: { lid: '99@lid', phone: '+5531987654321', name: 'Ana' },
      at: new Date(1_795_180_000_000),
    },
  ])
})

test('with a file the body is the file, and the caption is the text', () => {
  expect(
    parse({ ...message, type: 'image', mimetype: 'image/jpeg', body: '/9j/4AAQ', caption: 'olha' }).events,
  ).toMatchObject([{ text: 'olha', media: { kind: 'image' } }])
})

test('t-41 acks by level; negative ones fail, PEER is ignored', () => {
  const ack = (level: number) =>
    parse({ event: 'onack', id: { _serialized: 'true_99@lid_3EB0' }, ack: level }).events
  expect(
    [-7, 0, 1, 2, 3, 4, 5].flatMap((level) => ack(level)).map((one) => one.type === 'ack' && one.status),
  ).toEqual(['failed', 'accepted', 'sent', 'delivered', 'read', 'played'])
  expect(ack(1)).toMatchObject([{ providerMessageId: '3EB0', key: 'ack:3EB0:sent' }])
})

test('msg-6 labels put on a chat of the phone, or taken off', () => {
  const labelEvents = (type: string, chat: string) => {
    const labels = [{ id: '3', name: 'VIP', color: 1, count: 2, hexColor: '#ff9485' }, null]
    const body = {
      event: 'onupdatelabel',
      type,
      chat: { id: { _serialized: chat } },
      ids: ['3', '4'],
      labels,
    }
    return parse(body).events
  }
  expect(labelEvents('add', '553187654321@c.us')).toMatchObject([
    { type: 'labelled', label: '3', name: 'VIP', on: true, party: { phone: '+5531987654321' } },
    { type: 'labelled', label: '4', name: null, on: true },
  ])
  expect(labelEvents('remove', '99@lid')).toMatchObject([
    { on: false, party: { lid: '99@lid' } },
    { label: '4' },
  ])
  expect(labelEvents('add', '1203@g.us')).toEqual([])
})

test('t-43 no id: equal deliveries of a state are never duplicates; t-42 another session is rejected', () => {
  expect(parse({ event: 'status-find', status: 'inChat' })).toMatchObject({
    eventId: null,
    events: [{ key: null }],
  })
  expect(() => parse({ event: 'status-find', status: 'inChat', session: 'loja-2' })).toThrow(
    'é de outra sessão',
  )
})

test('a file is requested by its message, with the session’s token; what the phone doesn’t have is gone', async () => {
  const path = 'GET /api/loja-1/get-media-by-message/false_5531987654321%40c.us_3EB0'
  const delivery = {
    ...{ event: 'onmessage', session: 'loja-1', id: 'false_5531987654321@c.us_3EB0', type: 'document' },
    ...{ from: '5531987654321@c.us', t: 1763640000, body: 'JVBERi0=', mimetype: 'application/pdf' },
    ...{ filename: 'nota.pdf', size: 5 },
  }
  const kept = provider.redactWebhook?.(Buffer.from(JSON.stringify(delivery))) ?? Buffer.of()
  const [event] = provider.parseWebhook(new Headers(), kept).events
  const media = event?.type === 'message' ? event.media : null
  expect(media).toMatchObject({
    kind: 'document',
    fileName: 'nota.pdf',
    size: 5,
    mimeType: 'application/pdf',
  })
  if (!media) return
  gateway.on(path, { json: { base64: 'data:application/pdf;base64,JVBERi0=', mimetype: 'application/pdf' } })
  const ref = { ...media, providerMessageId: '3EB0' }
  expect(await provider.fetchMedia(ref)).toMatchObject({
    bytes: Buffer.from('%PDF-'),
    mimeType: 'application/pdf',
  })
  expect(gateway.seen.at(-1)?.headers.authorization).toBe('Bearer tok')
  for (const [reply, code] of [
    [{ status: 400 }, 'NOT_FOUND'],
    [{ status: 401 }, 'SOURCE_INVALID'],
    [{ status: 500 }, 'SOURCE_UNAVAILABLE'],
  ] as const) {
    gateway.on(path, reply)
    await expect(provider.fetchMedia(ref)).rejects.toMatchObject({ code })
  }
})
