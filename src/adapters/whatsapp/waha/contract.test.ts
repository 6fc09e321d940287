import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { Content, Recipient, SendCommand, WhatsAppProvider } from '../port'
import { hmacHex } from '../webhook'
import { wahaConfig } from './config'
import { waha } from './provider'

const gateway = useGateway('waha')
const secret = 'segredo-dos-avisos'
let provider: WhatsAppProvider

const EXISTS = 'GET /api/contacts/check-exists'

beforeEach(() => {
  provider = opened()
  gateway.on(EXISTS, { json: { numberExists: true, chatId: '5511987654321@c.us' } })
})
/** The requests that could have delivered: looking a phone number up sends nothing. */
const posted = () => gateway.seen.filter(({ method }) => method === 'POST')

function opened(extra: Record<string, unknown> = {}): WhatsAppProvider {
  return waha(
    wahaConfig.parse({
      provider: 'waha',
      baseUrl: gateway.url(),
      apiKey: 'chave-da-api',
      session: 'loja-1',
      webhookSecret: secret,
      ...extra,
    }),
  )
}

const phone: Recipient = { kind: 'phone', e164: '+5511987654321' }
const text: Content = { kind: 'text', text: 'Olá, tudo bem?' }
const send = (content: Content = text, to: Recipient = phone, by = provider) =>
  by.send({ clientMessageId: 'msg-1', to, content } satisfies SendCommand)
const media = (
  kind: 'image' | 'video' | 'audio' | 'document',
  source: { url: string } | { base64: string },
): Content => ({
  kind: 'media',
  media: kind,
  mimeType: {
    image: 'image/png',
    video: 'video/mp4',
    audio: 'audio/ogg; codecs=opus',
    document: 'application/pdf',
  }[kind],
  source,
  fileName: null,
  caption: kind === 'audio' ? null : 'Veja',
})

test('connect creates the session with a signed webhook, in the published form', async () => {
  gateway.on('POST /api/sessions', { status: 201, json: { name: 'loja-1', status: 'STARTING' } })
  await provider.connect({ webhookUrl: 'https://portal.exemplo.com.br/api/avisos/abc' })
  gateway.expectContract()
  const made = gateway.seen.find((one) => one.method === 'POST')
  expect(made?.headers['x-api-key']).toBe('chave-da-api')
  expect(made?.body).toMatchObject({
    name: 'loja-1',
    config: {
      webhooks: [
        {
          events: [
            'session.status',
            'message.any',
            'message.ack',
            'message.reaction',
            'message.edited',
            'message.revoked',
            'poll.vote',
            'call.received',
            'call.accepted',
            'call.rejected',
            'label.upsert',
            'label.deleted',
            'label.chat.added',
            'label.chat.deleted',
          ],
          hmac: { key: secret },
        },
      ],
    },
  })
})

test('connect leaves a running session with our webhook as it is', async () => {
  const webhookUrl = 'https://portal.exemplo.com.br/api/avisos/abc'
  const me = {
    id: '5511999990000@c.us',
    lid: '123@lid',
    jid: '5511999990000:7@s.whatsapp.net',
    pushName: 'Loja',
  }
  gateway.on('GET /api/sessions/loja-1', {
    json: { status: 'WORKING', me, config: { webhooks: [{ url: webhookUrl }] } },
  })
  gateway.on('POST /api/sessions/loja-1/start', { status: 201 })
  expect(await provider.connect({ webhookUrl })).toMatchObject({
    state: 'conectada',
    me: { phone: '+5511999990000', lid: '123@lid', jid: '5511999990000@s.whatsapp.net' },
  })
  expect(gateway.seen.map((one) => one.method)).not.toContain('PUT')
  // Created before labels were supported.
  const webhooks = [{ url: webhookUrl, events: ['session.status', 'message.any', 'message.ack'] }]
  gateway.on('GET /api/sessions/loja-1', { json: { status: 'WORKING', me, config: { webhooks } } })
  gateway.on('PUT /api/sessions/loja-1', {})
  await provider.connect({ webhookUrl })
  expect(gateway.seen.map((one) => one.method)).toContain('PUT')
})

test('the QR comes as text, the pairing code on request', async () => {
  gateway.on('GET /api/sessions/loja-1', { json: { status: 'SCAN_QR_CODE' } })
  gateway.on('GET /api/loja-1/auth/qr', { json: { value: '2@abc' } })
  expect(await provider.status()).toEqual({ state: 'qr', qr: '2@abc', pairingCode: null })
  gateway.on('PUT /api/sessions/loja-1', {})
  gateway.on('POST /api/sessions/loja-1/start', { status: 201 })
  gateway.on('POST /api/loja-1/auth/request-code', { status: 201, json: { code: 'ABCD-1234' } })
  const paired = await provider.connect({
    webhookUrl: 'https://x.exemplo.com.br/a',
    pairingPhone: '+5511987654321',
  })
  expect(paired).toEqual({ state: 'qr', qr: null, pairingCode: 'ABCD-1234' })
  gateway.expectContract()
})

