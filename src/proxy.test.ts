import { decode, encode } from 'next-auth/jwt'
import { NextRequest } from 'next/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { proxy } from './proxy'

const secret = 'proxy-secret-proxy-secret-proxy-secret'
const claims = { sub: '4a3c0f6e-0f5f-4d1c-9c1f-111111111111', v: 3 }

beforeEach(() => {
  vi.stubEnv('NEXTAUTH_SECRET', secret)
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000')
  provideEnv({})
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  provideEnv({})
})

function visit(path: string, init: { headers?: Record<string, string>; session?: string } = {}) {
  const headers = {
    ...init.headers,
    ...(init.session ? { cookie: `next-auth.session-token=${init.session}` } : {}),
  }
  return proxy(new NextRequest(`http://localhost:3000${path}`, { headers }))
}

/** What reaches the page: Next carries overridden request headers under this prefix. */
const seenByPage = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`)

test('ops-3 every answer carries the security headers', async () => {
  for (const path of ['/entrar', '/loja/hoje', '/api/trpc/x', '/health/live']) {
    const { headers } = await visit(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';/)
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
    expect(headers.get('strict-transport-security')).toBeNull()
  }
})

test('the nonce is new each time and the page is told', async () => {
  const [one, two] = [await visit('/entrar'), await visit('/entrar')]
  expect(one.headers.get('content-security-policy')).not.toBe(two.headers.get('content-security-policy'))
  expect(seenByPage(one, 'content-security-policy')).toBe(one.headers.get('content-security-policy'))
})

test('by https: HSTS, and the session cookie is Secure', async () => {
  vi.stubEnv('NEXTAUTH_URL', 'https://portal.loja.test')
  provideEnv({})
  vi.useFakeTimers({ now: new Date('2026-11-20T12:00:00Z'), toFake: ['Date'] })
  const session = await encode({ token: claims, secret, maxAge: 7200 })
  vi.setSystemTime(new Date('2026-11-20T12:06:00Z'))
  const { headers } = await visit('/loja/hoje', {
    headers: { cookie: `__Secure-next-auth.session-token=${session}` },
  })
  expect(headers.get('strict-transport-security')).toMatch(/max-age=63072000/)
  expect(headers.get('set-cookie')).toMatch(
    /^__Secure-next-auth.session-token=.*Max-Age=7200;.*Secure; HttpOnly; SameSite=lax$/i,
  )
})

test('headers that only this server writes are not believed from outside', async () => {
  const forged = [
    'x-empresa-id',
    'x-user-id',
    'x-middleware-subrequest',
    'x-nonce',
    'x-request-id',
    'x-retoma-admin',
  ]
  const headers = Object.fromEntries(forged.map((name) => [name, 'forged']))
  const response = await visit('/api/trpc/x', {
    headers: { ...headers, 'x-retoma-client': '1', accept: 'text/html' },
  })
  for (const name of forged) expect(seenByPage(response, name)).not.toBe('forged')
  expect([seenByPage(response, 'x-retoma-client'), seenByPage(response, 'accept')]).toEqual([
    '1',
    'text/html',
  ])
})

test('without a session, or with a broken one, pages lead to /entrar and back', async () => {
  for (const session of [undefined, 'broken', await encode({ token: claims, secret: 'another'.repeat(8) })]) {
    const response = await visit('/loja/carrinhos?status=aguardando', session ? { session } : {})
    expect(response.headers.get('location')).toBe(
      `http://localhost:3000/entrar?voltar=${encodeURIComponent('/loja/carrinhos?status=aguardando')}`,
    )
  }
  for (const path of ['/entrar', '/api/trpc/x', '/health', '/health/ready', '/icon.svg']) {
    expect((await visit(path)).headers.get('location')).toBeNull()
  }
  expect((await visit('/entrar-nao')).headers.get('location')).toMatch(/entrar\?voltar/)
})

test('ten-3 a session lives 2 h after its last use, not after requests that a browser makes by itself', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-20T12:00:00Z'), toFake: ['Date'] })
  const session = await encode({ token: claims, secret, maxAge: 7200 })
  expect((await visit('/loja/hoje', { session })).cookies.getAll()).toEqual([])
  vi.setSystemTime(new Date('2026-11-20T13:50:00Z'))
  const renewed = (await visit('/loja/hoje', { session })).cookies.get('next-auth.session-token')
  expect(renewed).toMatchObject({ httpOnly: true, sameSite: 'lax', maxAge: 7200, path: '/' })
  expect(await decode({ token: renewed?.value ?? '', secret })).toMatchObject({
    ...claims,
    exp: Date.UTC(2026, 10, 20, 15, 50) / 1000,
  })
  for (const path of ['/api/live/loja', '/api/auth/session', '/health']) {
    expect((await visit(path, { session })).cookies.getAll()).toEqual([])
  }
  const prefetched = await visit('/loja/hoje', { session, headers: { 'next-router-prefetch': '1' } })
  expect(prefetched.cookies.getAll()).toEqual([])
  vi.setSystemTime(new Date('2026-11-20T14:01:00Z'))
  expect((await visit('/loja/hoje', { session })).headers.get('location')).toMatch(/entrar/)
})

test('ops-3 one address that floods is asked to wait; the others are not', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-20T12:00:00Z'), toFake: ['Date'] })
  const from = (address: string) => visit('/entrar', { headers: { 'x-retoma-address': address } })
  for (let n = 0; n < 400; n++) expect((await from('200.9.9.9')).status).toBe(200)
  const refused = await from('200.9.9.9')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  expect(refused.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await from('200.9.9.8')).status).toBe(200)
})
