import { EXPORT_LIMIT, findRows, isFound, parseSearch } from '~/domains/customers/search'
import { keysetPage, type ListQuery, type Sort } from '~/kernel/keyset'
import { valuesOf } from '~/kernel/many'
import { anyHolds, isAnyOf } from '~/kernel/many-sql'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import {
  cartRow,
  OPEN_CARTS,
  type CART_SORTS,
  type CartFilter,
  type CartStatus,
  type CONTACTS,
} from './schema'

export const CART_COLUMNS = Prisma.sql`id, source::text AS source, external_id::float8 AS "externalId", name, email, phone,
  phone_raw AS "phoneRaw", phone_status::text AS "phoneStatus", city, uf,
  (SELECT coalesce(sum((item->>'quantity')::numeric), 0)::float8 FROM jsonb_array_elements(items) AS item) AS "itemCount",
  items->0->>'name' AS "firstItem", total_centavos::float8 AS "totalCentavos",
  (SELECT e.currency FROM empresas e WHERE e.id = carts.empresa_id) AS currency, last_activity_at AS "lastActivityAt", status,
  recovery_kind AS "recoveryKind", window_ends_at AS "windowEndsAt", email_sent_at AS "emailSentAt", email_sent_by AS "emailSentBy",
  whatsapp_sent_at AS "whatsappSentAt", whatsapp_sent_by AS "whatsappSentBy", customer_id AS "customerId",
  (SELECT jsonb_build_object('id', o.id, 'number', o.external_id, 'shown', coalesce(o.shop_number, o.external_id::text), 'outcome', m.outcome, 'byEmail', m.by_email,
      'byPhone', m.by_phone, 'distanceSeconds', m.distance_seconds)
    FROM cart_matches m JOIN orders o ON o.empresa_id = m.empresa_id AND o.id = m.order_id
    WHERE m.empresa_id = carts.empresa_id AND m.cart_id = carts.id AND m.outcome IN ('chosen', 'unpaid')
    ORDER BY m.outcome, abs(m.distance_seconds), o.external_id LIMIT 1) AS "order"`

const SORTS: Record<(typeof CART_SORTS)[number], Sort> = {
  '-data': { column: Prisma.sql`last_activity_at`, type: 'timestamptz', descending: true },
  data: { column: Prisma.sql`last_activity_at`, type: 'timestamptz', descending: false },
  '-valor': { column: Prisma.sql`total_centavos`, type: 'bigint', descending: true },
  valor: { column: Prisma.sql`total_centavos`, type: 'bigint', descending: false },
}

const SENT: Record<(typeof CONTACTS)[number], Prisma.Sql> = {
  email: Prisma.sql`email_sent_at IS NOT NULL`,
  whatsapp: Prisma.sql`whatsapp_sent_at IS NOT NULL`,
  algum: Prisma.sql`(email_sent_at IS NOT NULL OR whatsapp_sent_at IS NOT NULL)`,
  nenhum: Prisma.sql`email_sent_at IS NULL AND whatsapp_sent_at IS NULL`,
}

/** The statuses that OPEN_CARTS stands for. */
const OPEN_STATUSES: readonly CartStatus[] = ['em_compra', 'aguardando']

/** What a cart's own row must say, with its columns by their bare names. */
export function cartConditions({
  status,
  sent,
  uf,
}: Pick<CartFilter, 'status' | 'sent' | 'uf'>): Prisma.Sql[] {
  const where: Prisma.Sql[] = []
  const statuses = valuesOf(status).flatMap((one) => (one === OPEN_CARTS ? OPEN_STATUSES : one))
  if (statuses.length > 0) where.push(isAnyOf(Prisma.sql`status`, statuses))
  if (sent) where.push(anyHolds(sent, (one) => SENT[one]))
  if (uf) where.push(isAnyOf(Prisma.sql`uf`, uf))
  return where
}

/** The list that a filter names. */
export async function cartList(ctx: EmpresaCtx, filter: CartFilter, most?: number): Promise<ListQuery> {
  const where = [
    Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`last_activity_at`, filter),
    ...cartConditions(filter),
  ]
  if (filter.kind) where.push(isAnyOf(Prisma.sql`recovery_kind`, filter.kind))
  if (filter.customer) where.push(Prisma.sql`customer_id = ${filter.customer}::uuid`)
  if (filter.ids) where.push(isFound(Prisma.sql`id`, { ids: filter.ids, cut: false }))
  const search = parseSearch(filter.q)
  const found = search && (await findRows(ctx, 'carts', search, most))
  if (found) where.push(isFound(Prisma.sql`id`, found))
  return { select: CART_COLUMNS, from: Prisma.sql`carts`, where, cut: found?.cut ?? false }
}

/** One page of it; exports read it without counting. */
export async function pageOfCarts(
  ctx: EmpresaCtx,
  filter: CartFilter,
  page: { cursor?: string | undefined; size: number },
  list?: ListQuery,
) {
  return keysetPage(
    ctx.db,
    cartRow,
    list ?? (await cartList(ctx, filter, EXPORT_LIMIT)),
    SORTS[filter.sort],
    filter.sort,
    page,
  )
}
