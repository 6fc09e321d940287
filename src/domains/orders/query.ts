import { UNCOUNTED_STATUSES } from '~/domains/customers/counted'
import { EXPORT_LIMIT, findCustomers, findRows, isFound, parseSearch } from '~/domains/customers/search'
import { keysetPage, type ListQuery, type Sort } from '~/kernel/keyset'
import { valuesOf } from '~/kernel/many'
import { anyHolds, isAnyOf } from '~/kernel/many-sql'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { COUNTED, orderRow, type ORDER_SORTS, type OrderFilter } from './schema'

export const ORDER_COLUMNS = Prisma.sql`o.id, o.external_id::float8 AS number,
  coalesce(o.shop_number, o.external_id::text) AS shown, o.renewal, o.status, o.currency,
  o.total_centavos::float8 AS "totalCentavos", o.refunded_centavos::float8 AS "refundedCentavos", o.placed_at AS "placedAt",
  o.paid_at AS "paidAt", o.payment_title AS "paymentTitle", o.name, o.email, o.phone, o.phone_raw AS "phoneRaw",
  o.phone_status::text AS "phoneStatus", o.city, o.uf, o.item_count AS "itemCount", o.customer_id AS "customerId",
  (SELECT m.cart_id FROM cart_matches m WHERE m.empresa_id = o.empresa_id AND m.order_id = o.id AND m.outcome = 'chosen') AS "recoveredCartId"`

const SORTS: Record<(typeof ORDER_SORTS)[number], Sort> = {
  '-data': { column: Prisma.sql`o.placed_at`, type: 'timestamptz', descending: true },
  data: { column: Prisma.sql`o.placed_at`, type: 'timestamptz', descending: false },
  '-valor': { column: Prisma.sql`o.total_centavos`, type: 'bigint', descending: true },
  valor: { column: Prisma.sql`o.total_centavos`, type: 'bigint', descending: false },
}

const hasStatus = (status: string) =>
  status === COUNTED
    ? Prisma.sql`o.status <> ALL(${[...UNCOUNTED_STATUSES]})`
    : Prisma.sql`o.status = ${status}`

/** The list that a filter names; a search finds orders by their own number, e-mail and phone, and by their customer. */
export async function orderList(ctx: EmpresaCtx, filter: OrderFilter, most?: number): Promise<ListQuery> {
  const where = [
    Prisma.sql`o.empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`o.placed_at`, filter),
  ]
  if (valuesOf(filter.status).includes(COUNTED)) where.push(anyHolds(filter.status ?? [], hasStatus))
  else if (filter.status?.length) where.push(isAnyOf(Prisma.sql`o.status`, filter.status))
  if (filter.noted) where.push(Prisma.sql`o.problems <> '[]'::jsonb`)
  if (filter.uf) where.push(isAnyOf(Prisma.sql`o.uf`, filter.uf))
  if (filter.customer) where.push(Prisma.sql`o.customer_id = ${filter.customer}::uuid`)
  if (filter.ids) where.push(isFound(Prisma.sql`o.id`, { ids: filter.ids, cut: false }))
  const search = parseSearch(filter.q)
  if (!search) return { select: ORDER_COLUMNS, from: Prisma.sql`orders o`, where, id: Prisma.sql`o.id` }
  const customers = await findCustomers(ctx, search, most)
  const own = await findRows(ctx, 'orders', search, most)
  where.push(
    Prisma.sql`(${isFound(Prisma.sql`o.customer_id`, customers)} OR ${isFound(Prisma.sql`o.id`, own)})`,
  )
  return {
    select: ORDER_COLUMNS,
    from: Prisma.sql`orders o`,
    where,
    id: Prisma.sql`o.id`,
    cut: customers.cut || own.cut,
  }
}

/** One page of it; exports read it without counting. */
export async function pageOfOrders(
  ctx: EmpresaCtx,
  filter: OrderFilter,
  page: { cursor?: string | undefined; size: number },
  list?: ListQuery,
) {
  return keysetPage(
    ctx.db,
    orderRow,
    list ?? (await orderList(ctx, filter, EXPORT_LIMIT)),
    SORTS[filter.sort],
    filter.sort,
    page,
  )
}
