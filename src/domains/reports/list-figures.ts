import { z } from 'zod'
import { cartList } from '~/domains/carts/query'
import type { CartFilter, CartStatus, RecoveryKind } from '~/domains/carts/schema'
import { settingsOf } from '~/domains/empresas/schema'
import { orderList } from '~/domains/orders/query'
import { COUNTED, type OrderFilter } from '~/domains/orders/schema'
import { Prisma } from '~/generated/prisma/client'
import type { ListQuery } from '~/kernel/keyset'
import { COUNT_LIMIT } from '~/kernel/paging'
import { periodDays } from '~/kernel/period'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import {
  averageTicket,
  CART_METRICS,
  cohortOf,
  figuresOf,
  FIGURE_METRICS,
  lastSettledDay,
  type Sum,
} from './rules'
import { cartFigures, orderFigures, type CartFigures, type OrderFigures } from './schema'
import { sumsBetween } from './sums'

type CartsBy = Record<CartStatus, Sum>
const none = (): Sum => ({ count: 0, centavos: 0 })
const noCarts = (): CartsBy => ({
  em_compra: none(),
  aguardando: none(),
  recuperado: none(),
  abandonado: none(),
})

/**
 * The figures above the list of carts: of its search, period, state and contact. Status and kind of recovery are left out,
 * since the figures and tabs are the way from one to another. A period alone is read from daily_figures; anything narrower
 * is counted from the rows, up to COUNT_LIMIT of them.
 */
export async function figuresOfCarts(ctx: EmpresaCtx, filter: CartFilter): Promise<CartFigures> {
  const { status: _status, kind: _kind, ...shown } = filter
  const isNarrowed = [filter.q, filter.uf, filter.sent, filter.customer].some(Boolean)
  return cartFigures.parse(isNarrowed ? await countCarts(ctx, shown) : await cartsOfPeriod(ctx, shown))
}

async function cartsOfPeriod(ctx: EmpresaCtx, filter: CartFilter): Promise<CartFigures> {
  const { timezone, settings } = ctx.empresa
  const days = periodDays(filter, timezone, ctx.now)
  const lastSettled = lastSettledDay(settingsOf(settings).recovery.windowAfterDays, timezone, ctx.now)
  const to = days.to !== null && days.to < lastSettled ? days.to : lastSettled
  const { carts, cohort, recovery } = figuresOf(await sumsBetween(ctx, days, FIGURE_METRICS))
  const settled = figuresOf(await sumsBetween(ctx, { from: days.from, to }, CART_METRICS)).cohort
  return { carts, kinds: recovery.kinds, cohort, settled, more: false }
}

const cartSum = z.object({
  status: z.enum(['em_compra', 'aguardando', 'recuperado', 'abandonado']),
  kind: z.enum(['direta', 'organica', 'assistida']).nullable(),
  isOver: z.boolean(),
  count: z.number(),
  centavos: z.number(),
})

async function countCarts(ctx: EmpresaCtx, filter: CartFilter): Promise<CartFigures> {
  const list = await cartList(ctx, filter)
  const rows = z.array(cartSum).parse(
    await ctx.db.$queryRaw`
      SELECT status, recovery_kind AS kind, coalesce(window_ends_at <= ${ctx.now}, false) AS "isOver", count(*)::float8 AS count,
        sum(total_centavos)::float8 AS centavos
      FROM (${bounded(list, Prisma.sql`status, recovery_kind, window_ends_at, total_centavos`)}) AS found GROUP BY 1, 2, 3`,
  )
  const [carts, over] = [noCarts(), noCarts()]
  const kinds: Record<RecoveryKind, Sum> = { direta: none(), organica: none(), assistida: none() }
  for (const row of rows) {
    add(carts[row.status], row)
    if (row.isOver) add(over[row.status], row)
    if (row.kind) add(kinds[row.kind], row)
  }
  const cohort = cohortOf(carts)
  const more = list.cut === true || cohort.entered.count > COUNT_LIMIT
  return { carts, kinds, cohort, settled: cohortOf(over), more }
}

/**
 * The figures above the list of orders: of its search, period, state and customer, and always of the orders that count,
 * whatever status is shown. A period alone counts refunds on the day they were made, as the shop's Analytics does; anything
 * narrower subtracts what was refunded of the orders themselves.
 */
export async function figuresOfOrders(ctx: EmpresaCtx, filter: OrderFilter): Promise<OrderFigures> {
  if (![filter.q, filter.uf, filter.customer, filter.noted].some(Boolean)) {
    const days = periodDays(filter, ctx.empresa.timezone, ctx.now)
    const { orders } = figuresOf(await sumsBetween(ctx, days, FIGURE_METRICS))
    return orderFigures.parse({ ...orders, more: false })
  }
  const list = await orderList(ctx, { ...filter, status: COUNTED })
  const rows = await ctx.db.$queryRaw<{ currency: string; count: number; gross: number; refunded: number }[]>`
    SELECT currency, count(*)::float8 AS count, coalesce(sum(total_centavos), 0)::float8 AS gross,
      coalesce(sum(refunded_centavos), 0)::float8 AS refunded
    FROM (${bounded(list, Prisma.sql`o.currency, o.total_centavos, o.refunded_centavos`)}) AS found GROUP BY 1`
  const all = rows.map(({ currency, count, gross, refunded }) => ({
    ...{ currency, count, grossCentavos: gross, refundedCentavos: refunded, netCentavos: gross - refunded },
  }))
  const isOwn = ({ currency }: { currency: string }) => currency === ctx.empresa.currency
  const own = all.find(isOwn) ?? { count: 0, grossCentavos: 0, refundedCentavos: 0, netCentavos: 0 }
  const others = all.filter((row) => !isOwn(row))
  const count = all.reduce((sum, row) => sum + row.count, 0)
  return orderFigures.parse({
    ...own,
    count,
    averageTicketCentavos: averageTicket(own.netCentavos, own.count),
    ...(others.length > 0 ? { others } : {}),
    more: list.cut === true || count > COUNT_LIMIT,
  })
}

/** The rows of a list, one more than are counted at most. */
function bounded({ from, where }: ListQuery, columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT ${columns} FROM ${from} WHERE ${Prisma.join(where, ' AND ')} LIMIT ${COUNT_LIMIT + 1}`
}

function add(sum: Sum, { count, centavos }: Sum): void {
  sum.count += count
  sum.centavos += centavos
}
