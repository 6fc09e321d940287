import { NextRequest } from 'next/server'
import { beforeAll, expect, test } from 'vitest'
import { provideEnv } from '~/env'
import { GET, POST } from './route'

beforeAll(() => provideEnv({ NODE_ENV: 'test', NEXTAUTH_SECRET: 'test-secret-test-secret-test-secret-' }))

const ROOT = 'http://localhost:3000/api/auth'
const context = (nextauth: string[]) => ({ params: Promise.resolve({ nextauth }) })

test('what is no form, and line ends in an address, are refused: next-auth breaks on them', async () => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }
  const broken = new NextRequest(`${ROOT}/callback/credentials`, init)
  expect((await POST(broken, context(['callback', 'credentials']))).status).toBe(400)
  for (const value of ['%00', '%0d%0aset-cookie:x=1']) {
    const answer = await GET(new NextRequest(`${ROOT}/error?error=${value}`), context(['error']))
    expect([value, answer.status]).toEqual([value, 400])
  }
})
