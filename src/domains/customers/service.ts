import { z } from 'zod'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { keysetPage, pageWithTotal, type ListQuery, type Sort } from '~/kernel/keyset'
import { anyHolds, isAnyOf } from '~/kernel/many-sql'
import { withinPeriod } from '~/kernel/period-sql'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { EXPORT_LIMIT, findCustomers, isFound, parseSearch, SEARCH_LIMIT } from './search'
import {
  customerDetail,
  customerFilter,
  customerRow,
  quickResult,
  recurrence,
  type CUSTOMER_SORTS,
  type CustomerDetail,
  type ListCustomersInput,
  type QuickResult,
  type Recurrence,
} from './schema'

const SELECT = Prisma.sql`c.id, c.name, c.email, c.phone, c.phone_raw AS "phoneRaw", c.phone_status::text AS "phoneStatus", c.city, c.uf,
  c.orders_count AS "ordersCount", c.net_centavos::float8 AS "netCentavos",
  (SELECT e.currency FROM empresas e WHERE e.id = c.empresa_id) AS currency, c.first_seen_at AS "firstSeenAt",
  c.first_order_at AS "firstOrderAt", c.last_order_at AS "lastOrderAt"`

/** Who never ordered stands last both ways: a time beyond any order, which keysets compare like any other. */
const LATEST = Prisma.sql`coalesce(c.last_order_at, '0001-01-01 00:00:00+00'::timestamptz)`
const EARLIEST = Prisma.sql`coalesce(c.last_order_at, '9999-12-31 00:00:00+00'::timestamptz)`
const SORTS: Record<(typeof CUSTOMER_SORTS)[number], Sort> = {
  '-data': { column: LATEST, type: 'timestamptz', descending: true },
  data: { column: EARLIEST, type: 'timestamptz', descending: false },
  '-valor': { column: Prisma.sql`c.net_centavos`, type: 'bigint', descending: true },
  valor: { column: Prisma.sql`c.net_centavos`, type: 'bigint', descending: false },
  '-pedidos': { column: Prisma.sql`c.orders_count`, type: 'bigint', descending: true },
  pedidos: { column: Prisma.sql`c.orders_count`, type: 'bigint', descending: false },
}

const GROUPS = {
  comprou: Prisma.sql`c.orders_count >= 1`,
  recorrente: Prisma.sql`c.orders_count >= 2`,
  um: Prisma.sql`c.orders_count = 1`,
  nenhum: Prisma.sql`c.orders_count = 0`,
}

type Filter = z.infer<typeof customerFilter>

/** What a customer's own row, named `c`, must say. */
export function customerConditions({ group, uf }: Pick<Filter, 'group' | 'uf'>): Prisma.Sql[] {
  const where: Prisma.Sql[] = []
  if (group) where.push(anyHolds(group, (one) => GROUPS[one]))
  if (uf) where.push(isAnyOf(Prisma.sql`c.uf`, uf))
  return where
}

