import { beginsWith, findCustomers, parseSearch, SEARCH_LIMIT, type Found } from '~/domains/customers/search'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

/**
 * The contacts that a search finds: by their own name or phone, or as a customer of the shop. Null when the search is
 * empty.
 */
export async function findContacts(ctx: EmpresaCtx, text: string | undefined): Promise<Found | null> {
  const search = parseSearch(text)
  if (!search) return null
  const customers = await findCustomers(ctx, search)
  const from = Prisma.sql`SELECT id FROM contacts WHERE empresa_id = ${ctx.empresaId}::uuid`
  const parts = [Prisma.sql`(${from} AND customer_id = ANY(${customers.ids}::uuid[]))`]
  if (search.kind === 'words') {
    const words = search.words.map((word) => Prisma.sql`search LIKE ${`%${word}%`}`)
    parts.push(
      Prisma.sql`(${from} AND ${Prisma.join(words, ' AND ')} ORDER BY created_at DESC, id DESC LIMIT ${SEARCH_LIMIT})`,
    )
  } else if (search.kind === 'digits')
    for (const prefix of search.phonePrefixes)
      parts.push(Prisma.sql`(${from} AND ${beginsWith(Prisma.sql`phone_key`, prefix)} LIMIT ${SEARCH_LIMIT})`)
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM (${Prisma.join(parts, ' UNION ')}) AS found (id) LIMIT ${SEARCH_LIMIT}`
  return { ids: rows.map(({ id }) => id), cut: customers.cut || rows.length === SEARCH_LIMIT }
}
