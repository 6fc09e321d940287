import { expect, it } from 'vitest'
import { changeOf, decidedBefore, pointsOf } from './change'
import type { Dashboard } from '~/domains/reports/schema'

it('compares with the period before, and says nothing without one', () => {
  expect(changeOf(150, 100)).toEqual({ label: '+50%', direction: 'up', good: true })
  expect(changeOf(50, 100)).toEqual({ label: '−50%', direction: 'down', good: false })
  expect(changeOf(50, 100, false)?.good).toBe(true)
  expect(changeOf(50, 100, null)?.good).toBeNull()
  expect(changeOf(100, 100)?.direction).toBe('same')
  expect(changeOf(1, 0)).toBeUndefined()
  expect(changeOf(1, undefined)).toBeUndefined()
})

it('compares rates in points', () => {
  expect(pointsOf(0.325, 0.3)).toEqual({ label: '+2,5 p.p.', direction: 'up', good: true })
  expect(pointsOf(null, 0.3)).toBeUndefined()
})

it('compares what carts came to only once all of them are decided', () => {
  const report = (open: number) =>
    ({
      figures: { carts: { aguardando: { count: open }, em_compra: { count: 0 } } },
      before: { figures: { newCustomers: 7 } },
    }) as unknown as Dashboard
  expect(decidedBefore(report(10))).toBeUndefined()
  expect(decidedBefore(report(0))).toEqual(report(0).before?.figures)
})
