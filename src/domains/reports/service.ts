import { z } from 'zod'
import { UNCOUNTED_STATUSES } from '~/domains/customers/counted'
import { Prisma } from '~/generated/prisma/client'
import { localDay } from '~/kernel/clock'
import { periodDays, periodRange, type PeriodInput } from '~/kernel/period'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { bucketsOf, figuresOf, granularityOf, periodBefore, pointOf, ratio, type Sum } from './rules'
import { dashboardOutput, statsOutput, type Dashboard, type DashboardInput, type Stats } from './schema'

type Days = { from: string; to: string }
const sumRow = z.object({ metric: z.string(), count: z.number(), centavos: z.number() })

/** The dashboard of a period in the empresa's days, from daily_figures alone: its cost doesn't grow with the orders. */
export async function dashboard(ctx: EmpresaCtx, input: DashboardInput): Promise<Dashboard> {
  const days = periodDays(input, ctx.empresa.timezone, ctx.now)
  const to = days.to ?? (await edge(ctx, 'max')) ?? localDay(ctx.now, ctx.empresa.timezone)
  const from = days.from ?? (await edge(ctx, 'min')) ?? to
  const before = days.from === null ? null : periodBefore(from, to)
  const sums = await sumsBetween(ctx, { from, to })
  const granularity = granularityOf(from, to)
  const points = await seriesBetween(ctx, { from, to }, granularity)
  return dashboardOutput.parse({
    from,
    to,
    figures: figuresOf(sums),
    before: before && { ...before, figures: figuresOf(await sumsBetween(ctx, before)) },
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

/** First or last local day that has any figure. */
async function edge({ db, empresaId }: EmpresaCtx, side: 'min' | 'max'): Promise<string | null> {
  const [row] = await db.$queryRaw<{ day: string | null }[]>`
    SELECT to_char(${Prisma.raw(side)}(day), 'YYYY-MM-DD') AS day FROM daily_figures WHERE empresa_id = ${empresaId}::uuid`
  return row?.day ?? null
}

async function sumsBetween({ db, empresaId }: EmpresaCtx, { from, to }: Days): Promise<Map<string, Sum>> {
  const rows = await db.$queryRaw`
    SELECT metric, sum(count)::float8 AS count, sum(centavos)::float8 AS centavos FROM daily_figures
    WHERE empresa_id = ${empresaId}::uuid AND day BETWEEN ${from}::date AND ${to}::date GROUP BY metric`
  return new Map(
    z
      .array(sumRow)
      .parse(rows)
      .map(({ metric, count, centavos }) => [metric, { count, centavos }]),
  )
}

/** Sums by day or month; states are left out. */
async function seriesBetween(
  { db, empresaId }: EmpresaCtx,
  { from, to }: Days,
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
  const [orders] = await db.$queryRaw<Record<'count' | 'gross', number>[]>`
    SELECT count(*)::float8 AS count, coalesce(sum(total_centavos), 0)::float8 AS gross FROM orders
    WHERE empresa_id = ${empresaId}::uuid AND status <> ALL(${uncounted}) ${within('placed_at')}`
  const [refunds] = await db.$queryRaw<Record<'centavos', number>[]>`
    SELECT coalesce(sum(r.amount_centavos), 0)::float8 AS centavos
    FROM refunds r JOIN orders o ON o.empresa_id = r.empresa_id AND o.id = r.order_id
    WHERE r.empresa_id = ${empresaId}::uuid AND o.status <> ALL(${uncounted}) ${within('r.refunded_at')}`
  const [people] = await db.$queryRaw<Record<'count', number>[]>`
    SELECT count(*)::float8 AS count FROM shop_accounts WHERE empresa_id = ${empresaId}::uuid`
  const [leads] = await db.$queryRaw<Record<'count' | 'customers', number>[]>`
    SELECT count(*)::float8 AS count, count(customer_id)::float8 AS customers FROM leads
    WHERE empresa_id = ${empresaId}::uuid ${within('captured_at')}`
  const carts = await db.$queryRaw<(Sum & { status: string; kind: string | null })[]>`
    SELECT status, recovery_kind AS kind, count(*)::float8 AS count, sum(total_centavos)::float8 AS centavos FROM carts
    WHERE empresa_id = ${empresaId}::uuid ${within('last_activity_at')} GROUP BY 1, 2`
  const total = (matches: (row: (typeof carts)[number]) => boolean, field: keyof Sum) =>
    carts.filter(matches).reduce((sum, row) => sum + row[field], 0)
  const inStatus = (status: string, field: keyof Sum = 'count') =>
    total((row) => row.status === status, field)
  const ofKind = (kind: string) => total((row) => row.kind === kind, 'count')
  const [recovered, lost] = [inStatus('recuperado'), inStatus('abandonado')]
  const [recoveredCentavos, lostCentavos] = [
    inStatus('recuperado', 'centavos'),
    inStatus('abandonado', 'centavos'),
  ]
  return statsOutput.parse({
    orders: {
      count: orders?.count,
      gross_centavos: orders?.gross,
      refunded_centavos: refunds?.centavos,
      net_centavos: (orders?.gross ?? 0) - (refunds?.centavos ?? 0),
    },
    customers: people,
    leads,
    carts: {
      em_compra: inStatus('em_compra'),
      aguardando: inStatus('aguardando'),
      abandonado: lost,
      recuperado: recovered,
    },
    recovery: {
      rate_count: ratio(recovered, recovered + lost),
      rate_value: ratio(recoveredCentavos, recoveredCentavos + lostCentavos),
      recovered_centavos: recoveredCentavos,
      direta: ofKind('direta'),
      organica: ofKind('organica'),
      assistida: ofKind('assistida'),
    },
  })
}
