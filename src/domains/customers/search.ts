import { searchText } from '~/kernel/search-text'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { numberKey } from '~/kernel/order-number'
import { Prisma } from '~/generated/prisma/client'

/** What a user typed into a search box, as something that an index can answer. */
export type Search =
  | { kind: 'email'; prefix: string }
  | { kind: 'digits'; digits: string; phonePrefixes: string[] }
  | { kind: 'words'; words: string[]; number?: string }

/** Found at most before a list is ordered: bounds the cost of "maria" among a million. */
export const SEARCH_LIMIT = 1_000
/** A file has all that was found, as its list would by paging on. */
export const EXPORT_LIMIT = 100_000
/** Above every character in the "C" order: closes the range of a prefix. */
const LAST = '\u{10ffff}'

/** Reads a search: an `@` means e-mail, digits and phone punctuation mean a number, the rest is a name. Null when empty. */
export function parseSearch(text: string | undefined): Search | null {
  const query = text?.trim() ?? ''
  if (query.includes('@')) return { kind: 'email', prefix: query.toLowerCase() }
  if (/^[\d\s().+/#-]*\d[\d\s().+/#-]*$/.test(query)) {
    const digits = query.replace(/\D/g, '')
    return { kind: 'digits', digits, phonePrefixes: phonePrefixes(query, digits) }
  }
  const words = searchText(query).match(/[\p{L}\p{N}]+/gu)
  if (!words) return null
  const number = orderNumber(query)
  return { kind: 'words', words: words.slice(0, 6), ...(number === null ? {} : { number }) }
}

/** An order's number with letters, as a search types it, after what is written before it; null for what can't be one. */
function orderNumber(query: string): string | null {
  const key = numberKey(query.replace(/^\s*(?:pedido|n[ºo°.]+)\s*/i, ''))
  return /\d/.test(key) && key.length <= 40 ? key : null
}

/** The orders that bear a number: its bare counter, or the whole as the shop shows it. */
function numbered(column: 'id' | 'customer_id', empresa: Prisma.Sql, digits: string): Prisma.Sql[] {
  const plain = digits.replace(/^0+(?=\d)/, '')
  const from = Prisma.sql`SELECT ${Prisma.raw(column)} FROM orders WHERE ${empresa} AND ${Prisma.raw(column)} IS NOT NULL`
  return [
    Prisma.sql`(${from} AND number_plain = ${plain})`,
    Prisma.sql`(${from} AND number_key = ${digits})`,
    ...(digits.length <= 15 ? [Prisma.sql`(${from} AND external_id = ${digits}::bigint)`] : []),
  ]
}

/** Beginnings of the phone key that these digits can stand for. */
function phonePrefixes(text: string, digits: string): string[] {
  const { key } = parsePhone(text)
  if (key !== null) return [key]
  if (text.startsWith('+') && !digits.startsWith('55')) return [`+${digits}`]
  const local = digits.replace(/^0+/, '').replace(/^55(?=\d{10,})/, '')
  if (local.length < 3) return []
  return local.charAt(2) === '9'
    ? [local, local.slice(0, 2) + local.slice(3)].filter((prefix) => prefix.length > 2)
    : [local]
}

/** `column` begins with `prefix`, as a range: under row-level security only that is served by an index. */
export function beginsWith(column: Prisma.Sql, prefix: string): Prisma.Sql {
  return Prisma.sql`(${column} >= ${prefix} AND ${column} < ${prefix + LAST})`
}

/** What a search found: ids, the latest first where there are too many. `cut`: there were more. */
export type Found = { ids: string[]; cut: boolean }

async function idsOf(ctx: EmpresaCtx, most: number, query: Prisma.Sql): Promise<Found> {
  const rows = await ctx.db.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM ${query} AS found (id) LIMIT ${most}`
  return { ids: rows.map(({ id }) => id), cut: rows.length === most }
}

/** The customers that a search finds, at most `most`: by word, key, tax id or the number of an order. */
export function findCustomers(ctx: EmpresaCtx, search: Search, most = SEARCH_LIMIT): Promise<Found> {
  const empresa = Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`
  const byKey = (prefix: string) =>
    Prisma.sql`(SELECT customer_id FROM customer_keys WHERE ${empresa} AND ${beginsWith(Prisma.sql`key`, prefix)} LIMIT ${most})`
  if (search.kind === 'email')
    return idsOf(ctx, most, Prisma.sql`(SELECT DISTINCT * FROM ${byKey(`e:${search.prefix}`)} AS person)`)
  if (search.kind === 'words') {
    const each = search.words.map(
      (word) =>
        Prisma.sql`(SELECT customer_id FROM customer_words WHERE ${empresa} AND ${beginsWith(Prisma.sql`word`, word)})`,
    )
    const all =
      each.length === 1
        ? Prisma.sql`(SELECT DISTINCT * FROM ${Prisma.join(each)} AS person)`
        : Prisma.join(each, ' INTERSECT ')
    return idsOf(ctx, most, Prisma.sql`(${all} LIMIT ${most})`)
  }
  const parts = search.phonePrefixes.map((prefix) => byKey(`p:${prefix}`))
  parts.push(Prisma.sql`(SELECT id FROM customers WHERE ${empresa} AND tax_id = ${search.digits})`)
  parts.push(...numbered('customer_id', empresa, search.digits))
  return idsOf(ctx, most, Prisma.sql`(${Prisma.join(parts, ' UNION ')})`)
}

/**
 * The leads, carts or orders that a search finds by themselves, at most `most`.
 * Names are looked for, the latest first, in the index that orders the list and carries `search`: orders have none.
 */
export function findRows(
  ctx: EmpresaCtx,
  table: 'leads' | 'carts' | 'orders',
  search: Search,
  most = SEARCH_LIMIT,
): Promise<Found> {
  const empresa = Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`
  const from = Prisma.sql`SELECT id FROM ${Prisma.raw(table)} WHERE ${empresa}`
  const byKey = (column: Prisma.Sql, prefix: string) =>
    Prisma.sql`(${from} AND ${beginsWith(column, prefix)} LIMIT ${most})`
  if (search.kind === 'email') return idsOf(ctx, most, byKey(Prisma.sql`email_key`, search.prefix))
  if (search.kind === 'digits') {
    const parts = search.phonePrefixes.map((prefix) => byKey(Prisma.sql`phone_key`, prefix))
    if (table === 'orders') parts.push(...numbered('id', empresa, search.digits))
    return parts.length > 0
      ? idsOf(ctx, most, Prisma.sql`(${Prisma.join(parts, ' UNION ')})`)
      : Promise.resolve({ ids: [], cut: false })
  }
  if (table === 'orders')
    return search.number === undefined
      ? Promise.resolve({ ids: [], cut: false })
      : idsOf(ctx, most, byKey(Prisma.sql`number_key`, search.number))
  const words = search.words.map((word) => Prisma.sql`search LIKE ${`%${word}%`}`)
  const time = table === 'leads' ? Prisma.sql`captured_at` : Prisma.sql`last_activity_at`
  return idsOf(
    ctx,
    most,
    Prisma.sql`(${from} AND ${Prisma.join(words, ' AND ')} ORDER BY ${time} DESC, id DESC LIMIT ${most})`,
  )
}

/** `column` is one of the ids that a search found. */
export function isFound(column: Prisma.Sql, { ids }: Found): Prisma.Sql {
  return Prisma.sql`${column} = ANY(${ids}::uuid[])`
}
