import { AppError } from '~/kernel/errors'
import { pageWithTotal } from '~/kernel/keyset'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { ORDER_COLUMNS, orderList, pageOfOrders } from './query'
import { orderDetail, orderRow, type OrderDetail, type OrderFilter } from './schema'

/** A page of orders. @throws AppError BAD_INPUT for a foreign cursor. */
export async function listOrders(
  ctx: EmpresaCtx,
  input: OrderFilter & { cursor?: string | undefined; size: number },
) {
  const list = await orderList(ctx, input)
  const page = await pageOfOrders(ctx, input, input, list)
  return pageWithTotal(ctx.db, list, page)
}

/** One order with its items, refunds and carts. @throws AppError NOT_FOUND. */
export async function getOrder(ctx: EmpresaCtx, id: string): Promise<OrderDetail> {
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT ${ORDER_COLUMNS}, o.shipping_centavos::float8 AS "shippingCentavos", o.tax_centavos::float8 AS "taxCentavos",
      o.discount_centavos::float8 AS "discountCentavos", o.completed_at AS "completedAt", o.created_via AS "createdVia",
      o.tax_id AS "taxId", o.placed_estimated AS "placedEstimated", o.problems, o.parts, (SELECT c.name FROM customers c WHERE c.empresa_id = o.empresa_id AND c.id = o.customer_id) AS "customerName"
    FROM orders o WHERE o.empresa_id = ${ctx.empresaId}::uuid AND o.id = ${id}::uuid`
  if (!row) throw new AppError('NOT_FOUND', 'Pedido não encontrado.')
  const mine = Prisma.sql`empresa_id = ${ctx.empresaId}::uuid AND order_id = ${id}::uuid`
  const items = await ctx.db.$queryRaw<unknown[]>`
    SELECT type, name, quantity::float8 AS quantity, total_centavos::float8 AS "totalCentavos"
    FROM order_items WHERE ${mine} ORDER BY external_id LIMIT 500`
  const refunds = await ctx.db.$queryRaw<unknown[]>`
    SELECT amount_centavos::float8 AS "amountCentavos", reason, refunded_at AS "refundedAt"
    FROM refunds WHERE ${mine} ORDER BY refunded_at LIMIT 100`
  const carts = await ctx.db.$queryRaw<unknown[]>`
    SELECT c.id, c.last_activity_at AS "lastActivityAt", c.total_centavos::float8 AS "totalCentavos", c.status,
      m.outcome = 'chosen' AS chosen
    FROM cart_matches m JOIN carts c ON c.empresa_id = m.empresa_id AND c.id = m.cart_id
    WHERE m.empresa_id = ${ctx.empresaId}::uuid AND m.order_id = ${id}::uuid ORDER BY chosen DESC, c.last_activity_at DESC LIMIT 20`
  return orderDetail.parse({ ...orderRow.parse(row), ...row, items, refunds, carts })
}

/** Statuses that the empresa's orders have: each found by one jump in the index, not by reading all orders. */
export async function orderStatusList(ctx: EmpresaCtx): Promise<string[]> {
  const rows = await ctx.db.$queryRaw<{ status: string }[]>`
    WITH RECURSIVE each AS (
      (SELECT status FROM orders WHERE empresa_id = ${ctx.empresaId}::uuid ORDER BY status LIMIT 1)
      UNION ALL
      SELECT (SELECT o.status FROM orders o WHERE o.empresa_id = ${ctx.empresaId}::uuid AND o.status > each.status ORDER BY o.status LIMIT 1)
      FROM each WHERE each.status IS NOT NULL
    ) SELECT status FROM each WHERE status IS NOT NULL LIMIT 60`
  return rows.map(({ status }) => status)
}
