import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { encode } from 'next-auth/jwt'
import { expect, test, vi } from 'vitest'
import { sessionSecret } from '../../src/kernel/session-cookie'
import { useDatabase } from '../postgres/clone'
import { seeder, usePrints } from './world'

const { superUrl } = useDatabase()
const prints = usePrints(superUrl)

/** The cookie that the request carries: route handlers read it outside of a server here. */
const jar = vi.hoisted(() => ({ session: undefined as string | undefined }))
vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve({ get: () => (jar.session ? { value: jar.session } : undefined) }),
  headers: () => Promise.resolve(new Headers()),
}))

const API = path.resolve(import.meta.dirname, '../../src/app')
/** Handlers that work inside no empresa, or whose entries are called one by one elsewhere. */
const OTHER: Record<string, string> = {
  'api/auth/[...nextauth]': 'public: signing in and out',
  'api/baileys': 'the operator’s worker, by the token that it shares: test/messaging/baileys.db.test.ts',
  'api/baileys/events': 'the same, signed over the bytes',
  'api/inngest': 'system: signed by the engine, closed unless a real server is set',
  'api/trpc/[trpc]': 'every procedure has its own cases',
  'api/webhooks/loja/[token]': 'the secret address names the empresa, and the signature proves the shop',
  'api/webhooks/whatsapp/[token]':
    'the secret address names the connection, and the signature proves the sender',
  health: 'public',
  'health/live': 'public',
  'health/ready': 'public',
}
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

const files = (await readdir(API, { recursive: true })).filter((file) => path.basename(file) === 'route.ts')
const routes = files.map((file) => path.dirname(file))
const scoped = routes.filter((route) => route.includes('[empresa]'))

test('every route handler names an empresa in its address, or is on the list', () => {
  expect(routes.filter((route) => !scoped.includes(route)).sort()).toEqual(Object.keys(OTHER).sort())
})

test.each(scoped)(
  '%s: a foreign empresa and a missing one answer alike, and nothing changes',
  async (route) => {
    const seed = await seeder(superUrl)
    const [own, victim] = [await seed('propria', 7), await seed('vitima', 7777)]
    const before = await prints(victim.id)
    const handlers = (await import(path.join(API, route, 'route.ts'))) as Partial<
      Record<(typeof METHODS)[number], Handler>
    >
    const methods = METHODS.filter((method) => handlers[method])
    expect(methods.length).toBeGreaterThan(0)
    const ask = async (method: (typeof METHODS)[number], empresa: string) => {
      const others = [...route.matchAll(/\[(?!empresa)(\w+)\]/g)].map(([, name = '']) => [
        name,
        name === 'list' ? 'carrinhos' : 'x',
      ])
      const body = method === 'GET' ? {} : { body: 'x', duplex: 'half' }
      const headers = { 'x-retoma-client': '1' }
      const request = new Request('http://localhost:3000/x?nome=x.sql', { method, headers, ...body })
      const response = await handlers[method]?.(request, {
        params: Promise.resolve({ ...Object.fromEntries(others), empresa }),
      })
      return { status: response?.status, text: await response?.text() }
    }
    jar.session = await encode({
      token: { sub: own.people.owner.id, v: 1 },
      secret: sessionSecret(),
      maxAge: 600,
    })
    for (const method of methods) {
      const foreign = await ask(method, victim.slug)
      expect(foreign, method).toEqual(await ask(method, 'nenhuma-loja'))
      expect(foreign.status, method).toBe(404)
    }
    jar.session = undefined
    for (const method of methods) expect((await ask(method, victim.slug)).status, method).toBe(401)
    expect(await prints(victim.id)).toEqual(before)
  },
)

test('an export that a foreign page asks for is rejected before anything is read', async () => {
  const { GET } = (await import(path.join(API, 'api/export/[empresa]/[list]/route.ts'))) as { GET: Handler }
  for (const [site, status] of [
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 401],
    ['none', 401],
  ] as const) {
    const request = new Request('http://localhost/api/export/x/carrinhos', {
      headers: { 'sec-fetch-site': site },
    })
    const answer = await GET(request, { params: Promise.resolve({ empresa: 'x', list: 'carrinhos' }) })
    expect([site, answer.status]).toEqual([site, status])
  }
})
