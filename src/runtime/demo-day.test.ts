import { expect, test } from 'vitest'
import { localDay } from '../kernel/clock'
import { centavos } from '../kernel/money'
import { comesBack, demoDay, FIRST_ID, orderOfCart } from './demo-day'

const ZONE = 'America/Sao_Paulo'
const shelf = {
  baskets: [
    {
      items: [{ productId: 1, variationId: 2, name: 'Tênis', quantity: 1, totalCentavos: centavos(19_990) }],
      totalCentavos: centavos(19_990),
      couponCode: null,
      recoveryUrl: 'https://loja.test/?page_id=10',
    },
  ],
  forms: [{ formPlugin: 'fluentform', formId: '1', formName: 'Newsletter', size: '37', url: null }],
}
const days = Array.from({ length: 31 }, (_, n) => `2026-12-${String(n + 1).padStart(2, '0')}`)
const month = days.map((day) => ({ day, ...demoDay(day, ZONE, shelf) }))

test('a day of the demonstration is the same whenever it is asked, on that day of the shop, and unlike the next', () => {
  for (const { day, leads, carts, orders } of month) {
    expect(demoDay(day, ZONE, shelf)).toEqual({ leads, carts, orders })
    for (const at of [
      ...leads.map(({ capturedAt }) => capturedAt),
      ...carts.map(({ lastActivityAt }) => lastActivityAt),
      ...orders.map(({ placedAt }) => placedAt),
    ])
      expect(localDay(at, ZONE)).toBe(day)
    expect(carts.length).toBeGreaterThan(2)
    expect(leads.length).toBeGreaterThan(0)
    expect(orders.length).toBeGreaterThan(1)
  }
  expect(new Set(month.map(({ carts }) => carts.map(({ name }) => name).join())).size).toBe(31)
})

test('ids are unique and far from the file’s; customers can be written to; some come back within the month', () => {
  const carts = month.flatMap((day) => day.carts)
  const placed = month.flatMap(({ orders }) =>
    orders.filter(
      ({ status, paidAt, placedAt }) => status === 'on-hold' || paidAt?.getTime() === placedAt.getTime(),
    ),
  )
  const ofCarts = carts.map((cart) => orderOfCart(cart, cart.lastActivityAt))
  const ids = [...placed, ...ofCarts].map(({ externalId }) => externalId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(carts.map(({ externalId }) => externalId)).size).toBe(carts.length)
  expect(Math.min(...ids, ...carts.map(({ externalId }) => externalId))).toBeGreaterThanOrEqual(FIRST_ID)
  const contacts = [...carts, ...month.flatMap((day) => day.leads), ...placed]
  expect(contacts.every(({ phone, emailKey }) => phone.status === 'valid' && emailKey !== null)).toBe(true)
  const phones = contacts.map(({ phone }) => phone.key)
  expect(new Set(phones).size).toBeLessThan(phones.length)
  // An unpaid order is paid by PIX within a day, or never.
  for (const order of placed.filter(({ status }) => status === 'on-hold')) {
    const paid = month
      .flatMap(({ orders }) => orders)
      .find((one) => one.externalId === order.externalId && one.paidAt)
    if (paid?.paidAt) expect(paid.paidAt.getTime() - order.placedAt.getTime()).toBeLessThan(86_400_000)
    expect(order.paymentMethod).toContain('pix')
  }
  const back = carts.filter(({ externalId }) => comesBack(externalId, 1) !== null).length / carts.length
  expect(back).toBeGreaterThan(0.05)
  expect(back).toBeLessThan(0.4)
})
