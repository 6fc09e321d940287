import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { useDatabase } from '../../../test/postgres/clone'
import { insertCart, insertOrder } from '~/domains/recovery/factory'
import { matchCarts, refreshStatuses } from '~/domains/recovery/service'
import { parseDecimal } from '~/kernel/money'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { cartFilter, CART_STATUSES, RECOVERY_KINDS, type CartFilter } from '~/domains/carts/schema'
import { listCarts } from '~/domains/carts/service'
import { orderFilter, type OrderFilter } from '~/domains/orders/schema'
import { refreshDailyFigures } from './daily'
import { figuresOfCarts, figuresOfOrders } from './list-figures'
import { dashboard, figures, stats } from './service'

useDatabase()

const NOW = new Date('2026-11-20T12:00:00Z')
const unit = <T>(id: string, work: (ctx: EmpresaSqlCtx) => Promise<T>, now = NOW) =>
  withEmpresaSql(
    systemScope(id, 'test', () => now),
    work,
  )
const read = <T>(id: string, work: Parameters<typeof withEmpresa<T>>[1], now = NOW) =>
  withEmpresa(
    systemScope(id, 'test', () => now),
    work,
  )

function oracle<S extends z.ZodType>(name: string, schema: S): z.output<S> {
  const file = new URL(`../../../test/fixtures/oracle/${name}.json.gz`, import.meta.url)
  return schema.parse(JSON.parse(gunzipSync(readFileSync(file)).toString()))
}
const money = z.string().transform((text) => parseDecimal(text) ?? Number.NaN)
const timestamp = z.string().transform((text) => new Date(`${text}Z`))
const orderSchema = z.array(
  z.object({ id: z.number(), status: z.string(), total: money, date_created_gmt: timestamp.nullable() }),
)
const refundSchema = z.array(
  z.object({ id: z.number(), parent_id: z.number(), amount: money, date_created_gmt: timestamp }),
)
const cents = z.number().transform((amount) => Math.round(amount * 100))
const subtotals = z.object({ orders_count: z.number(), total_sales: cents, refunds: cents })
const revenueSchema = z.object({
  totals: subtotals,
  intervals: z.array(z.object({ interval: z.string(), subtotals })),
})

/** The shop by WooCommerce's own figures, without the importer. */
async function loadShop(name: 'legacy' | 'hpos'): Promise<string> {
  const id = await insertEmpresa({ slug: name, name, timezone: 'America/Sao_Paulo' })
  await unit(id, async (ctx) => {
    const ids = new Map<number, string>()
    for (const order of oracle(`${name}-orders`, orderSchema)) {
      // WordPress gives a draft no date; it is no order.
      if (!order.date_created_gmt) continue
      const row = {
        emailKey: null,
        phoneKey: null,
        status: order.status,
        totalCentavos: order.total,
        refundedCentavos: 0,
      }
      ids.set(
        order.id,
        await insertOrder(ctx, { ...row, externalId: order.id, placedAt: order.date_created_gmt, uf: 'SP' }),
      )
    }
    for (const refund of oracle(`${name}-refunds`, refundSchema))
      await ctx.sql.query(
        'INSERT INTO refunds (empresa_id, order_id, external_id, amount_centavos, refunded_at) VALUES ($1, $2, $3, $4, $5)',
        [ctx.empresaId, ids.get(refund.parent_id), refund.id, refund.amount, refund.date_created_gmt],
      )
    await refreshDailyFigures(ctx)
  })
  return id
}

for (const name of ['legacy', 'hpos'] as const) {
  test(`${name}: every month's orders, sales and refunds equal WooCommerce Analytics to the centavo`, async () => {
    const id = await loadShop(name)
    const revenue = oracle(`${name}-revenue-by-month-date_created`, revenueSchema)
    expect(revenue.intervals.length).toBeGreaterThan(17)
    for (const { interval, subtotals: month } of revenue.intervals) {
      const [year = 0, number = 0] = interval.split('-').map(Number)
      const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
      const days = { from: `${interval}-01`, to: `${interval}-${last}` }
      const figures = [
        (await read(id, (ctx) => stats(ctx, days))).orders,
        (await read(id, (ctx) => dashboard(ctx, days))).figures.orders,
      ].map((orders) =>
        'net_centavos' in orders
          ? [orders.count, orders.net_centavos, orders.refunded_centavos]
          : [orders.count, orders.netCentavos, orders.refundedCentavos],
      )
      const expected = [month.orders_count, month.total_sales, month.refunds]
      expect(figures, interval).toEqual([expected, expected])
    }
    const all = await read(id, (ctx) => stats(ctx, {}))
    expect(all.orders).toEqual({
      count: revenue.totals.orders_count,
      gross_centavos: revenue.totals.total_sales + revenue.totals.refunds,
      refunded_centavos: revenue.totals.refunds,
      net_centavos: revenue.totals.total_sales,
    })
    const whole = await read(id, (ctx) => dashboard(ctx, { period: 'tudo' }))
    expect(whole).toMatchObject({ granularity: 'month', before: null })
    const points = revenue.intervals.map(({ interval, subtotals: month }) => [interval, month.total_sales])
    for (const point of whole.series) expect(points).toContainEqual([point.at, point.netCentavos])
    expect(whole.byUf).toEqual([
      { uf: 'SP', count: all.orders.count, grossCentavos: all.orders.gross_centavos },
    ])
    expect(await unit(id, refreshDailyFigures)).toBe(0)
  })
}

