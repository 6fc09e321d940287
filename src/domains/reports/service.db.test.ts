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
import { refreshDailyFigures } from './daily'
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
const instant = z.string().transform((text) => new Date(`${text}Z`))
const orderSchema = z.array(
  z.object({ id: z.number(), status: z.string(), total: money, date_created_gmt: instant.nullable() }),
)
const refundSchema = z.array(
  z.object({ id: z.number(), parent_id: z.number(), amount: money, date_created_gmt: instant }),
)
const cents = z.number().transform((amount) => Math.round(amount * 100))
const subtotals = z.object({ orders_count: z.number(), total_sales: cents, refunds: cents })
const revenueSchema = z.object({
  totals: subtotals,
  intervals: z.array(z.object({ interval: z.string(), subtotals })),
})

/** The shop as WooCommerce itself tells it, without the importer. */
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
      const told = [month.orders_count, month.total_sales, month.refunds]
      expect(figures, interval).toEqual([told, told])
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
    const told = revenue.intervals.map(({ interval, subtotals: month }) => [interval, month.total_sales])
    for (const point of whole.series) expect(told).toContainEqual([point.at, point.netCentavos])
    expect(whole.byUf).toEqual([
      { uf: 'SP', count: all.orders.count, grossCentavos: all.orders.gross_centavos },
    ])
    expect(await unit(id, refreshDailyFigures)).toBe(0)
  })
}

test('an empty empresa has zeros and no rates, never an error', async () => {
  const id = await insertEmpresa({ slug: 'vazia', name: 'Vazia', timezone: 'America/Sao_Paulo' })
  const told = await read(id, (ctx) => stats(ctx, { period: 'mes' }))
  expect(told.recovery).toEqual({
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

test('cart-4 recoveries are told apart by kind, by count and by value', async () => {
  const told = await read(shop, (ctx) => stats(ctx, {}))
  expect(told.carts).toEqual({ em_compra: 0, aguardando: 1, abandonado: 1, recuperado: 3 })
  expect(told.recovery).toEqual({
    rate_count: 0.75,
    rate_value: 0.6,
    recovered_centavos: 6000,
    direta: 1,
    organica: 1,
    assistida: 1,
  })
  const { figures } = await read(shop, (ctx) => dashboard(ctx, { period: 'tudo' }))
  expect(figures.recovery).toEqual({
    rateCount: 0.75,
    rateValue: 0.6,
    recoveredCentavos: 6000,
    ordersNetCentavos: 1900,
    kinds: {
      direta: { count: 1, centavos: 1000 },
      organica: { count: 1, centavos: 2000 },
      assistida: { count: 1, centavos: 3000 },
    },
    channels: {
      whatsapp: {
        recuperado: { count: 1, centavos: 3000 },
        abandonado: { count: 0, centavos: 0 },
        rateCount: 1,
        rateValue: 1,
      },
      email: {
        recuperado: { count: 0, centavos: 0 },
        abandonado: { count: 0, centavos: 0 },
        rateCount: null,
        rateValue: null,
      },
      nenhum: {
        recuperado: { count: 2, centavos: 3000 },
        abandonado: { count: 1, centavos: 4000 },
        rateCount: 2 / 3,
        rateValue: 3 / 7,
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

test('figures follow a cart that time alone moved', async () => {
  const later = new Date('2026-12-20T12:00:00Z')
  expect(await unit(shop, refreshStatuses, later)).toBe(1)
  await unit(shop, refreshDailyFigures, later)
  const { figures } = await read(shop, (ctx) => dashboard(ctx, { period: 'tudo' }), later)
  expect(figures.carts).toMatchObject({ aguardando: { count: 0 }, abandonado: { count: 2 } })
  const { carts } = await read(shop, (ctx) => stats(ctx, {}), later)
  expect(carts.abandonado).toBe(2)
})
