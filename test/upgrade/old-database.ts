import { createHash, randomUUID } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { PROJECT_ROOT } from '../../src/runtime/paths'

const FOLDER = path.join(PROJECT_ROOT, 'prisma/migrations')
/** As Prisma's engine makes it. */
const HISTORY = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`

/** Brings an empty database to the state that an earlier version left, migrations up to `last`. Owner role. */
export async function migrateUpTo(client: pg.Client, last: string): Promise<void> {
  const folders = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = folders.map(({ name }) => name).sort()
  if (!names.includes(last)) throw new Error(`no migration ${last}`)
  await client.query(HISTORY)
  for (const name of names.filter((one) => one <= last)) {
    const script = await readFile(path.join(FOLDER, name, 'migration.sql'), 'utf8')
    await client.query(script)
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
      [randomUUID(), createHash('sha256').update(script).digest('hex'), name],
    )
  }
}

type Column = {
  table: string
  name: string
  type: string
  kind: string
  label: string | null
  optional: boolean
}
export type Row = Record<string, unknown>

const COLUMNS = `SELECT format('%I.%I', n.nspname, c.relname) AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type,
    t.typcategory AS kind, (SELECT min(e.enumlabel) FROM pg_enum AS e WHERE e.enumtypid = t.oid) AS label, (NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '') AND t.typname <> 'uuid' AS optional
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_type AS t ON t.oid = a.atttypid
  WHERE c.relkind = 'r' AND n.nspname IN ('public', 'engine') AND c.relname <> '_prisma_migrations' AND a.attnum > 0
    AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, a.attnum`

/**
 * A row in every table for each id: all uuids of one row are that id, so that every reference finds its row. Columns that
 * may stay empty do, but for references. `given` names what the rules of a table ask for. As the superuser.
 */
export async function fillEveryTable(
  client: pg.Client,
  ids: readonly string[],
  given: Readonly<Record<string, Row>>,
): Promise<void> {
  await client.query('SET session_replication_role = replica')
  const { rows } = await client.query<Column>(COLUMNS)
  for (const table of new Set(rows.map((column) => column.table)))
    for (const [index, id] of ids.entries()) {
      const own = given[table] ?? {}
      const columns = rows.filter(
        (column) => column.table === table && (!column.optional || column.name in own),
      )
      const values = columns.map((column) =>
        column.name in own ? own[column.name] : valueOf(column, id, index),
      )
      await client
        .query(
          columns.length === 0
            ? `INSERT INTO ${table} DEFAULT VALUES ON CONFLICT DO NOTHING`
            : `INSERT INTO ${table} (${columns.map((column) => `"${column.name}"`).join()})
               VALUES (${columns.map((column, at) => `$${String(at + 1)}::${column.type}`).join()}) ON CONFLICT DO NOTHING`,
          values,
        )
        .catch((error: unknown) => Promise.reject(new Error(`${table}: ${String(error)}`, { cause: error })))
    }
  await client.query('SET session_replication_role = origin')
}

function valueOf({ name, type, kind, label }: Column, id: string, index: number): unknown {
  if (label !== null) return label
  if (type === 'uuid') return id
  if (type === 'boolean') return true
  if (type === 'bytea') return Buffer.from(`${name}${String(index)}`)
  if (type === 'jsonb') return '{}'
  if (kind === 'A') return '{}'
  if (kind === 'D') return '2026-11-19T15:00:00Z'
  if (kind === 'N') return 1
  return kind === 'S' && type !== 'character' ? `${name}${String(index)}` : 'XX'
}

/** Every row of every table of the product, as JSON. As the superuser. */
export async function everyRow(client: pg.Client): Promise<Map<string, Row[]>> {
  const { rows } = await client.query<Column>(COLUMNS)
  const found = new Map<string, Row[]>()
  for (const table of new Set(rows.map((column) => column.table))) {
    const read = await client.query<{ row: Row }>(`SELECT to_jsonb(t) AS row FROM ${table} AS t`)
    found.set(
      table,
      read.rows.map(({ row }) => row),
    )
  }
  return found
}
