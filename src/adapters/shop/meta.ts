import type { Row, TableReader } from './port'
import { text } from './port'

/** Meta values of one object by key; the first row of a key wins, as in WordPress (contracts: duplicated meta rows). */
export type Meta = Map<string, string>

/**
 * Reads the listed keys of the given owners. `order` is the meta table's own id: rows of an owner come in its order.
 * Keys are compared exactly, whatever the shop's collation.
 */
export async function fetchMeta(
  reader: TableReader,
  table: { name: string; owner: string; id: string },
  owners: readonly number[],
  keys: ReadonlySet<string>,
): Promise<Map<number, Meta>> {
  const byOwner = new Map<number, Meta>()
  if (!owners.length) return byOwner
  const rows = await reader.select({
    table: table.name,
    columns: [table.owner, 'meta_key', 'meta_value'],
    among: { column: table.owner, ids: owners },
    where: [{ column: 'meta_key', oneOf: [...keys] }],
    orderBy: [table.owner, table.id],
  })
  for (const row of rows) {
    const key = row[1]
    if (typeof key !== 'string' || !keys.has(key)) continue
    const value = text(row[2])
    if (value === null || value === '') continue
    const owner = Number(row[0])
    const meta = byOwner.get(owner)
    if (!meta) byOwner.set(owner, new Map([[key, value]]))
    else if (!meta.has(key)) meta.set(key, value)
  }
  return byOwner
}

/** Rows by an integer column. */
export function groupBy(rows: Row[], position: number): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const key = Number(row[position])
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}
