import type { Condition, Row, TableReader } from './port'
import type { RefusedRecord } from './records'
import type { Table } from './source'

/** Rows of a page: small enough for a query of milliseconds, large enough to make the round trip cheap. */
export const PAGE = 900
/** Keys that one query may scan, so that a sparse table can't make it long. */
const WINDOW = 500_000

/** Pages of rows in ascending order of an integer key, after a cursor. */
export async function* keyset<C extends string>(
  reader: TableReader,
  table: Table<C>,
  options: { key: C; after: number; where?: Condition[]; limit?: number },
): AsyncGenerator<Row[]> {
  const { key, where, limit = PAGE } = options
  const last = await reader.max(table.name, key)
  const position = table.at[key]
  let after = options.after
  while (after < last) {
    const upTo = Math.min(last, after + WINDOW)
    const rows = await reader.select({
      table: table.name,
      columns: table.columns,
      key: { column: key, after, upTo },
      orderBy: [key],
      limit,
      ...(where ? { where } : {}),
    })
    if (rows.length) yield rows
    after = rows.length < limit ? upTo : Number(rows.at(-1)?.[position])
  }
}

/** Rows of a range of ids, every one and in their order; the id is the first column, and `after` itself is left out. */
export async function* idRange(
  reader: TableReader,
  table: { name: string; columns: readonly (string | null)[] },
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): AsyncGenerator<Row[]> {
  let from = after
  while (from < upTo) {
    const rows = await reader.select({
      table: table.name,
      columns: table.columns,
      key: { column: 'id', after: from, upTo },
      orderBy: ['id'],
      limit,
    })
    if (rows.length) yield rows
    if (rows.length < limit) return
    from = Number(rows.at(-1)?.[0])
  }
}

/** The same values, with the next one prefetched while the current one is consumed. */
export async function* prefetched<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = ahead(pages)
  try {
    for (;;) {
      const current = await next
      if (current.done) return
      next = ahead(pages)
      yield current.value
    }
  } finally {
    await pages.return(undefined)
  }
}

/** Starts the next one; its failure is thrown when it is awaited, not before. */
function ahead<T>(pages: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = pages.next()
  next.catch(() => undefined)
  return next
}

/** Position after which reading resumes; an invalid cursor starts over. */
export function afterKey(cursor: string | null): number {
  const key = Number(cursor ?? 0)
  return Number.isSafeInteger(key) && key > 0 ? key : 0
}

const RAW_LENGTH = 4096

/** A row that can't be read, with its columns as text, 4 kB in all. */
export function rejectRow<C extends string>(
  table: Table<C>,
  row: Row,
  key: C,
  reasonCode: string,
  reason: string,
): RefusedRecord {
  let remaining = RAW_LENGTH
  const raw: Record<string, string | null> = {}
  for (const column of Object.keys(table.at) as C[]) {
    const cell = row[table.at[column]]
    const value =
      cell === null || cell === undefined ? null : String(cell).replaceAll('\0', '\ufffd').slice(0, remaining)
    remaining -= value?.length ?? 0
    raw[column] = value?.replace(/[\ud800-\udbff]$/, '') ?? null
  }
  return { sourceTable: table.name, sourceKey: String(row[table.at[key]] ?? ''), reasonCode, reason, raw }
}
