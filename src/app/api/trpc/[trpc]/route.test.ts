import { beforeAll, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { POST } from './route'

const seen = vi.hoisted(() => ({ user: null as { id: string; name: string; email: string } | null }))
vi.mock('next/headers', () => ({ cookies: () => Promise.resolve({ get: () => undefined }) }))
vi.mock('~/wiring/context', () => ({
  createContext: () =>
    Promise.resolve({
      user: seen.user,
      request: { ip: null, path: null },
      now: () => new Date(0),
      authorize: () => Promise.reject(new Error('not asked for')),
    }),
}))

beforeAll(() => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  provideEnv({})
})

const OURS = { 'x-retoma-client': '1', 'content-type': 'application/json' }
async function post(name: string, body: string, headers: Record<string, string> = {}) {
  const request = new Request(`http://localhost:3000/api/trpc/${name}`, {
    method: 'POST',
    body,
    headers: { ...OURS, 'content-length': String(body.length), ...headers },
  })
  const began = performance.now()
  const { status } = await POST(request)
  return { status, ms: performance.now() - began }
}

test('a visitor’s hostile JSON is rejected before it is parsed, by its size, its depth and its values', async () => {
  seen.user = null
  const wrap = (inner: string) => `{"json":${inner}}`
  await post('access.requestLink', '{}')
  for (const [body, status] of [
    [wrap(`[${'1,'.repeat(2_000_000)}1]`), 413],
    [wrap('['.repeat(4_900_000)), 413],
    [wrap(`"${'9'.repeat(70_000)}"`), 413],
    [wrap('['.repeat(60_000)), 400],
    [wrap(`[${'1,'.repeat(30_000)}1]`), 400],
    [`{"json":{"email":"${'9'.repeat(60_000)}"},"meta":{"values":{"email":["bigint"]}}}`, 400],
    ['{"json":{"email":"não é"}}', 400],
  ] as const) {
    const answer = await post('access.requestLink', body)
    expect(answer.status).toBe(status)
    expect(answer.ms).toBeLessThan(250)
  }
})

test('what a body says of its length is not believed, and forms and files are no input', async () => {
  seen.user = null
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(8192).fill(91)),
  })
  const init = { method: 'POST', headers: OURS, body: endless, duplex: 'half' } as const
  expect((await POST(new Request('http://localhost:3000/api/trpc/access.requestLink', init))).status).toBe(
    413,
  )
  expect(
    (await post('access.requestLink', 'x', { 'content-type': 'multipart/form-data; boundary=x' })).status,
  ).toBe(400)
})

test('a signed-in user sends more, and a list of 4 MB where the procedure takes one', async () => {
  seen.user = { id: '00000000-0000-4000-8000-000000000000', name: 'x', email: 'x@x.test' }
  const text = (size: number) => JSON.stringify({ json: { empresa: 'x', text: 'a'.repeat(size) } })
  expect((await post('campaigns.pause', text(200_000))).status).not.toBe(413)
  expect((await post('campaigns.pause', text(300_000))).status).toBe(413)
  expect((await post('campaigns.create', text(4_000_000))).status).not.toBe(413)
  expect((await post('campaigns.create', text(6_000_000))).status).toBe(413)
})
