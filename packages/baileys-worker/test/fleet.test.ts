import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { Config } from '../src/config.ts'
import { fleetOf, HeldElsewhere } from '../src/fleet.ts'
import { mailOf } from '../src/mail.ts'
import { LeaseLost, PortalAway, type Portal } from '../src/portal.ts'
import { serve } from '../src/server.ts'

const logger = pino({ level: 'silent' })
const TOKEN = 'segredo-do-baileys-segredo-do-baileys'
const address = { empresaId: randomUUID(), connectionId: randomUUID() }
const LEASE = 3

/** Accepts sockets and sends nothing: the test checks which worker has one. */
const whatsapp = new WebSocketServer({ port: 0, host: '127.0.0.1' })
let most = 0
let config: Config
beforeAll(() => {
  whatsapp.on('connection', () => (most = Math.max(most, whatsapp.clients.size)))
  const { port } = whatsapp.address() as AddressInfo
  config = {
    portalUrl: '',
    token: TOKEN,
    host: '127.0.0.1',
    port: 0,
    leaseSeconds: LEASE,
    webSocketUrl: `ws://127.0.0.1:${String(port)}`,
  }
})
beforeEach(() => (most = 0))
afterAll(() => whatsapp.close())

/** What the portal's database knows of one session. */
function memoryPortal() {
  const state = {
    away: false,
    slow: 0,
    wanted: false,
    owner: '',
    until: 0,
    published: [] as string[],
    forgotten: 0,
  }
  const keys = new Map<string, string>()
  const lives = () => state.owner !== '' && state.until > performance.now()
  const answer = (body: Record<string, unknown>): unknown => {
    const { op, owner } = body as { op: string; owner: string }
    switch (op) {
      case 'wanted':
        return { sessions: state.wanted ? [address] : [] }
      case 'acquire':
        if (body.want) state.wanted = true
        if (!state.wanted || (lives() && state.owner !== owner)) return { granted: false }
        Object.assign(state, { owner, until: performance.now() + LEASE * 1000 })
        return { granted: true }
      case 'renew':
        if (!lives() || state.owner !== owner) return { granted: false }
        state.until = performance.now() + LEASE * 1000
        return { granted: true }
      case 'release':
        if (state.owner === owner)
          Object.assign(state, { owner: '', ...(body.forget ? { wanted: false } : {}) })
        return { done: true }
      case 'forget':
        Object.assign(state, { owner: '', wanted: false, forgotten: state.forgotten + 1 })
        return { done: true }
    }
    if (!lives() || state.owner !== owner) throw new LeaseLost(op)
    if (op === 'keys.get') {
      const found = (body.ids as string[]).flatMap((id) => (keys.has(id) ? [[id, keys.get(id) ?? '']] : []))
      return { values: Object.fromEntries(found) as Record<string, string> }
    }
    if (op === 'keys.set')
      for (const { id, value } of body.changes as { id: string; value: string | null }[])
        keys.set(id, value ?? '')
    if (op === 'keys.clear') keys.clear()
    return op === 'sent' ? { text: null } : { done: true }
  }
  const portal: Portal = {
    ask: (body, shape) =>
      state.away
        ? sleep(state.slow).then(() => Promise.reject(new PortalAway('test')))
        : Promise.resolve().then(() => shape.parse(answer(body))),
    async insist(body, shape, signal) {
      while (state.away && !signal.aborted) await sleep(20)
      return portal.ask(body, shape)
    },
    tell(_name, body) {
      if (state.away) return Promise.reject(new PortalAway('test'))
      state.published.push(body)
      return Promise.resolve()
    },
  }
  return { portal, state }
}

async function until(condition: () => boolean, milliseconds = 10_000): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > milliseconds) throw new Error('waited too long')
    await sleep(20)
  }
}

test('msg-5 two processes, one lease: one socket, and the other takes over when it is free', async () => {
  const { portal, state } = memoryPortal()
  const [first, second] = [fleetOf(portal, config, logger), fleetOf(portal, config, logger)]
  await first.start(address, null)
  await until(() => whatsapp.clients.size === 1)
  await expect(second.start(address, null)).rejects.toBeInstanceOf(HeldElsewhere)
  // Longer than a lease, and than the interval between two polls.
  await sleep(LEASE * 1000 + 3000)
  expect(whatsapp.clients.size).toBe(1)
  expect(second.session(address)).toBeNull()
  const { owner } = state
  await first.stop()
  await until(() => second.session(address) !== null && whatsapp.clients.size === 1)
  expect(state.owner).not.toBe(owner)
  await second.stop()
  expect([most, state.owner, state.wanted]).toEqual([1, '', true])
})

test.each([
  ['fails at once', 0],
  ['fails slowly', LEASE * 290],
])(
  'a lease whose renewal %s is given up while it is still valid: the socket is closed first',
  async (_how, slow) => {
    const { portal, state } = memoryPortal()
    const fleet = fleetOf(portal, config, logger)
    await fleet.start(address, null)
    await until(() => whatsapp.clients.size === 1)
    Object.assign(state, { away: true, slow })
    await until(() => whatsapp.clients.size === 0)
    expect(state.until).toBeGreaterThan(performance.now())
    state.away = false
    await until(() => whatsapp.clients.size === 1)
    await fleet.disconnect(address)
    expect([state.forgotten, fleet.look(address)]).toEqual([1, null])
    // The server learns a moment later of a socket that was closed while it opened.
    await until(() => whatsapp.clients.size === 0)
    await fleet.stop()
  },
  40_000,
)

test('t-43 events arrive in order, with retries under the same id, until the portal has them', async () => {
  const { portal, state } = memoryPortal()
  let failing = 2
  const attempts: string[] = []
  const shaky: Portal = {
    ...portal,
    tell(name, body) {
      attempts.push((JSON.parse(body) as { id: string }).id)
      return failing-- > 0 ? Promise.reject(new PortalAway('test')) : portal.tell(name, body)
    },
  }
  const mail = mailOf(shaky, 'a/b', logger)
  const binary = { bytes: Buffer.from('x'), count: { low: 5, high: 0, unsigned: true, toString: () => '5' } }
  mail.post({ n: 1, ...binary })
  mail.post({ n: 2 })
  await mail.flush()
  const published = state.published.map((body) => JSON.parse(body) as { id: string; event: unknown })
  expect(published.map(({ event }) => event)).toEqual([{ n: 1, count: '5' }, { n: 2 }])
  expect(new Set(attempts.slice(0, 3)).size).toBe(1)
  expect(new Set(attempts).size).toBe(2)
})

test('the worker’s server: no access without the token, no malformed request', async () => {
  const { portal } = memoryPortal()
  const fleet = fleetOf(portal, config, logger)
  const server = serve(fleet, TOKEN, logger).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const own = `/sessions/${address.empresaId}/${address.connectionId}`
  const ask = async (method: string, path: string, body?: unknown, token = TOKEN) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...sent,
    })
    return answer.status
  }
  expect(await ask('GET', '/health', undefined, '')).toBe(200)
  expect(await ask('GET', own, undefined, 'outro')).toBe(401)
  expect(await ask('GET', own)).toBe(404)
  expect(await ask('GET', '/sessions/x/y')).toBe(404)
  expect(await ask('PUT', own, { pairingPhone: 'abc' })).toBe(400)
  expect(await ask('POST', `${own}/messages`, {})).toBe(404)
  expect(await ask('PUT', own, {})).toBe(200)
  expect(await ask('POST', `${own}/messages`, { messageId: 'curto', to: { jid: 'x' }, content: {} })).toBe(
    400,
  )
  await fleet.stop()
  server.close()
})