test('an empty empresa has zeros and no rates, never an error', async () => {
  const id = await insertEmpresa({ slug: 'vazia', name: 'Vazia', timezone: 'America/Sao_Paulo' })
  const counted = await read(id, (ctx) => stats(ctx, { period: 'mes' }))
  expect(counted.recovery).toEqual({
    rate_count: null,
    rate_value: null,
    recovered_centavos: 0,
    direta: 0,
    organica: 0,
    assistida: 0,
  })
  const shown = await read(id, (ctx) => dashboard(ctx, { period: 'tudo' }))
  expect(shown).toMatchObject({
    from: '2026-11-20',
    to: '2026-11-20',
    byUf: [],
    figures: { newCustomers: 0 },
  })
})

const BORDER = new Date('2026-03-01T02:30:00Z')

test('t-15 a day and a month end at the empresa’s own midnight', async () => {
  for (const [timezone, day] of [
    ['America/Sao_Paulo', '2026-02-28'],
    ['Atlantic/Azores', '2026-03-01'],
  ] as const) {
    const id = await insertEmpresa({ slug: `zona-${day}`, name: 'Zona', timezone })
    await unit(id, async (ctx) => {
      await insertOrder(ctx, {
        externalId: 1,
        emailKey: null,
        phoneKey: null,
        placedAt: BORDER,
        status: 'completed',
        totalCentavos: 5,
        refundedCentavos: 0,
      })
      await refreshDailyFigures(ctx)
    })
    const figures = await read(id, (ctx) => dashboard(ctx, { from: '2026-02-28', to: '2026-03-01' }))
    expect(figures.series.filter((point) => point.orders > 0).map((point) => point.at)).toEqual([day])
    expect((await read(id, (ctx) => stats(ctx, { from: day, to: day }))).orders.count).toBe(1)
  }
})

let shop = ''
beforeAll(async () => {
  shop = await insertEmpresa({ slug: 'carrinhos', name: 'Carrinhos', timezone: 'America/Sao_Paulo' })
  const at = (hours: number) => new Date(Date.UTC(2026, 9, 25, 12) + hours * 3_600_000)
  await unit(shop, async (ctx) => {
    const cart = (n: number, key: string, hours: number, changes = {}) =>
      insertCart(ctx, {
        source: 'cartflows',
        externalId: n,
        emailKey: key,
        phoneKey: null,
        lastActivityAt: at(hours),
        pluginStatus: 'abandoned',
        emailSentAt: null,
        whatsappSentAt: null,
        totalCentavos: n * 1000,
        ...changes,
      })
    const order = (n: number, key: string, hours: number, refundedCentavos = 0) =>
      insertOrder(ctx, {
        externalId: n,
        emailKey: key,
        phoneKey: null,
        placedAt: at(hours),
        status: 'processing',
        totalCentavos: 700,
        refundedCentavos,
      })
    await cart(1, 'a', 0)
    await order(1, 'a', 0.5)
    await cart(2, 'b', 0)
    await order(2, 'b', 30, 200)
    await cart(3, 'c', 0, { whatsappSentAt: at(20) })
    await order(3, 'c', 30)
    await cart(4, 'd', -24 * 30)
    await cart(5, 'e', 0)
    await matchCarts(ctx)
    await refreshDailyFigures(ctx)
  })
})

test('cart-4 recoveries are counted and valued by kind', async () => {
  const counted = await read(shop, (ctx) => stats(ctx, {}))
  expect(counted.carts).toEqual({ em_compra: 0, aguardando: 1, abandonado: 1, recuperado: 3 })
  expect(counted.recovery).toEqual({
    rate_count: 0.75,
    rate_value: 0.6,
    recovered_centavos: 6000,
    direta: 1,
    organica: 1,
    assistida: 1,
  })
  const { figures } = await read(shop, (ctx) => dashboard(ctx, { period: 'tudo' }))
  const tally = (count: number, centavos: number) => ({ count, centavos })
  expect(counted.cohort).toEqual({ entered: 5, recovered: 3, open: 1, lost: 1 })
  expect(figures.cohort).toEqual({
    entered: tally(5, 15_000),
    recovered: tally(3, 6000),
    open: tally(1, 5000),
    lost: tally(1, 4000),
    rateCount: 0.6,
    rateValue: 0.4,
  })
  expect(figures.recovery).toMatchObject({
    recoveredCentavos: 6000,
    ordersNetCentavos: 1900,
    kinds: {
      direta: { count: 1, centavos: 1000, ordersNetCentavos: 700 },
      organica: { count: 1, centavos: 2000, ordersNetCentavos: 500 },
      assistida: { count: 1, centavos: 3000, ordersNetCentavos: 700 },
    },
    channels: {
      whatsapp: { entered: tally(1, 3000), recovered: tally(1, 3000), rateCount: 1, rateValue: 1 },
      email: { entered: tally(0, 0), rateCount: null, rateValue: null },
      nenhum: {
        entered: tally(4, 12_000),
        recovered: tally(2, 3000),
        open: tally(1, 5000),
        lost: tally(1, 4000),
        rateCount: 0.5,
        rateValue: 0.25,
      },
    },
  })
  const month = await read(shop, (ctx) => stats(ctx, { from: '2026-10-01', to: '2026-10-31' }))
  expect(month.recovery).toMatchObject({ rate_count: 1, rate_value: 1 })
})

