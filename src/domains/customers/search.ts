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

/** The same search over a table that keeps `search`, `email_key` and `phone_key`, read row by row within the empresa. */
export function rowsMatch(search: Search): Prisma.Sql {
  const like = (text: string) => Prisma.sql`search LIKE ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`
  if (search.kind === 'email')
    return Prisma.sql`(${beginsWith(Prisma.sql`email_key`, search.prefix)} OR ${like(search.prefix)})`
  if (search.kind === 'words') return Prisma.sql`(${Prisma.join(search.words.map(like), ' AND ')})`
  const phones = search.phonePrefixes.map((prefix) => beginsWith(Prisma.sql`phone_key`, prefix))
  return Prisma.sql`(${Prisma.join([...phones, like(search.digits)], ' OR ')})`
}
