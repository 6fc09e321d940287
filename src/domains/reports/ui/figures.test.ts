import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortMoney, ticksTo } from './figures'

describe('ticksTo', () => {
  it('starts at zero, covers the highest value and stays short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), (highest) => {
        const ticks = ticksTo(highest)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest)
        expect(ticks.length).toBeLessThanOrEqual(5)
      }),
    )
  })

  it('uses round steps', () => {
    expect(ticksTo(930)).toEqual([0, 250, 500, 750, 1000])
    expect(ticksTo(0)).toEqual([0])
  })
})

it('writes money short enough for an axis', () => {
  expect(shortMoney(1_250_000)).toBe('R$ 12,5 mil')
  expect(shortMoney(0)).toBe('R$ 0')
  expect(shortMoney(25_980)).toBe('R$ 260')
  expect(shortMoney(250)).toBe('R$ 2,50')
  expect(shortMoney(99_990)).toBe('R$ 1 mil')
})
