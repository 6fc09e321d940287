import fc from 'fast-check'
import { expect, test } from 'vitest'
import { progressOf } from './rules'

const T0 = new Date('2026-11-20T12:00:00Z')
const after = (seconds: number) => new Date(T0.getTime() + seconds * 1000)
type Part = Parameters<typeof progressOf>[0][number]
const part = (over: Partial<Part>): Part => ({
  kind: 'orders',
  state: 'waiting',
  expected: 0,
  read: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  noted: 0,
  startedAt: null,
  finishedAt: null,
  ...over,
})

test('imp-7 the time left is what is left at the speed seen so far, also for kinds that haven’t begun', () => {
  const parts = [
    part({ kind: 'leads', state: 'done', expected: 900, read: 1000, startedAt: T0, finishedAt: after(10) }),
    part({ state: 'running', expected: 3000, read: 1000, startedAt: after(10) }),
    part({ kind: 'carts', expected: 2000 }),
  ]
  expect(progressOf(parts, after(20))).toEqual({ rowsPerSecond: 100, secondsLeft: 40, percent: 33 })
})

test('imp-7 what can’t be known isn’t guessed: no speed before the first row, no end without every size', () => {
  expect(progressOf([part({ expected: 10 })], T0)).toEqual({
    rowsPerSecond: null,
    secondsLeft: null,
    percent: 0,
  })
  const unknown = [part({ state: 'running', expected: null, read: 50, startedAt: T0 })]
  expect(progressOf(unknown, after(10))).toEqual({ rowsPerSecond: 5, secondsLeft: null, percent: null })
  expect(progressOf([part({ state: 'done', expected: 0, startedAt: T0, finishedAt: T0 })], T0).percent).toBe(
    100,
  )
})

test('imp-7 however the counts stand, the percent is 0 to 100 and the time left never below zero, 0 at the end', () => {
  const counts = fc.record({ read: fc.nat(5000), expected: fc.nat(5000), begun: fc.nat(100) })
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 4 }), fc.nat(1000), (rows, seconds) => {
      const parts = rows.map(({ read, expected, begun }) =>
        part({ state: 'running', read, expected, startedAt: after(-begun) }),
      )
      const { percent, secondsLeft } = progressOf(parts, after(seconds))
      expect(percent).toBeGreaterThanOrEqual(0)
      expect(percent).toBeLessThanOrEqual(100)
      expect(secondsLeft ?? 0).toBeGreaterThanOrEqual(0)
      const whole = parts.map((each) => ({ ...each, read: Math.max(each.read, each.expected ?? 0) }))
      expect(progressOf(whole, after(seconds)).percent).toBe(100)
      expect(progressOf(whole, after(seconds)).secondsLeft ?? 0).toBe(0)
    }),
  )
})
