import { expect, test } from 'vitest'
import { provideEnv } from '~/env'
import { AppError } from './errors'
import { besideProxy, answerMachine, readAtMost } from './inbound'
import { REQUESTS_PER_ADDRESS } from './rate-limit'
import { ADDRESS_HEADER } from './request-info'

provideEnv({ NODE_ENV: 'test' })

const from = (address: string, init?: RequestInit) =>
  new Request('http://localhost/', { method: 'POST', ...init, headers: { [ADDRESS_HEADER]: address } })
const ok = () => Promise.resolve(new Response(null, { status: 200 }))
const reject = () => Promise.resolve(new Response(null, { status: 404 }))

test('ops-3 routes beside the proxy have its headers, and an address that only guesses tokens is rate-limited', async () => {
  const first = await besideProxy(from('200.1.2.3'), ok)
  expect(first.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(first.headers.get('x-content-type-options')).toBe('nosniff')
  for (let guess = 0; guess < REQUESTS_PER_ADDRESS.burst; guess++)
    expect((await besideProxy(from('200.1.2.3'), reject)).status).toBe(404)
  // The bucket fills while it is being emptied: a few more pass on a slow machine.
  let stopped = await besideProxy(from('200.1.2.3'), reject)
  for (let more = 0; stopped.status !== 429 && more < 10_000; more++)
    stopped = await besideProxy(from('200.1.2.3'), reject)
  expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '1'])
  expect(stopped.headers.get('x-frame-options')).toBe('DENY')
  expect((await besideProxy(from('200.9.9.9'), ok)).status).toBe(200)
})

test('a gateway that posts for hundreds of channels is never rate-limited', async () => {
  const answers = new Set<number>()
  // One after another: posts that start together are all looked at before the first is counted.
  for (let posts = 0; posts < REQUESTS_PER_ADDRESS.burst * 3; posts++)
    answers.add((await besideProxy(from('200.5.5.5'), ok)).status)
  expect(answers).toEqual(new Set([200]))
})

test('a body is read to its limit and no further, whatever length it announces', async () => {
  let asked = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked += 1
      controller.enqueue(new Uint8Array(1000))
    },
  })
  const request = from('200.1.2.3', { body: endless, duplex: 'half' } as RequestInit)
  await expect(readAtMost(request, 10_000)).rejects.toMatchObject({ code: 'TOO_LARGE' })
  expect(asked).toBeLessThan(20)
  expect(Buffer.from(await readAtMost(from('200.1.2.3', { body: 'café' }), 5)).toString()).toBe('café')
  expect((await readAtMost(from('200.1.2.3'), 5)).length).toBe(0)
})

test('a rejection says only its status', async () => {
  const answer = await answerMachine('test', () => Promise.reject(new AppError('NOT_FOUND', 'segredo')))
  expect([answer.status, await answer.text()]).toEqual([404, ''])
})
