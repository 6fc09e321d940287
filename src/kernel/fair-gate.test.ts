import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FairGate } from './fair-gate'

const LIMITS = { total: 3, perKey: 2, maxWaiting: 100, maxWaitMs: 1_000 }

/** A task that ends on request. */
function pendingTask() {
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { end, ended }
}

test('one key takes its share and no more, and a later task of another key is served before its thousandth', async () => {
  const gate = new FairGate(LIMITS)
  const order: string[] = []
  const first = pendingTask()
  const started = (key: string) => gate.run(key, () => (order.push(key), first.ended))
  const all = [...Array.from({ length: 50 }, () => started('loud')), started('quiet'), started('calm')]
  await Promise.resolve()
  expect(order).toEqual(['loud', 'loud', 'quiet'])
  first.end()
  await Promise.all(all)
  expect(order.indexOf('calm')).toBeLessThan(5)
  expect(order).toHaveLength(52)
})

test('property: never more tasks at once than the limits say, in any order, and all of them are served', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.integer({ min: 0, max: 4 }), fails: fc.boolean() })),
      async (works) => {
        const gate = new FairGate(LIMITS)
        const running = new Map<number, number>()
        let most = 0
        let mostOfOne = 0
        const results = await Promise.allSettled(
          works.map(({ key, fails }) =>
            gate.run(String(key), async () => {
              running.set(key, (running.get(key) ?? 0) + 1)
              mostOfOne = Math.max(mostOfOne, running.get(key) ?? 0)
              most = Math.max(
                most,
                [...running.values()].reduce((sum, count) => sum + count, 0),
              )
              await Promise.resolve()
              running.set(key, (running.get(key) ?? 0) - 1)
              if (fails) throw new Error('own failure')
            }),
          ),
        )
        expect(most).toBeLessThanOrEqual(LIMITS.total)
        expect(mostOfOne).toBeLessThanOrEqual(LIMITS.perKey)
        expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(
          works.filter(({ fails }) => fails).length,
        )
      },
    ),
  )
})

test('a task inside of a task passes: it would wait for its own caller', async () => {
  const gate = new FairGate({ ...LIMITS, total: 1, perKey: 1 })
  expect(await gate.run('a', () => gate.run('a', () => Promise.resolve('inner')))).toBe('inner')
})

test('a task is rejected at once when the line is too long, later when the wait is, and background work waits on', async () => {
  const gate = new FairGate({ total: 1, perKey: 1, maxWaiting: 2, maxWaitMs: 10 })
  const first = pendingTask()
  const busy = gate.run('a', () => first.ended)
  const impatient = gate.run('a', () => Promise.resolve('late'))
  const patient = gate.run('a', () => Promise.resolve('served'), Infinity)
  await expect(gate.run('a', () => Promise.resolve())).rejects.toMatchObject({ code: 'TOO_MANY_TRIES' })
  await expect(impatient).rejects.toMatchObject({ code: 'TOO_MANY_TRIES' })
  first.end()
  expect(await patient).toBe('served')
  await busy
})
