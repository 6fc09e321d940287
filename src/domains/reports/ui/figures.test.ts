import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelledBars, shortMoney, ticksTo } from './figures'

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

it('labels the highest bar and a last one that stands apart, by their places in the series', () => {
  const series = (...nets: number[]) => [...labelledBars(nets.map((net) => ({ net })))]
  expect(series(5, 0, 0, 9, 0, 7)).toEqual([3, 5])
  expect(series(5, 0, 9, 0)).toEqual([2])
  expect(series(1, 2, 3)).toEqual([2])
  expect(series(0, -4)).toEqual([])
  expect(series()).toEqual([])
})

it('writes money short enough for an axis', () => {
  expect(shortMoney(1_250_000, 'BRL')).toBe('R$ 12,5 mil')
  expect(shortMoney(0, 'BRL')).toBe('R$ 0')
  expect(shortMoney(25_980, 'BRL')).toBe('R$ 260')
  expect(shortMoney(250, 'BRL')).toBe('R$ 2,50')
  expect(shortMoney(99_990, 'BRL')).toBe('R$ 1 mil')
  expect(shortMoney(-1_250_000, 'BRL')).toBe('-R$ 12,5 mil')
  expect(shortMoney(1_250_000, 'USD')).toBe('US$ 12,5 mil')
  expect(shortMoney(250, 'EUR')).toBe('€ 2,50')
  expect(shortMoney(2_598_000, 'JPY')).toBe('JP¥ 26 mil')
})
