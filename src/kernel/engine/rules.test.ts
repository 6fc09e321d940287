import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, retryAfter, sleepEnd } from './backoff'
import { nextInstant, parseSchedule } from './cron'
import { decide } from './decide'
import { parseRegistration } from './registration'
import { canonical, hashSigningKey, sign } from './signature'

const now = new Date('2026-07-01T12:00:00Z')

test('a schedule is read in its zone, and in UTC without one', () => {
  expect(nextInstant('TZ=America/Sao_Paulo 30 9 * * *', now)).toEqual(new Date('2026-07-01T12:30:00Z'))
  expect(nextInstant('30 9 * * *', now)).toEqual(new Date('2026-07-02T09:30:00Z'))
  for (const wrong of ['TZ=Mars/Olympus 0 9 * * *', '0 9 * *', '* * * * * *', '99 * * * *', '@daily', '']) {
    expect([wrong, parseSchedule(wrong)]).toEqual([wrong, null])
  }
})

test('waits follow the table of Inngest, with a tenth of jitter at most', () => {
  expect([0, 1, 9, 50].map((attempt) => backoffMs(attempt, () => 0))).toEqual([
    15_000, 30_000, 7_200_000, 7_200_000,
  ])
  fc.assert(
    fc.property(fc.nat(30), (attempt) => {
      const least = backoffMs(attempt, () => 0)
      const wait = backoffMs(attempt)
      return wait >= least && wait <= least * 1.1
    }),
  )
})

test('sleeps and Retry-After are durations or timestamps', () => {
  expect(sleepEnd('1h30m5s', now)).toEqual(new Date('2026-07-01T13:30:05Z'))
  expect(sleepEnd('1w1d', now)).toEqual(new Date('2026-07-09T12:00:00Z'))
  expect(sleepEnd('2026-07-02T00:00:00.000Z', now)).toEqual(new Date('2026-07-02T00:00:00Z'))
  expect(sleepEnd('soon', now)).toBeNull()
  expect(retryAfter('90', now)).toEqual(new Date('2026-07-01T12:01:30Z'))
  expect(retryAfter('2026-07-01T12:05:00Z', now)).toEqual(new Date('2026-07-01T12:05:00Z'))
  expect(retryAfter(null, now)).toBeNull()
})

const state = { attempt: 0, maxAttempts: 2, now, backoff: () => 1000 }
const answer = (status: number, body: unknown, retryable = true) => ({
  status,
  body,
  retryable,
  retryAfter: null,
})

test('an answer becomes a decision', () => {
  expect(decide(answer(200, 'x'), state)).toEqual({ kind: 'completed', output: 'x' })
  expect(decide(answer(500, 'x'), state)).toEqual({ kind: 'retry', at: new Date(now.getTime() + 1000) })
  expect(decide(answer(500, 'x'), { ...state, attempt: 1 })).toEqual({ kind: 'failed', error: 'x' })
  expect(decide(answer(400, 'x', false), state)).toEqual({ kind: 'failed', error: 'x' })
  expect(
    decide(answer(206, [{ id: 'h', op: 'StepError', error: 'e' }]), { ...state, attempt: 1 }),
  ).toMatchObject({
    kind: 'advance',
    results: [['h', { error: 'e' }]],
  })
  const failures = [
    [{ id: 'h', op: 'InvokeFunction' }],
    [{ id: 'h', op: 'StepRun', opts: { type: 'step.fetch' } }],
    [],
    'no',
  ]
  for (const body of failures) expect(decide(answer(206, body), state)).toMatchObject({ kind: 'failed' })
})

const fn = (options: object) => ({
  id: 'app-fn',
  name: 'fn',
  triggers: [{ event: 'happened' }],
  steps: { step: { id: 'step', name: 'step', runtime: { type: 'http', url: 'http://127.0.0.1:1/x' } } },
  ...options,
})
const register = (options: object) =>
  parseRegistration({ appName: 'app', functions: [fn(options)] }).functions[0]

test('the subset is registered as it was meant', () => {
  expect(
    register({
      concurrency: [{ limit: 2, key: 'event.data.empresaId' }],
      idempotency: 'event.data.runId',
      cancel: [{ event: 'stopped', if: 'event.data.runId == async.data.runId' }],
    }),
  ).toMatchObject({
    maxAttempts: 4,
    concurrency: { limit: 2, key: ['data', 'empresaId'] },
    idempotency: ['data', 'runId'],
    cancels: [{ event: 'stopped', path: ['data', 'runId'] }],
  })
  expect(register({ concurrency: 3 })).toMatchObject({ concurrency: { limit: 3, key: null } })
})

test('everything outside the subset is rejected by name', () => {
  const wrong: [object, RegExp][] = [
    [{ throttle: {} }, /option throttle is not supported/],
    [{ rateLimit: {} }, /option rateLimit is not supported/],
    [{ debounce: {} }, /option debounce is not supported/],
    [{ batchEvents: {} }, /option batchEvents is not supported/],
    [{ priority: {} }, /option priority is not supported/],
    [{ singleton: {} }, /option singleton is not supported/],
    [{ timeouts: {} }, /option timeouts is not supported/],
    [{ concurrency: [{ limit: 1 }, { limit: 2 }] }, /option concurrency: only one limit is supported/],
    [{ concurrency: { limit: 1, scope: 'account' } }, /option concurrency.scope/],
    [{ concurrency: { limit: 1, key: 'event.data.a + event.data.b' } }, /option concurrency.key/],
    [{ idempotency: '"x"' }, /option idempotency/],
    [
      { cancel: [{ event: 'x', if: 'event.data.a == async.data.b' }] },
      /cancelOn is supported with `match` only/,
    ],
    [{ cancel: [{ event: 'x' }] }, /cancelOn needs `match`/],
    [
      { cancel: [{ event: 'x', if: 'event.data.a == async.data.a', timeout: '1h' }] },
      /option cancel.0.timeout/,
    ],
    [{ triggers: [{ event: 'a', expression: 'event.data.n > 1' }] }, /the option `if` is not supported/],
    [{ triggers: [{ event: 'a*' }] }, /wildcards/],
    [{ triggers: [{ cron: '0 9 * * *', jitter: '1m' }] }, /option triggers.0.jitter is not supported/],
    [{ triggers: [{ cron: 'TZ=Nowhere 0 9 * * *' }] }, /known TZ=/],
  ]
  for (const [options, reason] of wrong) expect(() => register(options)).toThrow(reason)
})

test('the canonical form is the one that the SDK signs', () => {
  expect(canonical({ b: [1, { d: undefined, c: 'é' }], a: null, 'a-': 1e21 })).toBe(
    '{"a":null,"a-":1e+21,"b":[1,{"c":"é"}]}',
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  const key = `signkey-test-${'ab'.repeat(32)}`
  expect(sign('{}', key, new Date(1_700_000_000_000))).toMatch(/^t=1700000000&s=[0-9a-f]{64}$/)
  expect(hashSigningKey(key)).toMatch(/^signkey-test-[0-9a-f]{64}$/)
})
