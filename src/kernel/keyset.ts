import { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import type { Tx } from './db'
import { AppError } from './errors'
import { COUNT_LIMIT, type BoundedCount, type Page } from './paging'

/** A sort that an index serves: a column that is never null, then `id` in the same direction. */
export type Sort = { column: Prisma.Sql; type: 'timestamptz' | 'bigint'; descending: boolean }

/** A list read by keyset: alias-free FROM and WHERE parts; `select` must contain `id`. */
export type ListQuery = {
  select: Prisma.Sql
  from: Prisma.Sql
  where: Prisma.Sql[]
  id?: Prisma.Sql
  /** A search found more than it keeps: the list is longer than its count. */
  cut?: boolean
}

const position = z.tuple([z.enum(['next', 'previous']), z.string().max(60), z.string().max(40), z.uuid()])
type Direction = 'next' | 'previous'

const TIMESTAMP = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{6}Z$/
/** Fits Postgres's bigint. */
const isBigint = (text: string) =>
  /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)

/** Opaque, and bound to its sort: a cursor of another sort is rejected, not misread. */
function encode(direction: Direction, sort: string, value: string, id: string): string {
  return Buffer.from(JSON.stringify([direction, sort, value, id])).toString('base64url')
}

/** @throws AppError BAD_INPUT when it is no cursor of this list in this order. */
function decode(cursor: string, sort: string, type: Sort['type']) {
  try {
    const parsed = position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    const [direction, name, value, id] = parsed
    const valid =
      type === 'bigint' ? isBigint(value) : !Number.isNaN(Date.parse(value)) && TIMESTAMP.test(value)
    if (name === sort && valid) return { direction, value, id }
  } catch {
    // Falls through to the one answer for anything that isn't a cursor.
  }
  throw new AppError('BAD_INPUT', 'Esta página da lista não existe mais. Volte para o começo da lista.', {
    fields: [{ field: 'cursor', reason: 'não pertence a esta lista nesta ordem' }],
  })
}

/**
 * One page of a list, both ways, in constant time at any depth.
 * @param sortName names the sort inside the cursor. @throws AppError BAD_INPUT for a cursor that doesn't fit.
 */
export async function keysetPage<Row extends z.ZodObject>(
  db: Tx,
  row: Row,
  query: ListQuery,
  sort: Sort,
  sortName: string,
  page: { cursor?: string | undefined; size: number },
): Promise<Page<z.infer<Row>>> {
  const at = page.cursor === undefined ? null : decode(page.cursor, sortName, sort.type)
  const backwards = at?.direction === 'previous'
  const descending = sort.descending !== backwards
  const id = query.id ?? Prisma.sql`id`
  const way = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  const where = [...query.where]
  if (at) {
    const value =
      sort.type === 'bigint' ? Prisma.sql`${at.value}::bigint` : Prisma.sql`${at.value}::timestamptz`
    where.push(
      descending
        ? Prisma.sql`(${sort.column}, ${id}) < (${value}, ${at.id}::uuid)`
        : Prisma.sql`(${sort.column}, ${id}) > (${value}, ${at.id}::uuid)`,
    )
  }
  const text =
    sort.type === 'bigint'
      ? Prisma.sql`${sort.column}::text`
      : Prisma.sql`to_char(${sort.column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
  const found = await db.$queryRaw<Record<string, unknown>[]>`
    SELECT ${query.select}, ${text} AS "cursorValue" FROM ${query.from}
    WHERE ${Prisma.join(where, ' AND ')} ORDER BY ${sort.column} ${way}, ${id} ${way} LIMIT ${page.size + 1}`
  const more = found.length > page.size
  const rows = found.slice(0, page.size)
  if (backwards) rows.reverse()
  const cursor = (direction: Direction, edge: Record<string, unknown> | undefined) =>
    edge ? encode(direction, sortName, String(edge.cursorValue), String(edge.id)) : null
  return {
    rows: z.array(row).parse(rows),
    next: backwards || more ? cursor('next', rows.at(-1)) : null,
    previous: (backwards ? more : at !== null) ? cursor('previous', rows[0]) : null,
  }
}

/** How many rows the list has, counted up to COUNT_LIMIT. */
async function countUpTo(db: Tx, query: Pick<ListQuery, 'from' | 'where'>): Promise<BoundedCount> {
  const [row] = await db.$queryRaw<{ n: number | bigint }[]>`
    SELECT count(*)::int AS n FROM (SELECT 1 FROM ${query.from}
    WHERE ${Prisma.join(query.where, ' AND ')} LIMIT ${COUNT_LIMIT + 1}) AS counted`
  const n = Number(row?.n ?? 0)
  return { count: Math.min(n, COUNT_LIMIT), more: n > COUNT_LIMIT }
}

/** A page with the length of its list; a list that fits its first page isn't counted again. */
export async function pageWithTotal<Row>(
  db: Tx,
  query: Pick<ListQuery, 'from' | 'where' | 'cut'>,
  page: Page<Row>,
): Promise<Page<Row> & { total: BoundedCount }> {
  const whole = page.next === null && page.previous === null
  const total = whole ? { count: page.rows.length, more: false } : await countUpTo(db, query)
  return { ...page, total: { count: total.count, more: total.more || query.cut === true } }
}
