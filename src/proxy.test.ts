import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { encode } from 'next-auth/jwt'
import { unstable_doesMiddlewareMatch as passes } from 'next/experimental/testing/server'
import { NextRequest } from 'next/server'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from './env'
import { passesProxy } from './kernel/inbound'
import { sessionCookie, sessionSecret } from './kernel/session-cookie'
import { config, proxy } from './proxy'

beforeAll(() => provideEnv({ NODE_ENV: 'test', NEXTAUTH_SECRET: 'test-secret-test-secret-test-secret-' }))

afterEach(() => vi.useRealTimers())

/** Whether an answer carries a new session cookie, for a token that was sealed ten minutes ago. */
async function renews(path: string, headers: Record<string, string>, attended = false): Promise<boolean> {
  const { name } = sessionCookie()
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T12:00:00Z') })
  const token = await encode({ token: { sub: 'x', v: 1 }, secret: sessionSecret(), maxAge: 7200 })
  vi.setSystemTime(new Date('2026-11-20T12:10:00Z'))
  const cookie = `${name}=${token}${attended ? '; retoma-presente=1' : ''}`
  const response = await proxy(
    new NextRequest(`http://localhost${path}`, { headers: { cookie, ...headers } }),
  )
  return response.cookies.has(name)
}

test('ten-3 what a page asks for by itself does not keep a session alive; a person does', async () => {
  expect(await renews('/loja/hoje', { 'sec-fetch-mode': 'navigate' })).toBe(true)
  expect(await renews('/loja/conversas', { 'sec-fetch-mode': 'cors', rsc: '1' })).toBe(false)
  expect(await renews('/api/trpc/messaging.connections.refresh', { 'sec-fetch-mode': 'cors' })).toBe(false)
  expect(await renews('/loja/conversas', { 'sec-fetch-mode': 'cors', rsc: '1' }, true)).toBe(true)
  expect(await renews('/api/live/loja', { 'sec-fetch-mode': 'cors' }, true)).toBe(false)
  expect(await renews('/loja/hoje', { accept: 'text/html' })).toBe(true)
  expect(await renews('/loja/hoje', { 'sec-purpose': 'prefetch', 'next-router-prefetch': '1' }, true)).toBe(
    false,
  )
})

test('ops-3 only what streams its body and files of the build go past the proxy; every other address has its headers', () => {
  const goes = (url: string) => passes({ config, nextConfig: {}, url })
  const beside = [
    '/api/baileys',
    '/api/baileys/events',
    '/api/inngest',
    '/api/arquivo/loja',
    '/api/anexo/loja',
    '/api/webhooks/loja/abc',
    '/api/webhooks/whatsapp/abc',
    '/_next/static/x.js',
  ]
  expect(beside.filter(goes)).toEqual([])
  const through = [
    '/',
    '/loja/hoje',
    '/api/trpc/x',
    '/icon.svg',
    '/_next/staticx',
    '/api/arquivo',
    '/api/arquivo/loja/x',
    '/api/arquivo/%ff',
    '/api/webhooks/loja/%ff',
  ]
  const unknown = ['/api/webhooks/outro/abc', '/api/webhooks/loja', '/api/webhooks/loja/abc/x']
  expect([...through, ...unknown].filter((url) => !goes(url))).toEqual([])
})

test("an address that can't be read is refused with its headers, signed in or not: Next would answer 500 without any", async () => {
  for (const path of ['/%ff/hoje', '/loja/carrinhos/%ed%a0%80', '/api/trpc/%ff', '/%']) {
    const response = await proxy(new NextRequest(`http://localhost${path}`))
    expect([path, response.status]).toEqual([path, 400])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  }
  expect((await proxy(new NextRequest('http://localhost/api/trpc/caf%C3%A9'))).status).toBe(200)
})

test('ops-3 a call passes the proxy, which keeps a copy of its body, only with one of a form’s size', () => {
  const goes = (headers: Record<string, string>) =>
    ['/api/trpc/access.me', '/api/auth/callback/credentials'].map((url) =>
      passes({ config, nextConfig: {}, url, headers }),
    )
  expect(goes({})).toEqual([true, true])
  expect(goes({ 'content-length': '65536' })).toEqual([true, true])
  const large: Record<string, string>[] = [
    { 'content-length': '9800000' },
    { 'content-length': '100000' },
    { 'transfer-encoding': 'chunked' },
    { 'content-length': '5', 'transfer-encoding': 'chunked' },
  ]
  for (const headers of large) {
    expect(goes(headers)).toEqual([false, false])
    expect(passesProxy(new Headers(headers))).toBe(false)
  }
})

test('a state of the router that Next can’t read is refused before it breaks on it', async () => {
  const ask = async (state: string) =>
    (
      await proxy(
        new NextRequest('http://localhost/entrar', {
          headers: { rsc: '1', 'next-router-state-tree': state },
        }),
      )
    ).status
  expect(await ask(encodeURIComponent(JSON.stringify(['', { children: ['entrar', {}] }])))).toBe(200)
  for (const state of ['x', '%', '{}', '[]', encodeURIComponent('["",{"children":7}]')])
    expect([state, await ask(state)]).toEqual([state, 400])
})

test('Next’s middleware is src/proxy.ts and nothing else, and the documents say so', () => {
  const root = path.resolve(import.meta.dirname, '..')
  const named = /^(proxy|middleware)\.(m|c)?(j|t)sx?$/
  const found = ['.', 'src'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => named.test(name))
      .map((name) => path.join(folder, name)),
  )
  expect(found).toEqual(['src/proxy.ts'])
  for (const document of ['README.md', 'ARCHITECTURE.md'])
    expect(readFileSync(path.join(root, document), 'utf8')).toMatch(/middleware[^.]*`src\/proxy\.ts`/)
})
