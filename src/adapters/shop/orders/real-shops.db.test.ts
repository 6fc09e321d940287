import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/postgres/clone'
import { EVERYTHING, readAll, type ReadShop } from '../../../../test/shops/read'
import { tinyShop, type TinyShop } from '../../../../test/shops/tiny'
import { openShop } from '../open'
import type { ShopRange } from '../records'

useDatabase()

async function read(shop: TinyShop, range: ShopRange = EVERYTHING): Promise<ReadShop> {
  const opened = await openShop(tinyShop(shop))
  try {
    return await readAll(opened, range)
  } finally {
    await opened.close()
  }
}
const orderOf = async (meta: Record<string, string>, shop: Partial<TinyShop> = {}) =>
  (await read({ orders: [{ id: 101, meta }], ...shop })).orders[0]

describe.each([{ hpos: false }, { hpos: true }])('orders of real shops, own tables: $hpos', ({ hpos }) => {
  test('B20 B84 a readable side amount is read, an unreadable one is noted; the order counts', async () => {
    const sides = { _order_shipping: 'R$ 15,00', _cart_discount: '1.234,56' }
    expect(await orderOf(sides, { hpos })).toMatchObject({
      totalCentavos: 19990,
      shippingCentavos: 1500,
      discountCentavos: 123456,
      problems: [],
    })
    expect(await orderOf({ _order_shipping: 'a combinar', _order_tax: '1,234' }, { hpos })).toMatchObject({
      totalCentavos: 19990,
      shippingCentavos: 0,
      taxCentavos: 0,
      problems: ['O frete não é um valor: “a combinar”.', 'O imposto não é um valor: “1,234”.'],
    })
  })

  test.each([
    ['BRL ', 'BRL', 0],
    ['brl', 'BRL', 0],
    ['R$', 'BRL', 0],
    ['Real', 'BRL', 0],
    ['', 'BRL', 0],
    [' usd', 'USD', 0],
    ['Moeda 9', 'BRL', 1],
  ])('B20 the currency “%s” is %s', async (said, currency, problems) => {
    const order = await orderOf({ _order_currency: said }, { hpos })
    expect(order?.currency).toBe(currency)
    expect(order?.problems).toHaveLength(problems)
  })

  test('B20 a total as a Brazilian writes it is read; an unreadable one is rejected with its reason', async () => {
    expect((await orderOf({ _order_total: '1.059,40' }, { hpos }))?.totalCentavos).toBe(105940)
    const { orders, refused } = await read({ hpos, orders: [{ id: 101, meta: { _order_total: 'NAN' } }] })
    expect(orders).toEqual([])
    expect(refused).toMatchObject([{ sourceKey: '101', reason: 'O total do pedido não é um valor: “NAN”.' }])
  })

  test('B20 an item without a readable value is kept and noted', async () => {
    const items: Record<string, string>[] = [{ _qty: '2', _line_total: 'grátis' }, { _line_total: '99,95' }]
    const { orders } = await read({ hpos, orders: [{ id: 101, items }] })
    expect(orders[0]?.items.map((item) => [item.quantity, item.totalCentavos])).toEqual([
      [2, 0],
      [1, 9995],
    ])
    expect(orders[0]?.problems).toEqual(['O item “Sandália Lua” não tem valor que se leia.'])
  })

  test('B21 a refund with a comma, a minus or without a date counts; without an amount it is noted', async () => {
    const refund = (id: number, meta: Record<string, string>, created?: string | null) => ({
      ...{ id, parent: 101, type: 'shop_order_refund', status: 'wc-completed', meta },
      ...(created === undefined ? {} : { created }),
    })
    const { orders, refused } = await read({
      hpos,
      orders: [
        { id: 101 },
        refund(201, { _refund_amount: '-10.00' }),
        refund(202, { _refund_amount: '10,00' }),
        refund(203, { _refund_amount: '7' }, '0000-00-00 00:00:00'),
        refund(204, { _refund_amount: 'tudo', _order_total: '-5.00' }),
        refund(205, { _refund_amount: 'tudo', _order_total: 'nada' }),
      ],
    })
    expect(refused).toEqual([])
    expect(orders[0]?.refunds.map((one) => one.amountCentavos)).toEqual([1000, 1000, 700, 500])
    expect(orders[0]?.refunds.every((one) => one.refundedAt.toISOString().startsWith('2026-10-10'))).toBe(
      true,
    )
    expect(orders[0]?.problems).toContain('O reembolso 205 não tem valor que se leia e não foi descontado.')
  })

  test.each([
    [{ _order_number: '1042', _order_number_formatted: 'LOJA-1042' }, 'LOJA-1042', '1042'],
    [{ _order_number: '1042' }, '1042', '1042'],
    [{ _order_number_formatted: '#2026/00042' }, '2026/00042', '202600042'],
    [{ _alg_wc_custom_order_number: '77', _alg_wc_full_custom_order_number: 'P77' }, 'P77', '77'],
    [{ _order_number: '101' }, null, null],
    [{ _order_number: 'a:1:{i:0;i:5;}' }, null, null],
    [{}, null, null],
  ])('B22 the shop’s own number: %j', async (meta, shopNumber, numberPlain) => {
    expect(await orderOf(meta, { hpos })).toMatchObject({ shopNumber, numberPlain })
  })

  test('B23 a vendor’s sub-order counts once, with its parent, and so does its refund', async () => {
    const sub = (id: number, parent: number, meta: Record<string, string>) => ({ id, parent, meta })
    const shop: TinyShop = {
      hpos,
      orders: [
        { id: 300, meta: { _order_total: '300.00', has_sub_order: '1' } },
        sub(301, 300, { _order_total: '100.00', _created_via: 'dokan' }),
        sub(302, 300, { _order_total: '200.00', _dokan_vendor_id: '6' }),
        { id: 310, meta: { has_wcmp_sub_order: '1' } },
        sub(311, 310, {}),
        { id: 320 },
        sub(321, 320, { _created_via: 'mvx_vendor_order' }),
        { id: 330, status: 'trash' },
        sub(331, 330, { _created_via: 'dokan' }),
        { id: 340 },
        sub(341, 340, {}),
        sub(342, 999, { _created_via: 'dokan' }),
        { id: 390, parent: 301, type: 'shop_order_refund', meta: { _refund_amount: '40' } },
        { id: 399, type: 'shop_order_vendor', parent: 340 },
      ],
    }
    const { orders, refused } = await read(shop)
    expect(refused).toEqual([])
    expect(orders.map((order) => order.externalId)).toEqual([300, 310, 320, 330, 331, 340, 341, 342])
    expect(orders[0]).toMatchObject({
      totalCentavos: 30000,
      parts: [
        { id: 301, totalCentavos: 10000 },
        { id: 302, totalCentavos: 20000 },
      ],
      refunds: [{ externalId: 390, amountCentavos: 4000 }],
    })
  })

  test('B23 a sub-order that alone lies in the range brings its parent', async () => {
    const orders = [
      { id: 300, created: '2026-09-01 12:00:00', meta: { has_sub_order: '1' } },
      { id: 301, parent: 300, created: '2026-09-01 12:00:00', modified: '2026-10-10 12:00:00' },
    ]
    const range = { from: new Date('2026-10-10T00:00:00Z'), to: new Date('2026-10-11T00:00:00Z') }
    expect((await read({ hpos, orders }, range)).orders.map(({ externalId }) => externalId)).toEqual([300])
  })

  test('B50 a renewal is detected as one; a switch and a resubscription are orders', async () => {
    const renewal = async (meta: Record<string, string>) => (await orderOf(meta, { hpos }))?.renewal
    expect(await renewal({ _subscription_renewal: '88' })).toBe(true)
    expect(await renewal({ _created_via: 'subscription' })).toBe(true)
    expect(await renewal({ _subscription_renewal: '0' })).toBe(false)
    expect(await renewal({ _subscription_switch: '88' })).toBe(false)
    expect(await renewal({ _subscription_resubscribe: '88' })).toBe(false)
  })
})

