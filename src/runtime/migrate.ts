import { readdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { AppError } from '~/kernel/errors'
import { PROJECT_ROOT } from './paths'
import { applyMigrations } from './schema-engine'

const MIGRATION_LOCK = 7_461_002

/**
 * Applies what the database lacks; processes that start together queue. @returns names applied. Owner role.
 * @throws AppError SOURCE_UNAVAILABLE when the database can't be reached, INTERNAL when a migration fails.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  // It may die between two statements: the next one says so, or the migrations, which have a connection of their own, are done.
  client.on('error', () => undefined)
  await client.connect().catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message || String((cause as { code?: unknown }).code) : ''
    throw new AppError(
      'SOURCE_UNAVAILABLE',
      `O banco de dados das migrações (DATABASE_OWNER_URL) não aceitou a conexão: ${said}.`,
      { cause },
    )
  })
  try {
    if ((await pending(client)).length === 0) return []
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    if ((await pending(client)).length === 0) return []
    await forgetInterrupted(client)
    return await applyMigrations(ownerUrl).catch((cause: unknown) => {
      throw new AppError('INTERNAL', failureText(cause), { cause })
    })
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

/** The part of the engine's report that helps a user: which migration, and what PostgreSQL said. */
export function failureText(error: unknown): string {
  const report = error instanceof Error ? error.message : ''
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : null
  if (cause && 'code' in cause && cause.code === 'P3005')
    return 'O banco de dados de DATABASE_OWNER_URL já tem tabelas que não são do Retoma. Use um banco vazio, só dele.'
  const [, name] = /migration_name="([^"]+)"/.exec(report) ?? []
  const which = name ? `A migração ${name}` : 'A atualização do banco de dados'
  const said = cause && name ? ` O PostgreSQL respondeu: ${cause.message}.` : ''
  return `${which} não pôde ser aplicada, e nada dela ficou.${said} Confira o papel e o banco de DATABASE_OWNER_URL.`
}