test('t-41 201 is accepted, under the bare id that acks will carry', async () => {
  gateway.on('POST /api/sendText', { status: 201, json: { id: 'true_5511987654321@c.us_3EB0AAAA', ack: 0 } })
  expect(await send()).toEqual({ kind: 'accepted', providerMessageId: '3EB0AAAA' })
  gateway.expectContract()
  expect(posted()[0]?.body).toMatchObject({ session: 'loja-1', chatId: '5511987654321@c.us' })
})

test('t-44 a phone is looked up before its first message: the login may have twelve digits, or be a lid, or there is none', async () => {
  const sent = async (chatId: string | null) => {
    gateway.on(EXISTS, { json: { numberExists: chatId !== null, ...(chatId ? { chatId } : {}) } })
    gateway.on('POST /api/sendText', { status: 201, json: { id: 'X' } })
    return [await send(), posted().map(({ body }) => (body as { chatId: string }).chatId)]
  }
  const accepted = { kind: 'accepted', providerMessageId: 'X' }
  expect(await sent('551187654321@c.us')).toEqual([accepted, ['551187654321@c.us']])
  expect(gateway.seen[0]?.path).toBe('/api/contacts/check-exists?phone=5511987654321&session=loja-1')
  expect(await sent('123@lid')).toMatchObject([accepted, [expect.anything(), '123@lid']])
  const before = posted().length
  expect((await sent(null))[0]).toMatchObject({ kind: 'refused', final: 'recipient' })
  await send(text, { kind: 'jid', jid: '551187654321@s.whatsapp.net' })
  expect(posted()).toHaveLength(before + 1)
})

test.each([
  ['doesn’t answer', 'drop' as const, { kind: 'later', scope: 'connection' }],
  ['rejects the key', { status: 401 }, { kind: 'later', needsPerson: true }],
  ['is elsewhere', { status: 308 }, { kind: 'later', needsPerson: true }],
  ['can’t say', { status: 500 }, { kind: 'accepted' }],
  ['says it otherwise', { json: { exists: true } }, { kind: 'accepted' }],
])('t-45 looking a phone number up sends nothing: where WAHA %s', async (_name, reply, outcome) => {
  gateway.on(EXISTS, reply)
  gateway.on('POST /api/sendText', { status: 201, json: { id: 'X' } })
  expect(await send()).toMatchObject(outcome)
  const chats = posted().map(({ body }) => (body as { chatId: string }).chatId)
  expect(chats).toEqual(outcome.kind === 'accepted' ? ['5511987654321@c.us'] : [])
})

test('t-40 a second attempt of a text carries the same id, on engines that take one', async () => {
  gateway.on('POST /api/sendText', { status: 201, json: { key: { id: 'X' } } })
  await send()
  await send()
  const ids = posted().map((one) => (one.body as { id?: string }).id)
  expect(ids).toEqual([expect.stringMatching(/^3EB0[0-9A-F]{18}$/), ids[0]])
  await send(text, phone, opened({ engine: 'WEBJS' }))
  expect(posted()[2]?.body).not.toHaveProperty('id')
  expect(opened({ engine: 'WEBJS' }).capabilities.idempotentId).toBe(false)
})

test('every kind of content and of chat goes in the published form', async () => {
  const sources = [{ url: 'https://loja.exemplo.com.br/a' }, { base64: 'AAAA' }]
  const chats: Recipient[] = [
    phone,
    { kind: 'lid', lid: '123@lid' },
    { kind: 'group', id: '120363@g.us' },
    { kind: 'status' },
  ]
  for (const source of sources)
    for (const kind of ['image', 'video', 'audio', 'document'] as const)
      for (const to of chats) await send(media(kind, source), to)
  await send(text, { kind: 'status' })
  gateway.expectContract()
  expect(posted()).toHaveLength(31)
})

