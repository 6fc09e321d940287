import { createHmac } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { useGateway } from '../../../../test/whatsapp/gateway'
import { MAX_MEDIA_BYTES } from '../media'
import type { Content, Recipient, WhatsAppProvider } from '../port'
import { evolutionConfig } from './config'
import { evolution } from './provider'

const gateway = useGateway('evolution')
const NOW = new Date('2026-11-20T13:00:00Z')
const secret = 'segredo-dos-avisos'
let provider: WhatsAppProvider

beforeEach(() => {
  const settings = {
    provider: 'evolution',
    apiKey: 'chave-da-api',
    instance: 'loja-1',
    webhookSecret: secret,
  }
  provider = evolution(evolutionConfig.parse({ ...settings, baseUrl: gateway.url() }), () => NOW)
})

const phone: Recipient = { kind: 'phone', e164: '+5531987654321' }
const text: Content = { kind: 'text', text: 'Olá' }
const send = (content: Content = text, to: Recipient = phone) =>
  provider.send({ clientMessageId: 'm1', to, content })
const TEXT = 'POST /message/sendText/loja-1'
const ok = {
  status: 201,
  json: { key: { remoteJid: '5531@s.whatsapp.net', fromMe: true, id: '3EB0' }, status: 'PENDING' },
}
const wrong = (status: number, message: unknown) => ({
  status,
  json: { status, error: 'x', response: { message } },
})

test('connect creates the instance with a nested webhook and returns its QR', async () => {
  gateway.on('POST /instance/create', { status: 201, json: { hash: 'TOKEN' } })
  gateway.on('GET /instance/connect/loja-1', { json: { code: '2@abc', pairingCode: null, count: 1 } })
  const webhookUrl = 'https://portal.exemplo.com.br/api/avisos/abc'
  expect(await provider.connect({ webhookUrl })).toEqual({ state: 'qr', qr: '2@abc', pairingCode: null })
  gateway.expectContract()
  expect(gateway.seen.find((one) => one.method === 'POST')?.body).toMatchObject({
    webhook: {
      url: webhookUrl,
      headers: { jwt_key: secret },
      events: expect.arrayContaining(['LABELS_EDIT', 'LABELS_ASSOCIATION']) as string[],
    },
  })
})

test('connect of a known instance only sets the webhook again; {count: 0} is not a QR yet', async () => {
  gateway.on('GET /instance/connectionState/loja-1', { json: { instance: { state: 'close' } } })
  gateway.on('POST /webhook/set/loja-1', { status: 201 })
  gateway.on('GET /instance/connect/loja-1', { json: { count: 0 } })
  expect(await provider.connect({ webhookUrl: 'https://x.exemplo.com.br/a' })).toEqual({
    state: 'conectando',
  })
  gateway.expectContract()
})

const isOpen = () =>
  gateway.on('GET /instance/connectionState/loja-1', { json: { instance: { state: 'open' } } })

test('t-41 PENDING is accepted; every kind of message goes in the known form', async () => {
  isOpen()
  for (const path of [TEXT, 'POST /message/sendMedia/loja-1', 'POST /message/sendStatus/loja-1'])
    gateway.on(path, ok)
  expect(await send()).toEqual({ kind: 'accepted', providerMessageId: '3EB0' })
  for (const to of [
    { kind: 'lid', lid: '99@lid' },
    { kind: 'group', id: '12@g.us' },
    { kind: 'status' },
  ] as const) {
    await provider.send({ clientMessageId: 'm', to, content: text })
    for (const media of ['image', 'video', 'audio', 'document'] as const)
      await provider.send({
        clientMessageId: 'm',
        to,
        content: {
          kind: 'media',
          media,
          mimeType: 'x/y',
          source: { base64: 'AAAA' },
          fileName: null,
          caption: media === 'audio' ? null : 'a',
        },
      })
  }
  gateway.expectContract()
  expect(gateway.seen.filter((one) => one.method === 'POST')).toHaveLength(15)
})

