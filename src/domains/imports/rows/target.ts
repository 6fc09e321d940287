import { hash } from 'node:crypto'
import type { Sql } from '~/kernel/db'
import { copyLine, copyLines, type Cell } from './copy'

/** Where records of one kind go. The columns named here are the shop's; every other column of the table is ours. */
export type Target<Row> = {
  table: string
  /** Column and PostgreSQL type, in the order of `cells`. */
  columns: Readonly<Record<string, string>>
  /** Columns that, with empresa_id, name a row. */
  key: readonly string[]
  cells: (row: Row) => Cell[]
  /** The same as `key`, to find duplicates within a page; the last column of `key` alone where there are children. */
  identity: (row: Row) => string
  /** Identities of rows that are known from a better source: they count as unchanged and are left alone. */
  known?: (sql: Sql, empresaId: string, rows: readonly Row[]) => Promise<ReadonlySet<string>>
  /** Whether a part of the row could not be read, so that the import counts it. */
  noted?: (row: Row) => boolean
  /** Rows that hang on this one; replaced as a whole when the row is new or changed. */
  children?: readonly Children<Row>[]
}

export type Children<Row> = {
  table: string
  columns: Readonly<Record<string, string>>
  /** One list of cells a child, without the parent. */
  cells: (row: Row) => Cell[][]
}

export type Written = { created: number; changed: number; unchanged: number }

const stageOf = (table: string) => `stage_${table}`
const list = (columns: readonly string[], alias = '') => columns.map((column) => alias + column).join(', ')

/** Staging tables live as long as the connection and are emptied by each commit; they carry no tenant. */
export async function openStage<Row>(sql: Sql, target: Target<Row>): Promise<void> {
  const define = (columns: Readonly<Record<string, string>>) =>
    Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')
  const create = (name: string, columns: string) =>
    `CREATE TEMP TABLE IF NOT EXISTS ${name} (${columns}) ON COMMIT DELETE ROWS;`
  await sql.query(
    [
      create(stageOf(target.table), `${define(target.columns)}, source_hash bytea`),
      create('stage_written', 'id uuid, ref text, created boolean'),
      ...(target.children ?? []).map((child) =>
        create(stageOf(child.table), `ref text, ${define(child.columns)}`),
      ),
    ].join('\n'),
  )
}

/**
 * Upserts records that are new or whose hash differs; the rest is only read. Children follow their parent.
 * The caller's transaction decides whether it counts. `openStage` must have run on this connection.
 */
export async function upsert<Row>(
  sql: Sql,
  empresaId: string,
  target: Target<Row>,
  rows: readonly Row[],
): Promise<Written> {
  const known = await target.known?.(sql, empresaId, rows)
  const wanted = known?.size ? rows.filter((row) => !known.has(target.identity(row))) : rows
  const distinct = [...new Map(wanted.map((row) => [target.identity(row), row])).values()]
  if (distinct.length === 0) return { created: 0, changed: 0, unchanged: rows.length }
  await stageRows(sql, target, distinct)
  const { rows: counted } = await sql.query<Omit<Written, 'unchanged'>>(upsertSql(target), [empresaId])
  const { created = 0, changed = 0 } = counted[0] ?? {}
  if (created + changed > 0) await replaceChildren(sql, empresaId, target, changed > 0)
  return { created, changed, unchanged: rows.length - created - changed }
}

async function stageRows<Row>(sql: Sql, target: Target<Row>, rows: readonly Row[]): Promise<void> {
  const children = (target.children ?? []).map((child) => ({ child, lines: [] as string[] }))
  const lines = rows.map((row) => {
    const line = copyLine(target.cells(row))
    let content = line
    for (const { child, lines: own } of children) {
      for (const cells of child.cells(row)) {
        const childLine = copyLine(cells)
        own.push(`${target.identity(row)}\t${childLine}`)
        content += `\n${childLine}`
      }
    }
    return `${line}\t\\\\x${hash('sha256', content, 'hex').slice(0, 32)}`
  })
  await copyLines(sql, stageOf(target.table), [...Object.keys(target.columns), 'source_hash'], lines)
  for (const { child, lines: own } of children) {
    await copyLines(sql, stageOf(child.table), ['ref', ...Object.keys(child.columns)], own)
  }
}

function upsertSql<Row>(target: Target<Row>): string {
  const { table, key } = target
  const columns = [...Object.keys(target.columns), 'source_hash']
  const same = key.map((column) => `have.${column} = stage.${column}`).join(' AND ')
  const shops = columns.filter((column) => !key.includes(column))
  return `
    WITH fresh AS (
      SELECT stage.* FROM ${stageOf(table)} AS stage
      LEFT JOIN ${table} AS have ON have.empresa_id = $1 AND ${same}
      WHERE have.source_hash IS DISTINCT FROM stage.source_hash
    ), written AS (
      INSERT INTO ${table} AS have (empresa_id, ${list(columns)})
      SELECT $1, ${list(columns)} FROM fresh
      ON CONFLICT (empresa_id, ${list(key)}) DO UPDATE SET ${shops.map((column) => `${column} = excluded.${column}`).join(', ')}
      WHERE have.source_hash IS DISTINCT FROM excluded.source_hash
      RETURNING have.id, have.${key.at(-1)}::text AS ref, (have.xmax = 0) AS created
    ), kept AS (
      INSERT INTO stage_written (id, ref, created) SELECT id, ref, created FROM written RETURNING created
    )
    SELECT count(*) FILTER (WHERE created) AS created, count(*) FILTER (WHERE NOT created) AS changed FROM kept`
}

async function replaceChildren<Row>(
  sql: Sql,
  empresaId: string,
  target: Target<Row>,
  some: boolean,
): Promise<void> {
  for (const child of target.children ?? []) {
    if (some) {
      await sql.query(
        `DELETE FROM ${child.table} AS child USING stage_written AS parent
         WHERE child.empresa_id = $1 AND child.order_id = parent.id AND NOT parent.created`,
        [empresaId],
      )
    }
    const columns = Object.keys(child.columns)
    await sql.query(
      `INSERT INTO ${child.table} (empresa_id, order_id, ${list(columns)})
       SELECT $1, parent.id, ${list(columns, 'child.')}
       FROM ${stageOf(child.table)} AS child JOIN stage_written AS parent ON parent.ref = child.ref
       ON CONFLICT DO NOTHING`,
      [empresaId],
    )
  }
}

/** Empties the stage after the database rejected a part of a page, before the next part. */
export async function clearStage<Row>(sql: Sql, target: Target<Row>): Promise<void> {
  const tables = [target.table, ...(target.children ?? []).map((child) => child.table)].map(stageOf)
  await sql.query([...tables, 'stage_written'].map((table) => `DELETE FROM ${table};`).join('\n'))
}
