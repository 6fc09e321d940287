import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES } from '~/kernel/trpc'
import { LIMITS, reaches, secondsToWait, waitInWords } from './rules'

const now = new Date('2026-11-20T12:00:00Z')
const ago = (...seconds: number[]) => seconds.map((n) => new Date(now.getTime() - n * 1000))

test('owner > admin > operator > viewer', () => {
  expect(ROLES.map((role) => ROLES.filter((minimum) => reaches(role, minimum)).length)).toEqual([4, 3, 2, 1])
})

test('the fifth failure inside the window closes the account until the oldest of the five leaves it', () => {
  expect(secondsToWait(ago(1, 2, 3, 4), LIMITS.account, now)).toBe(0)
  expect(secondsToWait(ago(1, 2, 3, 4, 100), LIMITS.account, now)).toBe(800)
  expect(secondsToWait(ago(1, 2, 3, 4, 901), LIMITS.account, now)).toBe(0)
})

test('property: waiting exactly as long as was said lets one more try through', () => {
  const tries = fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 60 })
  fc.assert(
    fc.property(tries, (seconds) => {
      const failures = ago(...seconds.sort((a, b) => a - b))
      const wait = secondsToWait(failures, LIMITS.account, now)
      const later = new Date(now.getTime() + wait * 1000)
      expect(secondsToWait(failures, LIMITS.account, later)).toBe(0)
      if (wait > 1)
        expect(secondsToWait(failures, LIMITS.account, new Date(later.getTime() - 1000))).toBeGreaterThan(0)
    }),
  )
})

test('the wait is said in words', () => {
  expect([1, 40, 60, 61, 3600, 7000].map(waitInWords)).toEqual([
    '1 segundo',
    '40 segundos',
    '1 minuto',
    '2 minutos',
    '1 hora',
    '2 horas',
  ])
})