const LICENSE = { status: 503, json: { code: 'LICENSE_REQUIRED', message: 'activate' } }
test.each([
  [
    't-45 not on WhatsApp',
    wrong(400, [{ jid: '5531@s.whatsapp.net', exists: false }]),
    { kind: 'refused', final: 'recipient' },
  ],
  ['schema', wrong(400, [['instance requires property "text"']]), { kind: 'refused', final: 'content' }],
  ['a sending that timed out inside', wrong(400, ['Error: Timed Out']), { kind: 'unknown' }],
  ['t-45 463', wrong(500, ['server returned error 463']), { kind: 'refused', final: 'restricted' }],
  ['key', wrong(401, 'Unauthorized'), { kind: 'later', needsPerson: true }],
  ['no instance', wrong(404, ['The "loja-1" instance does not exist']), { kind: 'later', needsPerson: true }],
  [
    'licence gate',
    LICENSE,
    { kind: 'later', code: 'LICENSE_REQUIRED', reason: expect.stringContaining('2.3.7') as string },
  ],
  ['their failure', wrong(500, 'Internal'), { kind: 'unknown' }],
  ['a redirect from a proxy before it', { status: 308 }, { kind: 'later', needsPerson: true }],
  ['closed on us', 'drop' as const, { kind: 'unknown' }],
])('a send that fails: %s', async (_name, reply, outcome) => {
  isOpen()
  gateway.on(TEXT, reply)
  expect(await send()).toMatchObject(outcome)
})

test('the licence gate is reported as the connection’s state', async () => {
  gateway.on('GET /instance/connectionState/loja-1', LICENSE)
  expect(await provider.status()).toMatchObject({ state: 'falhou', code: 'LICENSE_REQUIRED' })
})

test('a label is put on a chat', async () => {
  gateway.on('POST /label/handleLabel/loja-1', { status: 201 })
  await provider.labels?.mark(phone, '7', true)
  gateway.expectContract()
})

test('msg-7 groups by name, requested without their members', async () => {
  gateway.on('GET /group/fetchAllGroups/loja-1', {
    json: [{ id: '120363@g.us', subject: 'Clientes VIP', size: 3 }],
  })
  expect(await provider.groups?.()).toEqual([{ id: '120363@g.us', name: 'Clientes VIP' }])
  expect(gateway.seen[0]?.path).toContain('getParticipants=false')
})

