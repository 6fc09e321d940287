import { NextRequest } from 'next/server'
import { beforeAll, expect, test } from 'vitest'
import { provideEnv } from '~/env'
import { GET, POST } from './route'

beforeAll(() => provideEnv({ NODE_ENV: 'test', NEXTAUTH_SECRET: 'test-secret-test-secret-test-secret-' }))

const ROOT = 'http://localhost:3000/api/auth'
const context = (nextauth: string[]) => ({ params: Promise.resolve({ nextauth }) })

test('what is no form, and line ends in an address, are rejected: next-auth breaks on them', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }
  const broken = new NextRequest(`${ROOT}/callback/credentials`, init)
  expect((await POST(broken, context(['callback', 'credentials']))).status).toBe(415)
  for (const value of ['%00', '%0d%0aset-cookie:x=1']) {
    const answer = await GET(new NextRequest(`${ROOT}/error?error=${value}`), context(['error']))
    expect([value, answer.status]).toEqual([value, 400])
  }
})

test('JSON, forms of files, bodies larger than a form and a callback that is not posted are rejected unread', async () => {
  const at = ['callback', 'credentials']
  const post = async (body: string | ReadableStream, headers: Record<string, string>) => {
    const init = { method: 'POST', headers, body, duplex: 'half' } as const
    return (await POST(new NextRequest(`${ROOT}/callback/credentials`, init), context(at))).status
  }
  const form = 'application/x-www-form-urlencoded'
  expect(await post('{}', { 'content-type': 'application/json' })).toBe(415)
  expect(await post('{}', { 'content-type': 'text/plain' })).toBe(415)
  expect(await post('x', { 'content-type': form, 'content-length': '99999' })).toBe(413)
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(8192)) })
  expect(await post(endless, { 'content-type': form, 'transfer-encoding': 'chunked' })).toBe(413)
  expect((await GET(new NextRequest(`${ROOT}/callback/credentials`), context(at))).status).toBe(405)
})
