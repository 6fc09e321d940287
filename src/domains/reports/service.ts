import { z } from 'zod'
import { UNCOUNTED_STATUSES } from '~/domains/customers/counted'
import { settingsOf } from '~/domains/empresas/schema'
import { Prisma } from '~/generated/prisma/client'
import { localDay } from '~/kernel/clock'
import { periodDays, periodRange, type PeriodInput } from '~/kernel/period'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import {
  bucketsOf,
  CART_METRICS,
  FIGURE_METRICS,
  figuresOf,
  granularityOf,
  lastSettledDay,
  periodBefore,
  pointOf,
  ratio,
  settledDays,
  settledRange,
  type Sum,
} from './rules'
import {
  dashboardOutput,
  shopFigures,
  statsOutput,
  type Cohort,
  type Dashboard,
  type DashboardInput,
  type ShopFigures,
  type Stats,
} from './schema'
import { sumRow, sumsBetween, type Days } from './sums'

/** The shop's figures of a period in the empresa's days: what the lists of carts and orders show above them. */
export async function figures(ctx: EmpresaCtx, input: PeriodInput): Promise<ShopFigures> {
  const days = periodDays(input, ctx.empresa.timezone, ctx.now)
  return shopFigures.parse(figuresOf(await sumsBetween(ctx, days, FIGURE_METRICS)))
}

/** The dashboard of a period in the empresa's days, from daily_figures alone: its cost doesn't grow with the orders. */
export async function dashboard(ctx: EmpresaCtx, input: DashboardInput): Promise<Dashboard> {
  const days = periodDays(input, ctx.empresa.timezone, ctx.now)
  const to = days.to ?? (await edge(ctx, 'max')) ?? localDay(ctx.now, ctx.empresa.timezone)
  const from = days.from ?? (await edge(ctx, 'min')) ?? to
  const before = days.from === null ? null : periodBefore(from, to)
  const sums = await sumsBetween(ctx, { from, to })
  const granularity = granularityOf(from, to)
  const { windowAfterDays } = settingsOf(ctx.empresa.settings).recovery
  const lastSettled = lastSettledDay(windowAfterDays, ctx.empresa.timezone, ctx.now)
  const settled = settledRange({ from, to }, lastSettled)
  const points = await seriesBetween(ctx, { from, to }, granularity)
  return dashboardOutput.parse({
    currency: ctx.empresa.currency,
    from,
    to,
    figures: figuresOf(sums),
    before: before && { ...before, figures: figuresOf(await sumsBetween(ctx, before)) },
    settledDays: settledDays(lastSettled),
    settled: {
      ...settled,
      cohort: await cohortBetween(ctx, settled),
      before: await cohortBetween(ctx, periodBefore(settled.from, settled.to)),
    },
    granularity,
    series: bucketsOf(from, to, granularity).map((at) =>
      pointOf(at, points.get(at) ?? new Map<string, Sum>()),
    ),
    byUf: [...sums]
      .filter(([metric]) => metric.startsWith('uf:'))
      .map(([metric, { count, centavos }]) => ({
        uf: metric === 'uf:??' ? null : metric.slice(3),
        count,
        grossCentavos: centavos,
      }))
      .sort((a, b) => b.count - a.count || b.grossCentavos - a.grossCentavos),
  })
}

async function cohortBetween(ctx: EmpresaCtx, days: Days): Promise<Cohort> {
  return figuresOf(await sumsBetween(ctx, days, CART_METRICS)).cohort
}

/** First or last local day that has any figure. */
async function edge({ db, empresaId }: EmpresaCtx, side: 'min' | 'max'): Promise<string | null> {
  const [row] = await db.$queryRaw<{ day: string | null }[]>`
    SELECT to_char(${Prisma.raw(side)}(day), 'YYYY-MM-DD') AS day FROM daily_figures WHERE empresa_id = ${empresaId}::uuid`
  return row?.day ?? null
}

/** Sums by day or month; states are left out. */
async function seriesBetween(
  { db, empresaId }: EmpresaCtx,
  { from, to }: { from: string; to: string },
  granularity: 'day' | 'month',
) {
  const format = granularity === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM'
  const rows = await db.$queryRaw`
    SELECT to_char(day, ${format}) AS at, metric, sum(count)::float8 AS count, sum(centavos)::float8 AS centavos FROM daily_figures
    WHERE empresa_id = ${empresaId}::uuid AND day BETWEEN ${from}::date AND ${to}::date
      AND metric IN ('orders', 'refunds', 'leads', 'cart:recuperado', 'cart:abandonado') GROUP BY 1, 2`
  const points = new Map<string, Map<string, Sum>>()
  for (const { at, metric, count, centavos } of z.array(sumRow.extend({ at: z.string() })).parse(rows)) {
    const sums = points.get(at) ?? new Map<string, Sum>()
    points.set(at, sums.set(metric, { count, centavos }))
  }
  return points
}

