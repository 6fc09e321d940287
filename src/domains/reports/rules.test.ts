import { expect, test } from 'vitest'
import { bucketsOf, figuresOf, granularityOf, periodBefore } from './rules'

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

test('cart-4 the rate leaves waiting carts out, and is null when nothing was decided', () => {
  const empty = figuresOf(new Map([['cart:aguardando', { count: 9, centavos: 900 }]]))
  expect(empty.recovery).toMatchObject({ rateCount: null, rateValue: null, recoveredCentavos: 0 })
  expect(empty.orders).toMatchObject({ count: 0, netCentavos: 0, averageTicketCentavos: null })
  const some = figuresOf(
    new Map([
      ['cart:recuperado', { count: 1, centavos: 3000 }],
      ['cart:abandonado', { count: 3, centavos: 9000 }],
      ['cart:aguardando', { count: 9, centavos: 900 }],
    ]),
  )
  expect(some.recovery).toMatchObject({ rateCount: 0.25, rateValue: 0.25 })
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
