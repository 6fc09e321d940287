import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addLocalDays, startOfLocalDay } from '~/kernel/clock'
import {
  bucketsOf,
  cohortOf,
  figuresOf,
  granularityOf,
  lastSettledDay,
  periodBefore,
  settledRange,
} from './rules'

test('the period before is as long, and ends the day before', () => {
  expect(periodBefore('2026-03-01', '2026-03-31')).toEqual({ from: '2026-01-29', to: '2026-02-28' })
  expect(periodBefore('2026-03-10', '2026-03-10')).toEqual({ from: '2026-03-09', to: '2026-03-09' })
})

test('a series has every day or month, once', () => {
  expect(bucketsOf('2026-02-27', '2026-03-02', 'day')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ])
  expect(bucketsOf('2025-11-15', '2026-02-01', 'month')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
  const longest = bucketsOf('0100-01-01', '9999-12-31', 'month')
  expect([longest.length, longest[0], longest.at(-1)]).toEqual([601, '9949-12', '9999-12'])
  expect(granularityOf('2026-01-01', '2026-03-31')).toBe('day')
  expect(granularityOf('2026-01-01', '2026-04-30')).toBe('month')
})

test('cart-4 the rate is of all that entered, and null when nothing did', () => {
  const empty = figuresOf(new Map([['orders', { count: 0, centavos: 0 }]]))
  expect(empty.cohort).toMatchObject({ rateCount: null, rateValue: null })
  expect(empty.orders).toMatchObject({ count: 0, netCentavos: 0, averageTicketCentavos: null })
  const some = figuresOf(
    new Map([
      ['cart:recuperado', { count: 43, centavos: 4300 }],
      ['cart:aguardando', { count: 50, centavos: 3000 }],
      ['cart:em_compra', { count: 10, centavos: 1300 }],
    ]),
  )
  // No cart can be abandoned inside the window: of the decided ones alone it would be 100 %.
  expect(some.cohort).toEqual({
    entered: { count: 103, centavos: 8600 },
    recovered: { count: 43, centavos: 4300 },
    open: { count: 60, centavos: 4300 },
    lost: { count: 0, centavos: 0 },
    rateCount: 43 / 103,
    rateValue: 0.5,
  })
})

test('cart-4 every cart that entered is recovered, open or lost, once', () => {
  const sum = fc.record({ count: fc.nat(10_000), centavos: fc.nat(10_000_000) })
  const carts = fc.record({ em_compra: sum, aguardando: sum, recuperado: sum, abandonado: sum })
  fc.assert(
    fc.property(carts, (of) => {
      const { entered, recovered, open, lost, rateCount } = cohortOf(of)
      for (const by of ['count', 'centavos'] as const) {
        expect(recovered[by] + open[by] + lost[by]).toBe(entered[by])
        expect(entered[by]).toBe(Object.values(of).reduce((all, status) => all + status[by], 0))
      }
      if (entered.count > 0) expect(rateCount).toBe(recovered.count / entered.count)
      else expect(rateCount).toBeNull()
    }),
  )
})

test('cart-4 a day is settled once the window of its last moment is over, in the empresa’s zone', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 90 }),
      fc.constantFrom('America/Sao_Paulo', 'America/Noronha', 'America/Rio_Branco', 'UTC'),
      (now, days, timezone) => {
        const last = lastSettledDay(days, timezone, now)
        const endOf = (day: string) =>
          startOfLocalDay(addLocalDays(day, 1), timezone).getTime() + days * 86_400_000
        expect(endOf(last)).toBeLessThanOrEqual(now.getTime())
        expect(endOf(addLocalDays(last, 1))).toBeGreaterThan(now.getTime())
      },
    ),
  )
})

test('cart-4 the settled rate is of the period’s settled days, or of the last thirty when it has none', () => {
  expect(settledRange({ from: '2026-10-22', to: '2026-11-20' }, '2026-10-20')).toEqual({
    from: '2026-09-21',
    to: '2026-10-20',
  })
  expect(settledRange({ from: '2026-08-23', to: '2026-11-20' }, '2026-10-20')).toEqual({
    from: '2026-08-23',
    to: '2026-10-20',
  })
  expect(settledRange({ from: '2026-01-01', to: '2026-01-31' }, '2026-10-20')).toEqual({
    from: '2026-01-01',
    to: '2026-01-31',
  })
})

test('refunds of the period are subtracted, also when they outweigh its orders', () => {
  const { orders } = figuresOf(
    new Map([
      ['orders', { count: 2, centavos: 1000 }],
      ['refunds', { count: 1, centavos: 1500 }],
    ]),
  )
  expect(orders).toMatchObject({ netCentavos: -500, averageTicketCentavos: -250 })
})
