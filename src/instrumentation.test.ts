import { channel } from 'node:diagnostics_channel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from './env'
import { register } from './instrumentation'
import { ADDRESS_HEADER } from './kernel/request-info'

const said: unknown[] = []

beforeAll(() => {
  provideEnv({ NODE_ENV: 'test' })
  vi.spyOn(console, 'error').mockImplementation((...parts: unknown[]) => void said.push(...parts))
  register()
})
afterAll(() => vi.restoreAllMocks())

test('ops-3 the address of a request is its socket’s, whatever it says of itself', () => {
  const headers: Record<string, string> = { [ADDRESS_HEADER]: '6.6.6.6', 'x-forwarded-for': '1.1.1.1' }
  channel('http.server.request.start').publish({
    request: { headers, socket: { remoteAddress: '10.0.0.1' } },
  })
  expect(headers[ADDRESS_HEADER]).toBe('10.0.0.1')
})

test('ops-1 what Next writes to the console by itself is masked', () => {
  console.error(new Error('falhou para maria@loja.test'), 'ligar para (11) 98765-4321')
  expect(JSON.stringify(said)).not.toMatch(/maria|98765/)
  expect(said).toHaveLength(2)
})