test('labels: a chat keeps its others', async () => {
  gateway.on('GET /api/loja-1/labels/chats/5511987654321%40c.us', {
    json: [
      { id: '1', name: 'Ativo' },
      { id: '2', name: 'VIP' },
    ],
  })
  gateway.on('PUT /api/loja-1/labels/chats/5511987654321%40c.us', {})
  await provider.labels?.mark(phone, '1', false)
  await provider.labels?.mark(phone, '3', true)
  gateway.expectContract()
  const sent = gateway.seen.filter((one) => one.method === 'PUT').map((one) => one.body)
  expect(sent).toEqual([{ labels: [{ id: '2' }] }, { labels: [{ id: '1' }, { id: '2' }, { id: '3' }] }])
})

test('msg-7 groups by name, requested without their members', async () => {
  gateway.on('GET /api/loja-1/groups', {
    json: {
      '120363@g.us': { id: { _serialized: '120363@g.us' }, subject: 'Clientes VIP' },
      other: { JID: '120364@g.us', Name: 'Ofertas' },
      person: { id: '5511@c.us', name: 'Ana' },
    },
  })
  expect(await provider.groups?.()).toEqual([
    { id: '120363@g.us', name: 'Clientes VIP' },
    { id: '120364@g.us', name: 'Ofertas' },
  ])
  expect(gateway.seen[0]?.path).toContain('exclude=participants')
})

const nest = (status: number, message: string) => ({ status, json: { statusCode: status, message } })
test.each([
  ['wrong key', nest(401, 'Unauthorized'), { kind: 'later', scope: 'connection', needsPerson: true }],
  ['bad request', nest(422, 'text must be a string'), { kind: 'refused', final: 'content' }],
  [
    'session down',
    {
      status: 422,
      json: { error: 'Session status is not as expected', status: 'STOPPED', expected: ['WORKING'] },
    },
    { kind: 'later', scope: 'connection' },
  ],
  [
    't-45 463',
    { status: 500, json: { exception: { message: '2 UNKNOWN: server returned error 463' } } },
    { kind: 'refused', final: 'restricted', pause: { scope: 'newContacts', seconds: 86_400 } },
  ],
  [
    'no lid',
    { status: 500, json: { exception: { message: 'no LID found for 5531' } } },
    { kind: 'later', scope: 'message' },
  ],
  ['anything else', nest(500, 'Internal server error'), { kind: 'unknown', code: '500' }],
  ['a proxy', { status: 502, text: '<html>' }, { kind: 'unknown', code: '502' }],
  ['a redirect from a proxy before it', { status: 308 }, { kind: 'later', needsPerson: true }],
  ['closed on us', 'drop' as const, { kind: 'unknown', code: 'ECONNRESET' }],
])('a send that fails: %s', async (_name, reply, outcome) => {
  gateway.on('POST /api/sendText', reply)
  expect(await send()).toMatchObject(outcome)
})

test('connection refused: surely not sent', async () => {
  const nowhere = opened({ baseUrl: 'http://127.0.0.1:9' })
  expect(await send(text, phone, nowhere)).toMatchObject({
    kind: 'later',
    code: 'ECONNREFUSED',
    scope: 'connection',
  })
})

test('the signature example of WAHA’s own documentation', () => {
  const url = new URL('../../../../test/specs/webhook-signature-vectors.json', import.meta.url)
  const { waha: vector } = JSON.parse(readFileSync(url, 'utf8')) as {
    waha: { secret: string; body: string; value: string }
  }
  expect(hmacHex('sha512', vector.secret, Buffer.from(vector.body))).toBe(vector.value)
})

const event = (event: string, payload: unknown, id = 'evt_1', session = 'loja-1') =>
  Buffer.from(JSON.stringify({ id, timestamp: 1_795_180_000_123, event, session, payload, engine: 'GOWS' }))
const parse = (bytes: Buffer) => provider.parseWebhook(new Headers(), bytes)

test('a webhook is valid with the signature of its exact bytes', () => {
  const bytes = event('message.ack', { text: 'ação' })
  const headers = new Headers({
    'x-webhook-hmac': hmacHex('sha512', secret, bytes),
    'x-webhook-hmac-algorithm': 'sha512',
  })
  expect(provider.verifyWebhook(headers, bytes)).toBe(true)
  expect(provider.verifyWebhook(headers, Buffer.concat([bytes, Buffer.from(' ')]))).toBe(false)
  expect(provider.verifyWebhook(new Headers(), bytes)).toBe(false)
})

test('t-42 a webhook of another session is rejected', () => {
  expect(() => parse(event('session.status', { status: 'WORKING' }, 'evt_1', 'loja-2'))).toThrow(
    'é de outra sessão',
  )
})

const incoming = {
  id: 'false_5531@c.us_ABC',
  timestamp: 1_795_180_000,
  from: '553187654321@c.us',
  fromMe: false,
  body: 'oi',
  hasMedia: false,
}

