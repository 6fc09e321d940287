import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Content, Recipient } from '../port'
import { hmacHex } from '../webhook'
import { baileys } from './provider'

const TOKEN = 'segredo-do-baileys-segredo-do-baileys'
const session = {
  empresaId: '11111111-1111-4111-8111-111111111111',
  connectionId: '22222222-2222-4222-8222-222222222222',
}
const NAME = `${session.empresaId}/${session.connectionId}`
const NOW = new Date('2026-11-20T13:00:00Z')

type Reply = { status: number; json?: unknown } | 'hang'
let reply: Reply = { status: 404 }
const seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') })
    if (reply === 'hang') request.socket.destroy()
    else response.writeHead(reply.status).end(reply.json === undefined ? '' : JSON.stringify(reply.json))
  })
})
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)))
afterAll(() => server.close())
beforeEach(() => (seen.length = 0))

const opened = (over: { token?: string | null; url?: string } = {}) => {
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  return baileys({ url, token: TOKEN, ...session, ...over }, () => NOW)
}
const text: Content = { kind: 'text', text: 'Olá!' }
const send = (
  given: Reply,
  to: Recipient = { kind: 'phone', e164: '+5511987654321' },
  content: Content = text,
) => {
  reply = given
  return opened().send({ clientMessageId: 'msg-1', to, content })
}
const said = (outcome: string, code = '') => ({ status: 200, json: { outcome, code } })