/**
 * `retoma stats`: the period's figures counted from the rows themselves, now. Orders as WooCommerce Analytics counts
 * them by creation date, refunds by their own; carts by last activity, valued as carts; customers are the shop's, of any date.
 */
export async function stats(ctx: EmpresaCtx, input: PeriodInput): Promise<Stats> {
  const { db, empresaId } = ctx
  const { from, to } = periodRange(input, ctx.empresa.timezone, ctx.now)
  const uncounted = [...UNCOUNTED_STATUSES]
  const within = (column: string) => {
    const name = Prisma.raw(column)
    const start = from ? Prisma.sql`AND ${name} >= ${from}` : Prisma.empty
    return Prisma.sql`${start} ${to ? Prisma.sql`AND ${name} < ${to}` : Prisma.empty}`
  }
  const orders = await db.$queryRaw<(Sum & { currency: string })[]>`
    SELECT currency, count(*)::float8 AS count, sum(total_centavos)::float8 AS centavos FROM orders
    WHERE empresa_id = ${empresaId}::uuid AND status <> ALL(${uncounted}) ${within('placed_at')} GROUP BY 1`
  const refunds = await db.$queryRaw<(Sum & { currency: string })[]>`
    SELECT o.currency, count(*)::float8 AS count, sum(r.amount_centavos)::float8 AS centavos
    FROM refunds r JOIN orders o ON o.empresa_id = r.empresa_id AND o.id = r.order_id
    WHERE r.empresa_id = ${empresaId}::uuid AND o.status <> ALL(${uncounted}) ${within('r.refunded_at')} GROUP BY 1`
  const [counted] = await db.$queryRaw<Record<'count', number>[]>`
    SELECT count(*)::float8 AS count FROM shop_accounts WHERE empresa_id = ${empresaId}::uuid`
  const [leads] = await db.$queryRaw<Record<'count' | 'customers', number>[]>`
    SELECT count(*)::float8 AS count, count(customer_id)::float8 AS customers FROM leads
    WHERE empresa_id = ${empresaId}::uuid ${within('captured_at')}`
  const carts = await db.$queryRaw<(Sum & { status: string; kind: string | null })[]>`
    SELECT status, recovery_kind AS kind, count(*)::float8 AS count, sum(total_centavos)::float8 AS centavos FROM carts
    WHERE empresa_id = ${empresaId}::uuid ${within('last_activity_at')} GROUP BY 1, 2`
  const sums = new Map<string, Sum>()
  const add = (metric: string, { count, centavos }: Sum) => {
    const sum = sums.get(metric) ?? { count: 0, centavos: 0 }
    sums.set(metric, { count: sum.count + count, centavos: sum.centavos + centavos })
  }
  const own = ctx.empresa.currency
  for (const [metric, rows] of [
    ['orders', orders],
    ['refunds', refunds],
  ] as const) {
    for (const { currency, count, centavos } of rows) {
      add(metric, { count, centavos: currency === own ? centavos : 0 })
      if (currency !== own) add(`${metric}@${currency}`, { count, centavos })
    }
  }
  for (const cart of carts) {
    add(`cart:${cart.status}`, cart)
    if (cart.kind !== null) add(`recovery:${cart.kind}`, cart)
  }
  const shop = figuresOf(sums)
  const { kinds } = shop.recovery
  const { entered, recovered, open, lost } = shop.cohort
  // Of the decided carts alone: a public name with its old meaning, which no page and no text shows.
  const decidedRate = (by: keyof Sum) => ratio(recovered[by], recovered[by] + lost[by])
  return statsOutput.parse({
    orders: {
      count: shop.orders.count,
      gross_centavos: shop.orders.grossCentavos,
      refunded_centavos: shop.orders.refundedCentavos,
      net_centavos: shop.orders.netCentavos,
      ...(shop.orders.others || own !== 'BRL' ? { currency: own } : {}),
      ...(shop.orders.others
        ? {
            others: shop.orders.others.map((other) => ({
              currency: other.currency,
              count: other.count,
              gross_centavos: other.grossCentavos,
              refunded_centavos: other.refundedCentavos,
              net_centavos: other.netCentavos,
            })),
          }
        : {}),
    },
    customers: counted,
    leads,
    carts: {
      em_compra: shop.carts.em_compra.count,
      aguardando: shop.carts.aguardando.count,
      abandonado: shop.carts.abandonado.count,
      recuperado: shop.carts.recuperado.count,
    },
    recovery: {
      rate_count: decidedRate('count'),
      rate_value: decidedRate('centavos'),
      recovered_centavos: shop.recovery.recoveredCentavos,
      direta: kinds.direta.count,
      organica: kinds.organica.count,
      assistida: kinds.assistida.count,
    },
    cohort: { entered: entered.count, recovered: recovered.count, open: open.count, lost: lost.count },
  })
}
