import { database, type Sql } from '../db'

/**
 * A connection of its own for temporary tables, with no empresa set: row-level security shows it no tenant's rows.
 * `release` ends the connection, and its temporary tables with it.
 */
export async function scratchConnection(): Promise<{ sql: Sql; release: () => void }> {
  const sql = await database().pool.connect()
  // A connection that dies between two queries shows in the next one.
  sql.on('error', () => undefined)
  let open = true
  return {
    sql,
    release: () => {
      if (open) sql.release(true)
      open = false
    },
  }
}