describe('dates', () => {
  test('B28 an order of the own tables without a date takes its post’s, and says so', async () => {
    for (const created of ['0000-00-00 00:00:00', null, '1970-01-01 00:00:00']) {
      const { orders } = await read({
        hpos: true,
        orders: [{ id: 101, created, modified: '2026-10-12 10:00:00' }],
      })
      expect(orders[0]).toMatchObject({ placedAt: new Date('2026-10-10T15:00:00Z'), placedEstimated: true })
      expect(orders[0]?.problems).toHaveLength(1)
    }
  })

  test('B26 an order of the posts without a date takes the day of its payment, then of its last change', async () => {
    const zero = '0000-00-00 00:00:00'
    const paid = {
      id: 101,
      created: zero,
      modified: '2026-10-12 12:00:00',
      meta: { _paid_date: '2026-10-11 12:30:00' },
    }
    const changed = { id: 102, created: zero, modified: '2026-10-12 12:00:00' }
    const { orders } = await read({ orders: [paid, changed, { id: 103, created: '2026-10-10 12:00:00' }] })
    expect(orders.map(({ placedAt, placedEstimated }) => [placedAt.toISOString(), placedEstimated])).toEqual([
      ['2026-10-11T15:30:00.000Z', true],
      ['2026-10-12T15:00:00.000Z', true],
      ['2026-10-10T15:00:00.000Z', false],
    ])
    const { refused } = await read({ orders: [{ id: 104, created: zero }] })
    expect(refused).toMatchObject([{ sourceKey: '104', reasonCode: 'pedido_ilegivel' }])
  })

  test.each([
    ['Brazil/East', '', '2026-10-10T15:00:00.000Z'],
    ['', '-3', '2026-10-10T15:00:00.000Z'],
    ['', '-3.5', '2026-10-10T15:30:00.000Z'],
    ['', '-3,5', '2026-10-10T15:30:00.000Z'],
    ['', '5.75', '2026-10-10T06:15:00.000Z'],
    ['UTC-3', '', '2026-10-10T15:00:00.000Z'],
    ['-03:00', '', '2026-10-10T15:00:00.000Z'],
    ['', '', '2026-10-10T12:00:00.000Z'],
  ])('B26 the zone “%s” with the offset “%s”', async (zone, offset, time) => {
    const options = { timezone_string: zone, gmt_offset: offset }
    expect((await orderOf({}, { options }))?.placedAt.toISOString()).toBe(time)
  })

  test('B26 a timestamp with its own offset is read with it', async () => {
    const { orders } = await read({ orders: [{ id: 101, created: '2026-10-10T12:00:00-05:00' }] })
    expect(orders[0]?.placedAt).toEqual(new Date('2026-10-10T17:00:00Z'))
  })
})