test('a send carries an id derived from ours, the same at every attempt, and the token', async () => {
  const first = await send(said('accepted'))
  await send(said('accepted'))
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(
    Array(2).fill(`POST /sessions/${NAME}/messages`),
  )
  expect(seen[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
  const bodies = seen.map(({ body }) => JSON.parse(body) as { messageId: string })
  expect(bodies[0]).toEqual(bodies[1])
  expect(bodies[0]).toMatchObject({ to: { phone: '5511987654321' }, content: { text: 'Olá!' } })
  expect(first).toEqual({ kind: 'accepted', providerMessageId: bodies[0]?.messageId })
})

test('t-40 outcomes: only a message that surely wasn’t sent may go again, and a lost answer names the id to look for', async () => {
  const providerMessageId = expect.stringMatching(/^3EB0[0-9A-F]{18}$/) as string
  const cases: [Reply, object][] = [
    [said('later', 'desconectada'), { kind: 'later', scope: 'connection' }],
    [said('later', 'sem-resposta'), { kind: 'later', scope: 'message' }],
    [said('refused', 'sem-whatsapp'), { kind: 'refused', final: 'recipient' }],
    [said('refused', '463'), { kind: 'refused', final: 'restricted' }],
    [said('unknown', 'Error'), { kind: 'unknown', providerMessageId }],
    [
      { status: 200, json: { what: 1 } },
      { kind: 'unknown', providerMessageId },
    ],
    [{ status: 400 }, { kind: 'refused', final: 'content' }],
    [{ status: 401 }, { kind: 'later', needsPerson: true }],
    [{ status: 404 }, { kind: 'later', scope: 'connection' }],
    [{ status: 308 }, { kind: 'later', needsPerson: true }],
    [{ status: 413 }, { kind: 'refused', final: 'content' }],
    [{ status: 500 }, { kind: 'unknown', providerMessageId }],
    ['hang', { kind: 'unknown', providerMessageId }],
  ]
  for (const [given, outcome] of cases)
    expect(await send(given), JSON.stringify(given)).toMatchObject(outcome)
  const command = { clientMessageId: 'm', to: { kind: 'lid', lid: '9@lid' }, content: text } as const
  expect(await opened({ url: 'http://127.0.0.1:9' }).send(command)).toMatchObject({
    kind: 'later',
    scope: 'connection',
    reason: expect.stringContaining('npm run baileys') as string,
  })
})

test('unsupported content is rejected before any request to the worker', async () => {
  const media = (source: { url: string } | { base64: string }): Content => ({
    kind: 'media',
    media: 'image',
    mimeType: 'image/png',
    source,
    fileName: null,
    caption: 'Veja',
  })
  const template: Content = { kind: 'template', name: 'x', language: 'pt_BR', parameters: [] }
  for (const [to, content] of [
    [{ kind: 'status' }, text],
    [{ kind: 'lid', lid: '9@lid' }, template],
    [{ kind: 'lid', lid: '9@lid' }, media({ url: 'http://169.254.169.254/' })],
    [
      { kind: 'lid', lid: '9@lid' },
      { kind: 'text', text: ' ' },
    ],
  ] as [Recipient, Content][])
    expect(await send(said('accepted'), to, content)).toMatchObject({ kind: 'refused', final: 'content' })
  expect(seen).toEqual([])
  await send(said('accepted'), { kind: 'group', id: '1203@g.us' }, media({ base64: 'AAAA' }))
  expect(JSON.parse(seen[0]?.body ?? '{}')).toMatchObject({
    to: { jid: '1203@g.us' },
    content: { media: 'image', base64: 'AAAA', fileName: 'arquivo.png', caption: 'Veja' },
  })
})

test('msg-5 states: what to run when it is off or not set up; who owns the session when another worker does', async () => {
  expect(await opened({ token: null }).connect({ webhookUrl: 'x' })).toMatchObject({
    state: 'falhou',
    reason: expect.stringContaining('RETOMA_BAILEYS_TOKEN') as string,
  })
  const off = opened({ url: 'http://127.0.0.1:9' })
  for (const status of [await off.connect({ webhookUrl: 'x' }), await off.status()])
    expect(status).toMatchObject({
      state: 'falhou',
      reason: expect.stringContaining('npm run baileys') as string,
    })
  await expect(off.logout()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  reply = { status: 409 }
  await expect(opened().connect({ webhookUrl: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' })
  reply = { status: 404 }
  expect(await opened().status()).toEqual({ state: 'desconectada', reason: null })
  reply = { status: 503 }
  await expect(opened().status()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  const jid = '5511987654321:7@s.whatsapp.net'
  reply = { status: 200, json: { state: 'conectada', jid, lid: '9:7@lid', name: 'Loja' } }
  expect(await opened().status()).toMatchObject({
    state: 'conectada',
    me: { phone: '+5511987654321', lid: '9@lid', name: 'Loja' },
  })
  reply = { status: 200, json: { state: 'qr', qr: null, pairingCode: 'ABCD1234' } }
  await opened().connect({ webhookUrl: 'x', pairingPhone: '+5511987654321' })
  expect(seen.at(-1)).toMatchObject({
    method: 'PUT',
    body: JSON.stringify({ pairingPhone: '5511987654321' }),
  })
})

test('deliveries: signed over the bytes, of this session alone (t-42), acks by Baileys’ own levels (t-45)', () => {
  const delivery = (event: unknown, of = NAME) =>
    Buffer.from(JSON.stringify({ id: 'evt_1', session: of, event }))
  const body = delivery({ type: 'ack', messageId: 'A', level: 3, code: null })
  const signed = (secret: string) => new Headers({ 'x-retoma-signature': hmacHex('sha512', secret, body) })
  expect(opened().verifyWebhook(signed(TOKEN), body)).toBe(true)
  expect(opened().verifyWebhook(signed('outro'), body)).toBe(false)
  expect(opened().verifyWebhook(new Headers(), body)).toBe(false)
  expect(opened({ token: null }).verifyWebhook(signed(''), body)).toBe(false)
  const events = (event: unknown) => opened().parseWebhook(new Headers(), delivery(event)).events
  expect(() => opened().parseWebhook(new Headers(), delivery({}, 'outra/sessao'))).toThrow()
  const levels = [0, 1, 2, 3, 4, 5, 9].map((level) =>
    events({ type: 'ack', messageId: 'A', level, code: null }).map((one) =>
      one.type === 'ack' ? one.status : one.type,
    ),
  )
  expect(levels).toEqual([['failed'], ['accepted'], ['sent'], ['delivered'], ['read'], ['played'], []])
  expect(events({ type: 'ack', messageId: 'A', level: 0, code: '463' })).toMatchObject([
    { type: 'ack', failure: { final: 'restricted' } },
    { type: 'restriction', pause: { scope: 'newContacts' } },
  ])
  expect(events({ type: 'restriction', until: '2026-11-20T15:00:00Z' })).toMatchObject([
    { type: 'restriction', pause: { scope: 'newContacts', seconds: 7200 } },
  ])
  const message = (fromMe: boolean, inner: object) =>
    events({ type: 'message', message: { key: { remoteJid: '9@lid', fromMe, id: 'M' }, message: inner } })
  expect(message(true, { conversation: 'pelo celular' })).toMatchObject([
    { fromMe: true, source: 'app', text: 'pelo celular', at: NOW },
  ])
  expect(message(false, { protocolMessage: {} })).toMatchObject([{ type: 'chat_event', fromMe: false }])
})

test('a media reference goes back to the worker unchanged; without a connection the file is retried later', async () => {
  const delivery = {
    ...{ key: { remoteJid: '9@lid', fromMe: false, id: 'M' }, mediaRef: 'cmVm' },
    message: { imageMessage: { mimetype: 'image/jpeg', fileLength: '2048' } },
  }
  const body = Buffer.from(
    JSON.stringify({ id: 'evt_1', session: NAME, event: { type: 'message', message: delivery } }),
  )
  const [event] = opened().parseWebhook(new Headers(), body).events
  const media = event?.type === 'message' ? event.media : null
  expect(media).toMatchObject({ kind: 'image', providerMediaId: 'cmVm', mimeType: 'image/jpeg', size: 2048 })
  if (!media) return
  const ref = { ...media, providerMessageId: 'M' }
  reply = { status: 200, json: { base64: 'AAAA' } }
  expect((await opened().fetchMedia(ref)).bytes).toEqual(Buffer.from('AAAA', 'base64'))
  expect(seen[0]).toMatchObject({ method: 'POST', url: `/sessions/${NAME}/media`, body: '{"ref":"cmVm"}' })
  for (const [status, code] of [
    [404, 'SOURCE_UNAVAILABLE'],
    [410, 'NOT_FOUND'],
    [413, 'TOO_LARGE'],
    [500, 'SOURCE_UNAVAILABLE'],
  ] as const) {
    reply = { status }
    await expect(opened().fetchMedia(ref)).rejects.toMatchObject({ code })
  }
  await expect(opened().fetchMedia({ ...ref, providerMediaId: null })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
