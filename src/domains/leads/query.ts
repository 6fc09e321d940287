import { EXPORT_LIMIT, findRows, isFound, parseSearch } from '~/domains/customers/search'
import { keysetPage, type ListQuery, type Sort } from '~/kernel/keyset'
import { anyHolds, isAnyOf } from '~/kernel/many-sql'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { leadRow, type LEAD_SORTS, type LeadFilter } from './schema'

const CUSTOMER = (column: Prisma.Sql) => Prisma.sql`(SELECT ${column} FROM customers c
  WHERE c.empresa_id = leads.empresa_id AND c.id = leads.customer_id)`

export const LEAD_COLUMNS = Prisma.sql`id, external_id::float8 AS "externalId", name, email, phone, phone_raw AS "phoneRaw",
  phone_status::text AS "phoneStatus", uf, size, form_id AS "formId", form_name AS "formName", captured_at AS "capturedAt",
  contacted_at AS "contactedAt", contacted_by AS "contactedBy", customer_id AS "customerId",
  ${CUSTOMER(Prisma.sql`c.name`)} AS "customerName", ${CUSTOMER(Prisma.sql`c.orders_count`)} AS "customerOrders"`

const SORTS: Record<(typeof LEAD_SORTS)[number], Sort> = {
  '-data': { column: Prisma.sql`captured_at`, type: 'timestamptz', descending: true },
  data: { column: Prisma.sql`captured_at`, type: 'timestamptz', descending: false },
}

const CLIENT = {
  sim: Prisma.sql`customer_id IS NOT NULL`,
  nao: Prisma.sql`customer_id IS NULL`,
}
const CONTACTED = {
  sim: Prisma.sql`contacted_at IS NOT NULL`,
  nao: Prisma.sql`contacted_at IS NULL`,
}

/** The lead came by this form, `plugin:id`. */
function isForm(form: string): Prisma.Sql {
  const [plugin = '', ...id] = form.split(':')
  return Prisma.sql`form_plugin = ${plugin} AND form_id = ${id.join(':')}`
}

/** What a lead's own row must say, with its columns by their bare names. */
export function leadConditions({
  client,
  contacted,
  uf,
}: Pick<LeadFilter, 'client' | 'contacted' | 'uf'>): Prisma.Sql[] {
  const where: Prisma.Sql[] = []
  if (client) where.push(anyHolds(client, (one) => CLIENT[one]))
  if (contacted) where.push(anyHolds(contacted, (one) => CONTACTED[one]))
  if (uf) where.push(isAnyOf(Prisma.sql`uf`, uf))
  return where
}

/** The list that a filter names. */
export async function leadList(ctx: EmpresaCtx, filter: LeadFilter, most?: number): Promise<ListQuery> {
  const where = [
    Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`captured_at`, filter),
    ...leadConditions(filter),
  ]
  if (filter.form !== undefined) where.push(anyHolds(filter.form, isForm))
  if (filter.leadSize !== undefined) where.push(isAnyOf(Prisma.sql`size`, filter.leadSize))
  if (filter.customer) where.push(Prisma.sql`customer_id = ${filter.customer}::uuid`)
  if (filter.ids) where.push(isFound(Prisma.sql`id`, { ids: filter.ids, cut: false }))
  const search = parseSearch(filter.q)
  const found = search && (await findRows(ctx, 'leads', search, most))
  if (found) where.push(isFound(Prisma.sql`id`, found))
  return { select: LEAD_COLUMNS, from: Prisma.sql`leads`, where, cut: found?.cut ?? false }
}

/** One page of it; exports read it without counting. */
export async function pageOfLeads(
  ctx: EmpresaCtx,
  filter: LeadFilter,
  page: { cursor?: string | undefined; size: number },
  list?: ListQuery,
) {
  return keysetPage(
    ctx.db,
    leadRow,
    list ?? (await leadList(ctx, filter, EXPORT_LIMIT)),
    SORTS[filter.sort],
    filter.sort,
    page,
  )
}