test('t-44 old login, new login and lid are one contact', () => {
  const forms = [
    { ...incoming, from: '553187654321@c.us' },
    { ...incoming, from: '5531987654321@c.us' },
    { ...incoming, from: '99@lid', _data: { key: { remoteJidAlt: '553187654321@s.whatsapp.net' } } },
    { ...incoming, from: '99@lid', _data: { Info: { SenderAlt: '553187654321:4@s.whatsapp.net' } } },
  ]
  for (const payload of forms) {
    const [message] = parse(event('message.any', payload)).events
    expect(message).toMatchObject({
      type: 'message',
      from: { phone: '+5531987654321', phoneKey: '3187654321' },
    })
  }
})

test('t-43 the same text twice is two messages; the same message reported by two events is one', () => {
  const key = (id: string, name = 'message.any') => parse(event(name, { ...incoming, id })).events[0]?.key
  expect(key('false_5531@c.us_A')).not.toBe(key('false_5531@c.us_B'))
  expect(key('false_5531@c.us_A')).toBe(key('false_5531@c.us_A', 'message'))
})

test('t-46 a message written on the shop’s phone is distinguished from what we sent', () => {
  const own = {
    ...incoming,
    fromMe: true,
    from: '5511999990000@c.us',
    to: '5531987654321@c.us',
    source: 'app',
  }
  expect(parse(event('message.any', own)).events).toMatchObject([
    { fromMe: true, source: 'app', chat: { kind: 'direct', party: { phone: '+5531987654321' } } },
  ])
  expect(parse(event('message.any', { ...own, source: 'api' })).events).toMatchObject([{ source: 'api' }])
})

test('t-41 acks by level; receipts for the contact’s own messages are left out', () => {
  const acks = [0, 1, 2, 3, 4].flatMap(
    (ack) => parse(event('message.ack', { id: 'true_99@lid_3EB0', fromMe: true, ack })).events,
  )
  expect(acks.map((one) => one.type === 'ack' && `${one.providerMessageId} ${one.status}`)).toEqual(
    ['accepted', 'sent', 'delivered', 'read', 'played'].map((status) => `3EB0 ${status}`),
  )
  expect(parse(event('message.ack', { id: 'false_99@lid_3EB0', fromMe: false, ack: 3 })).events).toEqual([])
  // Not every engine reports whose message it is.
  expect(parse(event('message.ack', { id: 'true_99@lid_3EB0', ack: 3 })).events).toHaveLength(1)
  expect(parse(event('message.ack', { id: 'false_99@lid_3EB0', ack: 3 })).events).toEqual([])
})

test('msg-6 label changes on the phone, in the published form', () => {
  const of = { id: '3', name: 'VIP', color: 0, colorHex: '#ff9485' }
  const events = (name: string, payload: object) => parse(event(name, payload)).events
  expect(events('label.upsert', of)).toMatchObject([{ type: 'label', label: '3', name: 'VIP' }])
  expect(events('label.deleted', of)).toMatchObject([{ type: 'label', label: '3', name: null }])
  const chat = (chatId: string, label: object | null = null) => ({ labelId: '3', chatId, label })
  expect(events('label.chat.added', chat('553187654321@c.us', of))).toMatchObject([
    { type: 'labelled', label: '3', name: 'VIP', on: true, party: { phone: '+5531987654321' } },
  ])
  expect(events('label.chat.deleted', chat('99@lid'))).toMatchObject([
    { label: '3', name: null, on: false, party: { lid: '99@lid', phone: null } },
  ])
  expect(events('label.chat.added', chat('1203@g.us', of))).toEqual([])
})

test('t-45 463 in an ack rejects for good and reports the restriction', () => {
  const payload = {
    id: 'true_99@lid_3EB0',
    fromMe: true,
    ack: -1,
    _data: { messageStubParameters: ['463', '1'] },
  }
  expect(parse(event('message.ack', payload)).events).toMatchObject([
    { type: 'ack', status: 'failed', failure: { kind: 'refused', final: 'restricted' } },
    { type: 'restriction', code: '463', pause: { scope: 'newContacts' } },
  ])
})

test('invalid settings are rejected in Portuguese', () => {
  const wrong = wahaConfig.safeParse({
    provider: 'waha',
    baseUrl: 'ftp://x',
    apiKey: 'a',
    session: 'a b',
    webhookSecret: 'x',
  })
  expect(wrong.error?.issues.map((issue) => issue.path[0])).toEqual([
    'baseUrl',
    'apiKey',
    'session',
    'webhookSecret',
  ])
  expect(wrong.error?.issues[0]?.message).toMatch(/https/)
})
