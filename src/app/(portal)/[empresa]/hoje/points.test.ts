import { expect, it } from 'vitest'
import { revenuePoints } from './points'

const rest = {
  orders: 2,
  grossCentavos: 1000,
  netCentavos: 900,
  refundedCentavos: 100,
  leads: 0,
  recuperado: 0,
  abandonado: 0,
  recoveredCentavos: 0,
}

it('names days and months as they are, in any zone', () => {
  const [first] = revenuePoints({ granularity: 'day', series: [{ at: '2026-03-01', ...rest }] })
  expect(first).toMatchObject({ label: '01/03', gross: 1000, net: 900, refunds: 100 })
  expect(first?.full).toContain('01/03/2026')
  const [second] = revenuePoints({ granularity: 'month', series: [{ at: '2026-03', ...rest }] })
  expect(second).toMatchObject({ label: 'mar/26', full: 'março de 2026' })
})