test('rep-1 the figures above the lists are those of the dashboard, in any period', async () => {
  for (const period of [
    { period: 'tudo' },
    {},
    { from: '2026-10-01', to: '2026-10-31' },
    { to: '2026-10-01' },
  ] as const) {
    const shown = await read(shop, (ctx) => figures(ctx, period))
    expect(shown, JSON.stringify(period)).toEqual((await read(shop, (ctx) => dashboard(ctx, period))).figures)
  }
  const { carts, orders } = await read(shop, (ctx) => figures(ctx, { from: '2026-10-01', to: '2026-10-31' }))
  expect([carts.abandonado.count, carts.recuperado.count, orders.count]).toEqual([0, 3, 3])
})

test('cart-4 the settled rate is of carts whose window is over, and says which days', async () => {
  // Of the last 30 days nothing is settled: the rate is that of the 30 settled days before.
  const month = await read(shop, (ctx) => dashboard(ctx, { period: '30dias' }))
  expect(month.figures.cohort).toMatchObject({
    entered: { count: 4 },
    recovered: { count: 3 },
    rateCount: 0.75,
  })
  expect(month.settledDays).toEqual({ from: '2026-09-21', to: '2026-10-20' })
  expect(month.settled).toMatchObject({
    ...month.settledDays,
    cohort: { entered: { count: 1 }, rateCount: 0 },
  })
  const later = new Date('2026-11-25T12:00:00Z')
  const settled = (await read(shop, (ctx) => dashboard(ctx, { period: 'tudo' }), later)).settled
  expect(settled).toMatchObject({ to: '2026-10-25', cohort: { entered: { count: 5 }, rateCount: 0.6 } })
})

test('rep-1 the figures above the carts follow its search and filters, and agree with its list', async () => {
  const filters = [
    {},
    { sent: 'whatsapp' },
    { sent: 'nenhum' },
    { uf: 'SP' },
    { q: 'ninguém assim' },
  ] as const
  for (const period of [{}, { from: '2026-10-01', to: '2026-10-31' }])
    for (const filter of filters) {
      const shown = cartFilter.parse({ ...period, ...filter })
      const above = await read(shop, (ctx) => figuresOfCarts(ctx, { ...shown, status: 'abandonado' }))
      const count = async (changes: Partial<CartFilter>) =>
        (await read(shop, (ctx) => listCarts(ctx, { ...shown, ...changes, size: 50 }))).total.count
      const text = JSON.stringify({ ...period, ...filter })
      expect(above.cohort.entered.count, text).toBe(await count({}))
      for (const status of CART_STATUSES)
        expect(above.carts[status].count, `${text} ${status}`).toBe(await count({ status }))
      for (const kind of RECOVERY_KINDS)
        expect(above.kinds[kind].count, `${text} ${kind}`).toBe(await count({ kind }))
    }
})

test('rep-1 the figures above the orders follow its filters and leave out what doesn’t count', async () => {
  const at = async (filter: Partial<OrderFilter>) =>
    read(shop, (ctx) => figuresOfOrders(ctx, orderFilter.parse(filter)))
  expect(await at({})).toMatchObject({ count: 3, grossCentavos: 2100, more: false })
  expect(await at({ uf: 'SP' })).toMatchObject({ count: 0, netCentavos: 0, averageTicketCentavos: null })
  expect(await at({ q: '2', status: 'cancelled' })).toMatchObject({
    count: 1,
    netCentavos: 500,
    refundedCentavos: 200,
    averageTicketCentavos: 500,
  })
})

test('figures follow a cart that time alone moved', async () => {
  const later = new Date('2026-12-20T12:00:00Z')
  expect(await unit(shop, refreshStatuses, later)).toBe(1)
  await unit(shop, refreshDailyFigures, later)
  const { figures } = await read(shop, (ctx) => dashboard(ctx, { period: 'tudo' }), later)
  expect(figures.carts).toMatchObject({ aguardando: { count: 0 }, abandonado: { count: 2 } })
  const { carts } = await read(shop, (ctx) => stats(ctx, {}), later)
  expect(carts.abandonado).toBe(2)
})