function jwt(claims: object, key = secret, header: object = { alg: 'HS256', typ: 'JWT' }): Headers {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part(header)}.${part(claims)}`
  const signature = createHmac('sha256', key).update(body).digest('base64url')
  return new Headers({ authorization: `Bearer ${body}.${signature}` })
}

test('a webhook is valid with a fresh token of ours', () => {
  const exp = NOW.getTime() / 1000 + 600
  const claims = { iat: exp - 600, exp, app: 'evolution', action: 'webhook' }
  const verify = (headers: Headers) => provider.verifyWebhook(headers, Buffer.from('{}'))
  expect(verify(jwt(claims))).toBe(true)
  expect(verify(jwt(claims, 'outra-chave-qualquer'))).toBe(false)
  expect(verify(jwt({ ...claims, exp: exp - 3600 }))).toBe(false)
  expect(verify(jwt(claims, secret, { alg: 'none' }))).toBe(false)
  expect(verify(jwt({ ...claims, app: 'outro' }))).toBe(false)
  expect(verify(new Headers())).toBe(false)
})

const delivery = (event: string, data: unknown, instance = 'loja-1', date_time?: string) =>
  Buffer.from(
    JSON.stringify({
      event,
      instance,
      data,
      date_time,
      apikey: 'TOKEN-DA-INSTANCIA',
    }),
  )
const parse = (bytes: Uint8Array) => provider.parseWebhook(new Headers(), bytes)
const key = { remoteJid: '99@lid', remoteJidAlt: '553187654321@s.whatsapp.net', fromMe: false, id: 'A1' }

test('t-44 a message under a lid is from the contact with that phone', () => {
  const { events } = parse(
    delivery('messages.upsert', {
      key,
      pushName: 'Ana',
      message: { conversation: 'oi' },
      messageTimestamp: 1_795_180_000,
    }),
  )
  expect(events).toMatchObject([
    {
      type: 'message',
      text: 'oi',
      from: { phone: '+5531987654321', lid: '99@lid', jid: '553187654321@s.whatsapp.net', name: 'Ana' },
    },
  ])
})

test('the visible text of wrapped, captioned and silent messages', () => {
  const read = (message: unknown) => parse(delivery('MESSAGES_UPSERT', { key, message })).events[0] ?? null
  const image = { imageMessage: { caption: 'olha', mimetype: 'image/jpeg' } }
  expect(read({ ephemeralMessage: { message: image } })).toMatchObject({
    text: 'olha',
    media: { kind: 'image' },
  })
  const answer = { extendedTextMessage: { text: 'sim', contextInfo: { stanzaId: 'B2' } } }
  expect(read(answer)).toMatchObject({ text: 'sim', replyTo: 'B2' })
  expect(read({ protocolMessage: { type: 0 } })).toMatchObject({ type: 'chat_event' })
  expect(read({ reactionMessage: { text: '👍', key: { id: 'B2' } } })).toMatchObject({
    type: 'reaction',
    of: 'B2',
    emoji: '👍',
  })
})

test('t-46 from the phone, from the API', () => {
  const own = { key: { ...key, fromMe: true }, message: { conversation: 'eu' } }
  expect(parse(delivery('messages.upsert', { ...own, source: 'android' })).events).toMatchObject([
    { fromMe: true, source: 'app' },
  ])
  expect(parse(delivery('send.message', { ...own, source: 'unknown' })).events).toMatchObject([
    { fromMe: true, source: 'api' },
  ])
})

test('acks; a 463 also reports the restriction', () => {
  const ack = (status: string, extra = {}) =>
    parse(delivery('messages.update', { keyId: 'A1', remoteJid: '99@lid', fromMe: true, status, ...extra }))
      .events
  const statuses = ['PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED'].flatMap((status) =>
    ack(status),
  )
  expect(statuses.map((one) => one.type === 'ack' && one.status)).toEqual([
    'accepted',
    'sent',
    'delivered',
    'read',
    'played',
  ])
  expect(ack('DELETED')).toMatchObject([{ type: 'revoke', of: 'A1', fromMe: true }])
  expect(ack('ERROR', { messageStubParameters: ['463'] })).toMatchObject([
    { failure: { final: 'restricted' } },
    { type: 'restriction' },
  ])
})

test('msg-6 label changes on the phone', () => {
  const { events, problems } = parse(
    delivery('labels.association', { instance: 'loja-1', type: 'add', chatId: '99@lid', labelId: '3' }),
  )
  expect(events).toMatchObject([
    { type: 'labelled', label: '3', on: true, party: { lid: '99@lid' }, at: NOW },
  ])
  expect(problems).toEqual([])
  const edit = (over: object) =>
    parse(delivery('labels.edit', { id: '3', name: 'VIP', color: 1, ...over })).events
  expect(edit({ deleted: false })).toMatchObject([{ type: 'label', label: '3', name: 'VIP' }])
  expect(edit({ deleted: true, name: '' })).toMatchObject([{ type: 'label', label: '3', name: null }])
  const group = { type: 'remove', chatId: '1203@g.us', labelId: '3' }
  expect(parse(delivery('labels.association', group)).events).toEqual([])
})

test('t-43 connected, lost, connected again are three events; the same bytes again are the same delivery', () => {
  const data = { instance: 'loja-1', state: 'open', statusReason: 200 }
  const at = (when?: string) => parse(delivery('connection.update', data, 'loja-1', when))
  expect(at()).toMatchObject({ eventId: null, events: [{ key: null, status: { state: 'conectada' } }] })
  const first = at('2026-11-20T10:00:00.000Z').eventId
  expect(at('2026-11-20T10:00:00.000Z').eventId).toBe(first)
  expect(at('2026-11-20T10:05:00.000Z').eventId).not.toBe(first)
  const removed = parse(delivery('connection.update', { state: 'close', statusReason: 401 }))
  expect(removed.events).toMatchObject([{ status: { state: 'desconectada' } }])
})

test('t-42 another instance is rejected, and the token in the delivery isn’t stored', () => {
  expect(() => parse(delivery('connection.update', { state: 'open' }, 'loja-2'))).toThrow('é de outra sessão')
  const kept = Buffer.from(provider.redactWebhook?.(delivery('messages.upsert', {})) ?? '').toString()
  expect(kept).not.toContain('TOKEN-DA-INSTANCIA')
  expect(JSON.parse(kept)).toMatchObject({ event: 'messages.upsert', instance: 'loja-1' })
})

test('t-43 an unreadable item doesn’t block the others', () => {
  const { events, problems } = parse(
    delivery('messages.update', [
      { fromMe: true, status: 'READ' },
      { keyId: 7, fromMe: true, status: 'READ' },
      { keyId: 'A1', fromMe: true, status: 'READ' },
      { key: { id: 'A2' }, fromMe: true, status: 'READ' },
    ]),
  )
  expect(events).toMatchObject([{ providerMessageId: 'A1' }, { providerMessageId: 'A2' }])
  expect(problems).toEqual(['messages.update: keyId'])
})

const FILE = 'POST /chat/getBase64FromMediaMessage/loja-1'
const ref = {
  url: null,
  providerMediaId: null,
  mimeType: null,
  fileName: null,
  providerMessageId: '3EB0AAAA',
}

test('a file is requested by its message, in base64; what the database doesn’t know is gone', async () => {
  const json = { mediaType: 'imageMessage', fileName: 'a.png', mimetype: 'image/png', base64: 'iVBORw0K' }
  gateway.on(FILE, { status: 201, json })
  expect(await provider.fetchMedia(ref)).toEqual({
    ...{ bytes: Buffer.from('iVBORw0K', 'base64'), mimeType: 'image/png', fileName: 'a.png' },
  })
  gateway.expectContract()
  expect(gateway.seen[0]?.body).toMatchObject({ message: { key: { id: '3EB0AAAA' } } })
  expect(gateway.seen[0]?.headers.apikey).toBe('chave-da-api')
  for (const [reply, code] of [
    [wrong(400, ['Message not found']), 'NOT_FOUND'],
    [{ status: 201, json: {} }, 'SOURCE_INVALID'],
    [{ status: 500 }, 'SOURCE_UNAVAILABLE'],
    [{ status: 413 }, 'TOO_LARGE'],
  ] as const) {
    gateway.on(FILE, reply)
    await expect(provider.fetchMedia(ref)).rejects.toMatchObject({ code })
  }
})

test('a file of sixteen megabytes fits into the answer, and one more byte doesn’t', async () => {
  for (const [more, code] of [
    [0, null],
    [1, 'TOO_LARGE'],
    [1_000_000, 'TOO_LARGE'],
  ] as const) {
    const base64 = Buffer.alloc(MAX_MEDIA_BYTES + more, 1).toString('base64')
    gateway.on(FILE, { status: 201, json: { base64, mimetype: 'image/png' } })
    const asked = provider.fetchMedia(ref).then(({ bytes }) => bytes.length)
    if (code === null) expect(await asked).toBe(MAX_MEDIA_BYTES)
    else await expect(asked).rejects.toMatchObject({ code })
  }
})
