import { NextRequest } from 'next/server'
import { afterEach, expect, test, vi } from 'vitest'
import { provideEnv } from '~/env'
import { POST, PUT } from './route'

afterEach(() => {
  vi.unstubAllEnvs()
  provideEnv({})
})

const MB = 1024 * 1024
/** A body that never ends and doesn't say how long it is; `taken` is what was read of it. */
function endless() {
  const seen = { taken: 0 }
  const body = new ReadableStream({
    pull(controller) {
      seen.taken += MB
      controller.enqueue(new Uint8Array(MB))
    },
  })
  const request = new NextRequest('http://localhost/api/inngest', { method: 'POST', body, duplex: 'half' })
  return { request, seen }
}

test('a body that is larger than a run can be is rejected before it is read to its end, and without a server nothing is read', async () => {
  vi.stubEnv('RETOMA_LOG_LEVEL', 'silent')
  provideEnv({})
  const closed = endless()
  expect((await POST(closed.request, {})).status).toBe(404)
  expect(closed.seen.taken).toBeLessThan(2 * MB)
  vi.stubEnv('INNGEST_BASE_URL', 'http://127.0.0.1:1')
  vi.stubEnv('INNGEST_EVENT_KEY', 'event')
  vi.stubEnv('INNGEST_SIGNING_KEY', 'signkey-test-00')
  provideEnv({})
  const large = endless()
  expect((await PUT(large.request, {})).status).toBe(413)
  expect(large.seen.taken).toBeLessThan(45 * MB)
  const unsigned = new NextRequest('http://localhost/api/inngest?fnId=a&stepId=step', {
    method: 'POST',
    body: '{}',
  })
  expect([401, 500]).toContain((await POST(unsigned, {})).status)
})
