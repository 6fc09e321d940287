import { beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { authOptions } from './auth-options'

beforeAll(() => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  provideEnv({ NODE_ENV: 'test', NEXTAUTH_SECRET: 'test-secret-test-secret-test-secret-' })
})

type Authorize = (input: Record<string, string>) => Promise<unknown>

test('ten-3 text that no row can store is rejected with its field, and reaches no database', async () => {
  const [provider] = authOptions({ ip: null, path: null }).providers
  const { authorize } = provider?.options as unknown as { authorize: Authorize }
  await expect(authorize({ email: 'a\0@b.test', password: 'x' })).rejects.toThrow(/^email: Há um caractere/)
  await expect(authorize({ email: 'a@b.test', password: '\ud800' })).rejects.toThrow(/^password: Há um/)
})

test('ten-3 an address to go on to that is none, or not ours, leads to the start', async () => {
  const baseUrl = 'https://portal.test'
  const lead = async (url: string) =>
    authOptions({ ip: null, path: null }).callbacks?.redirect?.({ url, baseUrl })
  const foreign = [
    'https://evil.test/x',
    '//evil.test',
    '/\\evil.test',
    'https://portal.test.evil.test:x',
    'javascript:alert(1)',
  ]
  for (const url of foreign) expect([url, await lead(url)]).toEqual([url, baseUrl])
  expect(await lead('%2F%2Fevil.test')).toBe('https://portal.test/%2F%2Fevil.test')
  expect(await lead('/loja/hoje?x=1')).toBe('https://portal.test/loja/hoje?x=1')
  expect(await lead('https://portal.test/loja')).toBe('https://portal.test/loja')
})
