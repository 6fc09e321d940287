import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { checkedEndpoint, sendPush } from '~/adapters/push/send'
import { vapidPublicKey } from '~/adapters/push/vapid'
import { provideEnv } from '~/env'
import { database } from '~/kernel/db'
import { systemClock } from '~/kernel/clock'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa, makeMember, makeUser } from '../access/factory'
import { setMemberActive } from '../access/service/members'
import { markRead, notify } from './service/notifications'
import { devicesFor, pushTo, subscribe, unsubscribe } from './service/push'

useDatabase()

const now = new Date('2099-11-20T12:00:00Z')
const NOTICE = {
  kind: 'conversation.answered',
  title: 'Rita escreveu',
  body: 'Ainda tem?',
  href: 'conversas?c=1',
  dedupeKey: 'conversa:1:1',
}

/** A push service on this machine: what it was sent, and what it answers. */
const seen: { headers: IncomingHttpHeaders; body: Buffer; path: string }[] = []
let status = 201
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    seen.push({ headers: request.headers, body: Buffer.concat(chunks), path: request.url ?? '' })
    response.writeHead(status).end()
  })
})
let origin = ''
beforeAll(async () => {
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => server.close())

function device(name: string) {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return {
    endpoint: `${origin}/${name}`,
    p256dh: ecdh.getPublicKey().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  }
}

async function shop() {
  const { id, slug } = await makeEmpresa({})
  const addUser = async () => {
    const user = await makeUser()
    await makeMember(id, user.id, 'operator')
    const actor = { kind: 'user', userId: user.id, name: user.name, role: 'operator' } as const
    const scope = { empresaId: id, actor, request: { ip: null, path: null }, now: () => now }
    return {
      id: user.id,
      as: <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work),
    }
  }
  const scope = systemScope(id, 'Teste', () => now)
  const inside = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const send = async (over: object = {}) => {
    const notice = { ...NOTICE, ...over }
    await inside((ctx) => notify(ctx, notice))
    const found = await inside((ctx) =>
      ctx.db.notification.findFirstOrThrow({ where: { dedupeKey: notice.dedupeKey }, select: { id: true } }),
    )
    return found.id
  }
  const asked = async () => {
    const { rows } = await database().pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM engine.events WHERE name = 'empresa.person_needed' AND data->>'empresaId' = $1",
      [id],
    )
    return rows[0]?.n
  }
  const devices = () => inside((ctx) => ctx.db.pushSubscription.count())
  return { id, slug, scope, addUser, inside, send, asked, devices }
}

const claims = z.object({ aud: z.string(), exp: z.number(), sub: z.string() })

test('a push proves who sends, is sealed for the device, and says where it leads', async () => {
  const s = await shop()
  const ana = await s.addUser()
  await ana.as((ctx) => subscribe(ctx, device('ana')))
  const notificationId = await s.send()
  await s.send()
  expect(await s.asked()).toBe(1)
  const [deviceId = ''] = await devicesFor(s.scope, notificationId)
  seen.length = 0
  expect(await pushTo(s.scope, { deviceId, notificationId }, sendPush)).toBe('sent')
  const [got] = seen
  expect(got).toMatchObject({ path: '/ana' })
  expect(got?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' })
  expect(got?.body.includes('Rita')).toBe(false)
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(got?.headers.authorization ?? '') ?? []
  expect(key).toBe(vapidPublicKey())
  const [head = '', payload = '', signature = ''] = token.split('.')
  const raw = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: raw.subarray(1, 33).toString('base64url'),
    y: raw.subarray(33).toString('base64url'),
  }
  const proven = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  expect(proven).toBe(true)
  const said = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  const seconds = systemClock().getTime() / 1000
  expect(said.aud).toBe(origin)
  expect(said.sub).toMatch(/^(?:mailto:|https:)/)
  // Push services reject a proof that lasts longer than a day.
  expect(said.exp).toBeGreaterThan(seconds)
  expect(said.exp).toBeLessThan(seconds + 86_400)
})

test('a device that unsubscribed is forgotten, one whose service stumbles is tried again', async () => {
  const s = await shop()
  const ana = await s.addUser()
  await ana.as((ctx) => subscribe(ctx, device('a')))
  const notificationId = await s.send()
  const [deviceId = ''] = await devicesFor(s.scope, notificationId)
  const push = () => pushTo(s.scope, { deviceId, notificationId }, sendPush)
  status = 503
  await expect(push()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' })
  expect(await s.devices()).toBe(1)
  for (const gone of [404, 410]) {
    await ana.as((ctx) => subscribe(ctx, device('a')))
    const [id = ''] = await devicesFor(s.scope, notificationId)
    status = gone
    expect(await pushTo(s.scope, { deviceId: id, notificationId }, sendPush)).toBe('gone')
    expect(await s.devices()).toBe(0)
  }
  status = 201
  expect(await push()).toBe('none')
})

test('only who has not read it, and still belongs to the empresa, is pushed to', async () => {
  const s = await shop()
  const [ana, bia, caio] = [await s.addUser(), await s.addUser(), await s.addUser()]
  for (const one of [ana, bia, caio]) await one.as((ctx) => subscribe(ctx, device(one.id)))
  const notificationId = await s.send()
  expect(await devicesFor(s.scope, notificationId)).toHaveLength(3)
  await ana.as((ctx) => markRead(ctx, { notificationId }))
  await s.inside((ctx) => setMemberActive(ctx, { userId: bia.id, active: false }))
  expect(await devicesFor(s.scope, notificationId)).toHaveLength(1)
  const other = await shop()
  expect(await devicesFor(other.scope, notificationId)).toEqual([])
})

test('a device belongs to its last user; another user can’t unsubscribe it', async () => {
  const s = await shop()
  const [ana, bia] = [await s.addUser(), await s.addUser()]
  const shared = device('shared')
  await ana.as((ctx) => subscribe(ctx, shared))
  await bia.as((ctx) => subscribe(ctx, shared))
  expect(await s.devices()).toBe(1)
  await ana.as((ctx) => unsubscribe(ctx, shared.endpoint))
  expect(await s.devices()).toBe(1)
  await bia.as((ctx) => unsubscribe(ctx, shared.endpoint))
  expect(await s.devices()).toBe(0)
})

test('an address inside the network, or without a cipher, is never pushed to', async () => {
  vi.stubEnv('RETOMA_ALLOW_PRIVATE_HOSTS', '0')
  // Read again.
  provideEnv({})
  for (const endpoint of [
    origin,
    'https://127.0.0.1/push',
    'https://10.0.0.1/push',
    'https://169.254.169.254/latest',
    'https://[::1]/push',
    'http://8.8.8.8/push',
    'ftp://8.8.8.8/push',
    'x',
  ])
    expect(await checkedEndpoint(endpoint)).toBeNull()
  expect(await checkedEndpoint('https://8.8.8.8/push')).toMatchObject({ ip: '8.8.8.8' })
})
