import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { useGateway } from '../../../../test/whatsapp/gateway'
import type { Content, Recipient, WhatsAppProvider } from '../port'
import { hmacHex } from '../webhook'
import { cloudConfig } from './config'
import { metaFailure } from './errors'
import { cloud } from './provider'

const gateway = useGateway('meta')
const PATH = 'POST /v23.0/106540352242922/messages'
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

const phone: Recipient = { kind: 'phone', e164: '+5531987654321' }
const text: Content = { kind: 'text', text: 'Olá! https://loja.exemplo.com.br' }
const template: Content = {
  kind: 'template',
  name: 'carrinho_1',
  language: 'pt_BR',
  parameters: ['Ana', 'R$ 10,00'],
}
const send = (content: Content = text, to: Recipient = phone) =>
  provider.send({ clientMessageId: 'm1', to, content })
const ok = {
  json: { messaging_product: 'whatsapp', messages: [{ id: 'wamid.ABC', message_status: 'accepted' }] },
}

test('the default address is Meta’s own', () => {
  expect(cloudConfig.parse(settings)).toMatchObject({
    baseUrl: 'https://graph.facebook.com',
    version: 'v23.0',
  })
})

test('approved templates: page by page, with the reason for those that our sends could not fill', async () => {
  const body = (text: string) => ({ type: 'BODY', text })
  const given = (name: string, components: object[], over: object = {}) => ({
    ...{ name, language: 'pt_BR', status: 'APPROVED', category: 'UTILITY', components },
    ...over,
  })
  gateway.on('GET /v23.0/102290129340398/message_templates', [
    {
      json: {
        data: [
          given('b_pedido', [
            { type: 'HEADER', format: 'TEXT', text: 'Pedido' },
            body('Oi, {{1}}: {{2}}. {{1}}!'),
            { type: 'FOOTER', text: 'Responda SAIR' },
            { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Sair' }] },
          ]),
          given('recusado', [body('x')], { status: 'REJECTED' }),
        ],
        paging: { next: 'https://graph.facebook.com/…', cursors: { after: 'QVFI' } },
      },
    },
    {
      json: {
        data: [
          given('c_foto', [{ type: 'HEADER', format: 'IMAGE' }, body('Oi')]),
          given('d_botao', [
            body('Oi'),
            { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://loja.test/{{1}}' }] },
          ]),
          given('e_nomes', [body('Oi, {{nome}}')], { parameter_format: 'NAMED' }),
          given('f_codigo', [body('{{1}}')], { category: 'AUTHENTICATION' }),
        ],
        paging: { cursors: { after: 'QVFJ' } },
      },
    },
  ])
  provider = cloud(
    cloudConfig.parse({ ...settings, baseUrl: gateway.url(), businessAccountId: '102290129340398' }),
  )
  const found = await provider.templates?.()
  expect(found?.map(({ name, holes, unusable }) => [name, holes, unusable])).toEqual([
    ['b_pedido', 2, null],
    ['c_foto', 0, expect.stringContaining('cabeçalho')],
    ['d_botao', 0, expect.stringContaining('botão')],
    ['e_nomes', 1, expect.stringContaining('com nome')],
    ['f_codigo', 1, expect.stringContaining('código')],
  ])
  expect(gateway.seen[1]?.path).toContain('after=QVFI')
  expect(gateway.seen[0]?.headers.authorization).toBe(`Bearer ${settings.accessToken}`)
  expect(cloud(cloudConfig.parse(settings)).templates).toBeUndefined()
})

test('t-41 200 is accepted; texts, templates and files go in the published form', async () => {
  gateway.on(PATH, ok)
  expect(await send()).toEqual({ kind: 'accepted', providerMessageId: 'wamid.ABC' })
  await send(template)
  await send({ ...template, parameters: [] })
  for (const media of ['image', 'video', 'audio', 'document'] as const)
    await send({
      kind: 'media',
      media,
      mimeType: 'x/y',
      source: { url: 'https://loja.exemplo.com.br/a' },
      fileName: 'a.pdf',
      caption: media === 'audio' ? null : 'Veja',
    })
  gateway.expectContract()
  expect(gateway.seen).toHaveLength(7)
  expect(gateway.seen[0]?.headers.authorization).toBe(`Bearer ${settings.accessToken}`)
  expect(gateway.seen[0]?.body).toMatchObject({ to: '5531987654321', type: 'text' })
})

test('what the official API can’t carry is rejected before any request', async () => {
  expect(await send(text, { kind: 'group', id: '1@g.us' })).toMatchObject({
    kind: 'refused',
    final: 'content',
  })
  expect(await send(text, { kind: 'lid', lid: '1@lid' })).toMatchObject({
    kind: 'refused',
    final: 'barred',
  })
  expect(await send({ kind: 'text', text: ' ' })).toMatchObject({ kind: 'refused', code: 'texto-vazio' })
  expect(gateway.seen).toEqual([])
})

const graph = (status: number, code: number, headers = {}) => ({
  status,
  headers,
  json: { error: { message: `(#${String(code)}) x`, type: 'OAuthException', code, fbtrace_id: 'a' } },
})
test.each([
  ['token', graph(401, 190), { kind: 'later', scope: 'connection', needsPerson: true }],
  ['permission', graph(403, 200), { kind: 'later', needsPerson: true }],
  ['parameter', graph(400, 100), { kind: 'refused', final: 'content' }],
  ['24 hours over', graph(400, 131047), { kind: 'refused', final: 'window' }],
  ['t-45 not on WhatsApp', graph(400, 131026), { kind: 'refused', final: 'recipient' }],
  [
    't-45 marketing limit of a contact',
    graph(400, 131049),
    { kind: 'later', retryAfterSeconds: 86_400, scope: 'message' },
  ],
  ['pair rate', graph(400, 131056), { kind: 'later', scope: 'message' }],
  [
    'throughput',
    graph(429, 130429, { 'retry-after': '17' }),
    { kind: 'later', retryAfterSeconds: 17, scope: 'connection' },
  ],
  ['spam limit', graph(400, 131048), { kind: 'later', scope: 'newContacts' }],
  ['locked', graph(403, 131031), { kind: 'refused', final: 'connection', pause: { seconds: null } }],
  ['opted out at Meta', graph(400, 131050), { kind: 'refused', final: 'optedOut' }],
  ['an experiment of Meta’s', graph(400, 130472), { kind: 'refused', final: 'barred' }],
  ['not on a test number’s list', graph(400, 131030), { kind: 'refused', final: 'barred' }],
  ['announced maintenance', graph(400, 131016), { kind: 'later', scope: 'connection' }],
  ['t-40 maintenance, on the way', graph(503, 131016), { kind: 'unknown', code: '131016' }],
  ['t-40 overloaded, on the way', graph(500, 131057), { kind: 'unknown', code: '131057' }],
  ['payment', graph(400, 131042), { kind: 'later', needsPerson: true }],
  ['template paused', graph(400, 132015), { kind: 'refused', final: 'content' }],
  ['unknown code, rejected', graph(400, 999_999), { kind: 'refused', final: 'content' }],
  ['their own failure', graph(500, 131000), { kind: 'unknown' }],
  ['a proxy', { status: 504, text: 'gateway timeout' }, { kind: 'unknown', code: '504' }],
  ['a 200 that isn’t JSON', { status: 200, text: 'oi' }, { kind: 'unknown', code: 'sem-id' }],
  ['a redirect from a proxy before it', { status: 308 }, { kind: 'later', needsPerson: true }],
  ['closed on us', 'drop' as const, { kind: 'unknown', code: 'ECONNRESET' }],
])('a send that fails: %s', async (_name, reply, outcome) => {
  gateway.on(PATH, reply)
  const given = await send()
  expect(given).toMatchObject(outcome)
  expect(JSON.stringify(given)).not.toContain(settings.accessToken)
})

test('status reports whether token and phone number id are valid', async () => {
  const path = 'GET /v23.0/106540352242922'
  gateway.on(path, { json: { display_phone_number: '+55 31 8765-4321', verified_name: 'Loja' } })
  expect(await provider.status()).toMatchObject({
    state: 'conectada',
    me: { phone: '+5531987654321', name: 'Loja' },
  })
  gateway.on(path, graph(401, 190))
  expect(await provider.status()).toMatchObject({ state: 'falhou', code: '190' })
})

test('the handshake returns the challenge only for our verify token', () => {
  const query = (token: string) =>
    new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158' })
  expect(provider.challenge?.(query('palavra-combinada'))).toBe('1158')
  expect(provider.challenge?.(query('outra'))).toBeNull()
  expect(provider.challenge?.(new URLSearchParams())).toBeNull()
})

const spec = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../test/specs/${name}.json`, import.meta.url), 'utf8'))
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const parse = (value: unknown) => provider.parseWebhook(new Headers(), bytes(value))

test('the signature covers the raw bytes: the same JSON in another form is rejected', () => {
  const { meta } = spec('webhook-signature-vectors') as {
    meta: { app_secret: string; body: string; value: string }
  }
  const own = cloud(cloudConfig.parse({ ...settings, appSecret: `${meta.app_secret}`.padEnd(16, '0') }))
  expect(`sha256=${hmacHex('sha256', meta.app_secret, Buffer.from(meta.body))}`).toBe(meta.value)
  const raw = Buffer.from('{"text":"a\\u00e7\\u00e3o"}')
  const headers = new Headers({
    'x-hub-signature-256': `sha256=${hmacHex('sha256', meta.app_secret.padEnd(16, '0'), raw)}`,
  })
  expect(own.verifyWebhook(headers, raw)).toBe(true)
  expect(own.verifyWebhook(headers, bytes(JSON.parse(raw.toString())))).toBe(false)
})

const examples = (spec('meta-webhook-examples') as { inbound_examples: Record<string, unknown> })
  .inbound_examples
test.each(Object.keys(examples))('published webhook: %s', (name) => {
  const { events } = parse(examples[name])
  const isMessage = !/Reaction|System|Group|Unsupported/.test(name)
  if (isMessage)
    expect(events).toMatchObject([
      { type: 'message', fromMe: false, from: { phone: '+16505551234' }, chat: { kind: 'direct' } },
    ])
  else expect(events).toMatchObject([{ type: /Reaction/.test(name) ? 'reaction' : 'chat_event' }])
})

test('the published texts, buttons and pictures are read', () => {
  const one = (name: string) => parse(examples[name]).events[0]
  expect(one('Text Message')).toMatchObject({
    text: 'Does it come in another color?',
    from: { name: 'Sheena Nelson' },
  })
  expect(one('Button Message')).toMatchObject({
    text: 'Unsubscribe',
    replyTo: expect.stringContaining('wamid') as string,
  })
  expect(one('Image Message')).toMatchObject({
    text: 'Taj Mahal',
    media: { kind: 'image', providerMediaId: '1003383421387256' },
  })
  expect(one('Location Message')).toMatchObject({ media: { kind: 'location' } })
})

const around = (value: object, field = 'messages', id = '106540352242922') => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [
        { field, value: { messaging_product: 'whatsapp', metadata: { phone_number_id: id }, ...value } },
      ],
    },
  ],
})
const status = (name: string, errors?: { code: number }[]) => ({
  id: 'wamid.X',
  status: name,
  timestamp: '1795180000',
  recipient_id: '1',
  errors,
})

test('t-42 events of another phone number on the same app are left out', () => {
  expect(parse(around({ statuses: [status('read')] }, 'messages', '999999')).events).toEqual([])
})

test('t-45 a code in a later status means the same as in an answer', () => {
  const [ack] = parse(around({ statuses: [status('failed', [{ code: 131049 }])] })).events
  expect(ack).toMatchObject({
    type: 'ack',
    status: 'failed',
    failure: { kind: 'later', retryAfterSeconds: 86_400 },
  })
  expect(parse(around({ statuses: [status('failed')] })).events).toMatchObject([
    { failure: { final: 'undelivered' } },
  ])
})

test('t-43 a batch keeps every event, each under a key of its own', () => {
  const from = (id: string) => ({
    from: '5531987654321',
    id,
    timestamp: '1795180000',
    type: 'text',
    text: { body: 'oi' },
  })
  const { events } = parse(
    around({ messages: [from('wamid.1'), from('wamid.2')], statuses: [status('sent'), status('read')] }),
  )
  expect(new Set(events.map((event) => event.key)).size).toBe(4)
})

test('t-43 an unreadable item doesn’t block the others; a time may be a number', () => {
  const message = { from: '5531987654321', id: 'wamid.1', timestamp: '1795180000', type: 'text' }
  const { events, problems } = parse(
    around({
      contacts: [{ profile: 7 }],
      messages: [
        { ...message, text: { body: 'PARE' } },
        { ...message, id: 'wamid.2', timestamp: 1795180001, text: { body: 'oi' } },
        { ...message, id: 7 },
      ],
      statuses: [{ ...status('read'), status: null }, status('read')],
    }),
  )
  expect(events).toMatchObject([
    { text: 'PARE' },
    { text: 'oi', at: new Date(1795180001000) },
    { type: 'ack', status: 'read' },
  ])
  expect(problems).toEqual(['contact: profile', 'message: id', 'status: status'])
})

test('characters that could not be stored are removed from a text', () => {
  const said = JSON.stringify(
    around({
      messages: [
        { from: '5531987654321', id: 'wamid.1', type: 'text', text: { body: 'o\0i \ud800 \u{1f44d}' } },
      ],
    }),
  )
  expect(provider.parseWebhook(new Headers(), Buffer.from(said)).events).toMatchObject([
    { text: 'oi \ufffd \u{1f44d}' },
  ])
})

test('t-44 the twelve-digit form, and a contact who hides the phone', () => {
  const message = { id: 'wamid.1', timestamp: '1795180000', type: 'text', text: { body: 'oi' } }
  const [old] = parse(around({ messages: [{ ...message, from: '553187654321' }] })).events
  expect(old).toMatchObject({ from: { phone: '+5531987654321', phoneKey: '3187654321' } })
  const contacts = [{ user_id: 'BR.1349', profile: { name: 'Ana' } }]
  const [hidden] = parse(around({ contacts, messages: [{ ...message, from_user_id: 'BR.1349' }] })).events
  expect(hidden).toMatchObject({ from: { phone: null, bsuid: 'BR.1349', name: 'Ana' } })
})

test('t-46 a user’s answer from the phone that shares the number is seen', () => {
  const echo = {
    id: 'wamid.1',
    to: '5531987654321',
    timestamp: '1795180000',
    type: 'text',
    text: { body: 'eu respondo' },
  }
  expect(parse(around({ message_echoes: [echo] }, 'smb_message_echoes')).events).toMatchObject([
    { fromMe: true, source: 'app', chat: { kind: 'direct', party: { phone: '+5531987654321' } } },
  ])
})

test('any posted input is read or rejected, and throws nothing else', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      try {
        provider.parseWebhook(new Headers(), Buffer.from(json))
      } catch (error) {
        expect(error).toMatchObject({ code: 'BAD_INPUT' })
      }
    }),
  )
})

test('no code is retried at once, whatever it is', () => {
  fc.assert(
    fc.property(fc.nat(140_000), (code) => {
      const known = metaFailure(code)
      expect(known?.kind !== 'later' || known.retryAfterSeconds >= 30).toBe(true)
    }),
  )
})
