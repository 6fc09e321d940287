import fc from 'fast-check'
import { expect, test } from 'vitest'
import { START_STEPS } from '~/domains/empresas/schema'
import { firstSteps } from './first-steps-state'

const nothing = { loja: false, importacao: false, numero: false }
const states = (steps: ReturnType<typeof firstSteps>) => steps?.map(({ state }) => state) ?? null

test('an empty shop is led from the shop to the import to the channel', () => {
  const start = { state: 'new' as const, skipped: [] }
  expect(states(firstSteps(start, nothing))).toEqual(['now', 'later', 'later'])
  const open = { state: 'open' as const, skipped: [] }
  expect(states(firstSteps(open, { ...nothing, loja: true }))).toEqual(['done', 'now', 'later'])
  expect(states(firstSteps(open, { ...nothing, loja: true, importacao: true }))).toEqual([
    'done',
    'done',
    'now',
  ])
})

test('a step that is left out stays left out, until it is done all the same', () => {
  const start = { state: 'open' as const, skipped: ['loja' as const] }
  expect(states(firstSteps(start, nothing))).toEqual(['skipped', 'now', 'later'])
  expect(states(firstSteps(start, { ...nothing, loja: true }))).toEqual(['done', 'now', 'later'])
})

test('a shop that is set up already, and one that closed the steps, sees none', () => {
  expect(firstSteps({ state: 'new', skipped: [] }, { ...nothing, loja: true })).toBeNull()
  expect(firstSteps({ state: 'closed', skipped: [] }, nothing)).toBeNull()
})

test('at most one step is for now, and none while another is open before it', () => {
  fc.assert(
    fc.property(
      fc.record({ loja: fc.boolean(), importacao: fc.boolean(), numero: fc.boolean() }),
      fc.subarray([...START_STEPS]),
      (have, skipped) => {
        const seen = states(firstSteps({ state: 'open', skipped }, have)) ?? []
        const now = seen.indexOf('now')
        expect(seen.filter((state) => state === 'now').length).toBe(
          seen.includes('later') ? 1 : Number(now >= 0),
        )
        expect(seen.slice(0, Math.max(0, now))).not.toContain('later')
      },
    ),
  )
})
