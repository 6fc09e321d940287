import { accountPrefix } from '../multisite'
import type { TableReader } from '../port'

const ROWS = 300

/**
 * Reads the newest names of a shop, so that its warnings report wrongly stored accents before an import begins. A table
 * that is slow or missing is left out.
 */
export async function sampleNames(reader: TableReader, prefix: string): Promise<void> {
  const accounts = accountPrefix(reader, prefix)
  const places: [table: string, key: string, columns: string[]][] = [
    [`${accounts}users`, 'ID', ['display_name']],
    [`${accounts}usermeta`, 'umeta_id', ['meta_value']],
    [`${prefix}wc_order_addresses`, 'id', ['first_name', 'last_name', 'city']],
    [`${prefix}postmeta`, 'meta_id', ['meta_value']],
  ]
  for (const [table, key, columns] of places) {
    const own = reader.tables.get(table)
    if (!own || ![key, ...columns].every((column) => own.has(column))) continue
    try {
      const upTo = await reader.max(table, key)
      await reader.select({
        table,
        columns,
        key: { column: key, after: upTo - ROWS, upTo },
        orderBy: [key],
        limit: ROWS,
      })
    } catch {
      continue
    }
  }
}
