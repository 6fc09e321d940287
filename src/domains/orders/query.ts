import { beginsWith, customerIds, parseSearch, SEARCH_LIMIT, type Search } from '~/domains/customers/search'
import { keysetPage, type ListQuery, type Sort } from '~/kernel/keyset'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { orderRow, type ORDER_SORTS, type OrderFilter } from './schema'

export const ORDER_COLUMNS = Prisma.sql`o.id, o.external_id::float8 AS number, o.status, o.currency,
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

/** Ids of the orders that a search finds: by number, by the order's own e-mail or phone, and by its customer. */
function orderIds(empresaId: string, search: Search): Prisma.Sql {
  const own = (condition: Prisma.Sql) =>
    Prisma.sql`(SELECT id FROM orders WHERE empresa_id = ${empresaId}::uuid AND ${condition} LIMIT ${SEARCH_LIMIT})`
  const parts = [
    Prisma.sql`(SELECT p.id FROM ${customerIds(empresaId, search)} AS person JOIN orders p
      ON p.empresa_id = ${empresaId}::uuid AND p.customer_id = person.id)`,
  ]
  if (search.kind === 'email') parts.push(own(beginsWith(Prisma.sql`email_key`, search.prefix)))
  if (search.kind === 'digits') {
    parts.push(...search.phonePrefixes.map((prefix) => own(beginsWith(Prisma.sql`phone_key`, prefix))))
    if (search.digits.length <= 15) parts.push(own(Prisma.sql`external_id = ${search.digits}::bigint`))
  }
  return Prisma.sql`(${Prisma.join(parts, ' UNION ')})`
}

/** The list that a filter names. */
export function orderList(ctx: EmpresaCtx, filter: OrderFilter): ListQuery {
  const where = [
    Prisma.sql`o.empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`o.placed_at`, filter),
  ]
  if (filter.status) where.push(Prisma.sql`o.status = ${filter.status}`)
  if (filter.uf) where.push(Prisma.sql`o.uf = ${filter.uf}`)
  if (filter.customer) where.push(Prisma.sql`o.customer_id = ${filter.customer}::uuid`)
  const search = parseSearch(filter.q)
  const from = search
    ? Prisma.sql`${orderIds(ctx.empresaId, search)} AS hit JOIN orders o ON o.id = hit.id`
    : Prisma.sql`orders o`
  return { select: ORDER_COLUMNS, from, where, id: Prisma.sql`o.id` }
}

/** One page of it; exports read it without counting. */
export function pageOfOrders(
  ctx: EmpresaCtx,
  filter: OrderFilter,
  page: { cursor?: string | undefined; size: number },
) {
  return keysetPage(ctx.db, orderRow, orderList(ctx, filter), SORTS[filter.sort], filter.sort, page)
}
