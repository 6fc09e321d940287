import { readdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { PROJECT_ROOT } from './paths'
import { applyMigrations } from './schema-engine'

const MIGRATION_LOCK = 7_461_002

/** Applies what the database lacks; processes that start together take turns. @returns names applied. Owner role. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    if ((await pending(client)).length === 0) return []
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    if ((await pending(client)).length === 0) return []
    await forgetInterrupted(client)
    return await applyMigrations(ownerUrl)
  } finally {
    await client.end()
  }
}

async function pending(client: pg.Client): Promise<string[]> {
  const folders = readdirSync(path.join(PROJECT_ROOT, 'prisma/migrations'), { withFileTypes: true })
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  if (!(await hasHistory(client))) return names
  const { rows } = await client.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const done = new Set(rows.map((row) => row.migration_name))
  return names.filter((name) => !done.has(name))
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there",
  )
  return rows[0]?.there ?? false
}

/** A migration is one transaction that ends by marking itself finished, so an unfinished one left nothing behind. */
async function forgetInterrupted(client: pg.Client): Promise<void> {
  if (!(await hasHistory(client))) return
  await client.query('DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL')
}
