import { beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { isOwnPage } from './same-origin'

beforeAll(() => {
  vi.stubEnv('NEXTAUTH_URL', 'https://portal.loja.test')
  provideEnv({})
})

const ask = (headers: Record<string, string>) =>
  isOwnPage(new Headers({ host: 'portal.loja.test', ...headers }))
const ours = { 'x-retoma-client': '1' }

test('our own client passes', () => {
  expect(ask({ ...ours, origin: 'https://portal.loja.test', 'sec-fetch-site': 'same-origin' })).toBe(true)
  expect(ask(ours)).toBe(true)
})

test('a form or a script of another page does not', () => {
  expect(ask({ origin: 'https://portal.loja.test' })).toBe(false)
  expect(ask({ ...ours, origin: 'https://evil.test' })).toBe(false)
  expect(ask({ ...ours, origin: 'null' })).toBe(false)
  expect(ask({ ...ours, 'sec-fetch-site': 'cross-site' })).toBe(false)
  expect(ask({ ...ours, 'sec-fetch-site': 'same-site', origin: 'https://portal.loja.test' })).toBe(false)
})

test('what the request calls itself says nothing: the portal’s own address is NEXTAUTH_URL', () => {
  expect(ask({ ...ours, host: 'evil.test', origin: 'http://evil.test' })).toBe(false)
  expect(ask({ ...ours, host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000' })).toBe(false)
})

test('a portal on this machine is reached by any of its names', () => {
  vi.stubEnv('NEXTAUTH_URL', 'http://localhost:3000')
  provideEnv({})
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
    expect([origin, ask({ ...ours, origin })]).toEqual([origin, true])
  expect(ask({ ...ours, origin: 'http://127.0.0.1:4000' })).toBe(false)
})
