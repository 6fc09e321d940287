import { searchText } from '~/kernel/br'
import { parsePhone } from '~/kernel/phone'
import { Prisma } from '~/generated/prisma/client'

/** What a person typed into a search box, as something that an index can answer. */
export type Search =
  | { kind: 'email'; prefix: string }
  | { kind: 'digits'; digits: string; phonePrefixes: string[] }
  | { kind: 'words'; words: string[] }

/** People found at most before a list is ordered: bounds the cost of "maria" among a million. */
export const SEARCH_LIMIT = 2_000
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
  return words ? { kind: 'words', words: words.slice(0, 6) } : null
}

/** Beginnings of the phone key (area code + last 8) that these digits can stand for. */
function phonePrefixes(text: string, digits: string): string[] {
  const { key } = parsePhone(text)
  if (key !== null) return [key]
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

/** Ids of the customers that a search finds (column `id`), at most SEARCH_LIMIT, in no order. */
export function customerIds(empresaId: string, search: Search): Prisma.Sql {
  const empresa = Prisma.sql`empresa_id = ${empresaId}::uuid`
  const byKey = (prefix: string) =>
    Prisma.sql`(SELECT customer_id AS id FROM customer_keys WHERE ${empresa} AND ${beginsWith(Prisma.sql`key`, prefix)} LIMIT ${SEARCH_LIMIT})`
  if (search.kind === 'email') return byKey(`e:${search.prefix}`)
  if (search.kind === 'words') {
    const each = search.words.map(
      (word) =>
        Prisma.sql`(SELECT customer_id AS id FROM customer_words WHERE ${empresa} AND ${beginsWith(Prisma.sql`word`, word)})`,
    )
    return Prisma.sql`(SELECT DISTINCT id FROM (${Prisma.join(each, ' INTERSECT ')} LIMIT ${SEARCH_LIMIT}) AS person)`
  }
  const parts = search.phonePrefixes.map((prefix) => byKey(`p:${prefix}`))
  parts.push(Prisma.sql`(SELECT id FROM customers WHERE ${empresa} AND tax_id = ${search.digits})`)
  if (search.digits.length <= 15) {
    parts.push(
      Prisma.sql`(SELECT customer_id FROM orders WHERE ${empresa} AND external_id = ${search.digits}::bigint AND customer_id IS NOT NULL)`,
    )
  }
  return Prisma.sql`(${Prisma.join(parts, ' UNION ')})`
}

/**
 * Ids (column `id`) of the rows of leads or carts that a search finds, at most SEARCH_LIMIT, the latest first.
 * Names are looked for in the index on `time`, which carries `search`: the rows themselves are not read.
 */
export function rowIds(table: 'leads' | 'carts', empresaId: string, search: Search): Prisma.Sql {
  const from = Prisma.sql`SELECT id FROM ${Prisma.raw(table)} WHERE empresa_id = ${empresaId}::uuid`
  const byKey = (column: Prisma.Sql, prefix: string) =>
    Prisma.sql`(${from} AND ${beginsWith(column, prefix)} LIMIT ${SEARCH_LIMIT})`
  if (search.kind === 'email') return byKey(Prisma.sql`email_key`, search.prefix)
  if (search.kind === 'digits') {
    if (search.phonePrefixes.length === 0) return Prisma.sql`(${from} AND false)`
    return Prisma.sql`(${Prisma.join(
      search.phonePrefixes.map((prefix) => byKey(Prisma.sql`phone_key`, prefix)),
      ' UNION ',
    )})`
  }
  const words = search.words.map((word) => Prisma.sql`search LIKE ${`%${word}%`}`)
  const time = table === 'leads' ? Prisma.sql`captured_at` : Prisma.sql`last_activity_at`
  return Prisma.sql`(${from} AND ${Prisma.join(words, ' AND ')} ORDER BY ${time} DESC, id DESC LIMIT ${SEARCH_LIMIT})`
}