/** The list that a filter names. */
export async function customerList(ctx: EmpresaCtx, filter: Filter, most?: number): Promise<ListQuery> {
  const where = [
    Prisma.sql`c.empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`c.first_order_at`, filter),
    ...customerConditions(filter),
  ]
  if (filter.ids) where.push(isFound(Prisma.sql`c.id`, { ids: filter.ids, cut: false }))
  const search = parseSearch(filter.q)
  const found = search && (await findCustomers(ctx, search, most))
  if (found) where.push(isFound(Prisma.sql`c.id`, found))
  return {
    select: SELECT,
    from: Prisma.sql`customers c`,
    where,
    id: Prisma.sql`c.id`,
    cut: found?.cut ?? false,
  }
}

/** A page of customers, latest first unless asked otherwise. @throws AppError BAD_INPUT for a foreign cursor. */
export async function listCustomers(ctx: EmpresaCtx, input: ListCustomersInput & { size: number }) {
  const filter = customerFilter.parse(input)
  const list = await customerList(ctx, filter)
  const page = await keysetPage(ctx.db, customerRow, list, SORTS[filter.sort], filter.sort, input)
  return pageWithTotal(ctx.db, list, page)
}

/** A page for an export: the same rows without counting them again. */
export async function pageOfCustomers(
  ctx: EmpresaCtx,
  filter: Filter,
  page: { cursor?: string | undefined; size: number },
  most = EXPORT_LIMIT,
) {
  return keysetPage(
    ctx.db,
    customerRow,
    await customerList(ctx, filter, most),
    SORTS[filter.sort],
    filter.sort,
    page,
  )
}

const DAY = 86_400_000

/** One customer with every e-mail and phone they are known by. @throws AppError NOT_FOUND. */
export async function getCustomer(ctx: EmpresaCtx, id: string): Promise<CustomerDetail> {
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT ${SELECT}, c.tax_id AS "taxId", c.notes,
      (SELECT coalesce(array_agg(k.key ORDER BY k.key), '{}') FROM customer_keys k
       WHERE k.empresa_id = c.empresa_id AND k.customer_id = c.id) AS keys,
      (SELECT count(*)::int FROM shop_accounts a WHERE a.empresa_id = c.empresa_id AND a.customer_id = c.id) AS accounts,
      (SELECT coalesce(array_agg(DISTINCT h.field::text), '{}') FROM customer_edits h
       WHERE h.empresa_id = c.empresa_id AND h.customer_id = c.id) AS "byHand"
    FROM customers c WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.id = ${id}::uuid`
  if (!row) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  const base = customerRow.parse(row)
  const keys = z.array(z.string()).parse(row.keys)
  const named = (prefix: string) =>
    keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  const span =
    base.firstOrderAt && base.lastOrderAt ? base.lastOrderAt.getTime() - base.firstOrderAt.getTime() : 0
  return customerDetail.parse({
    ...base,
    taxId: row.taxId,
    notes: row.notes,
    accounts: row.accounts,
    byHand: row.byHand,
    emails: named('e:'),
    phones: named('p:').map((key) => parsePhone(key).e164 ?? key),
    daysBetweenOrders: base.ordersCount > 1 ? Math.round(span / DAY / (base.ordersCount - 1)) : null,
  })
}

/** The best few customers for what was typed, for the command palette. */
export async function quickSearch(ctx: EmpresaCtx, text: string): Promise<QuickResult[]> {
  const { rows } = await pageOfCustomers(ctx, customerFilter.parse({ q: text }), { size: 8 }, SEARCH_LIMIT)
  return z.array(quickResult).parse(rows)
}

/** Recurrence of the whole empresa: who came back, and after how many days. */
export async function customerRecurrence(ctx: EmpresaCtx): Promise<Recurrence> {
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT count(*)::int AS customers, count(*) FILTER (WHERE orders_count >= 1)::int AS buyers,
      count(*) FILTER (WHERE orders_count >= 2)::int AS "repeatBuyers",
      (sum(extract(epoch FROM last_order_at - first_order_at)) FILTER (WHERE orders_count >= 2)
        / nullif(sum(orders_count - 1) FILTER (WHERE orders_count >= 2), 0) / 86400)::float8 AS "daysBetweenOrders"
    FROM customers WHERE empresa_id = ${ctx.empresaId}::uuid`
  const buyers = Number(row?.buyers ?? 0)
  return recurrence.parse({ ...row, rate: buyers > 0 ? Number(row?.repeatBuyers) / buyers : null })
}

/** Replaces the notes of a customer. @throws AppError NOT_FOUND. */
export async function setCustomerNotes(ctx: EmpresaCtx, input: { id: string; notes: string }): Promise<void> {
  const key = { empresaId_id: { empresaId: ctx.empresaId, id: input.id } }
  const before = await ctx.db.customer.findUnique({ where: key, select: { notes: true } })
  if (!before) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  const notes = input.notes === '' ? null : input.notes
  await ctx.db.customer.update({ where: key, data: { notes }, select: { id: true } })
  await audit(ctx, {
    action: 'customer.noted',
    entity: 'customer',
    entityId: input.id,
    before,
    after: { notes },
  })
}
