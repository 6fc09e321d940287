import type { RecordOf, RefusedRecord, ShopKind } from '~/adapters/shop/records'
import type { Sql } from '~/kernel/db'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { clearStage, openStage, upsert, type Target, type Written } from './target'
import { TARGETS } from './targets'

export type Outcome = Written & { refused: RefusedRecord[] }

/** Data that the database can't store (too long, out of range): SQLSTATE classes 22 and 23. */
function isDataError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code)
  )
}

/**
 * Writes one page's records. A record that the database rejects is found by halving and comes back as rejected;
 * the others are written all the same.
 */
export async function writeRecords<K extends ShopKind>(
  ctx: EmpresaSqlCtx,
  kind: K,
  records: readonly RecordOf[K][],
): Promise<Outcome> {
  const target: Target<RecordOf[K]> = TARGETS[kind]
  await openStage(ctx.sql, target)
  return writePart(ctx, target, records)
}

/** How many of a page's records could be read in part only. */
export function countNoted<K extends ShopKind>(kind: K, records: readonly RecordOf[K][]): number {
  const target: Target<RecordOf[K]> = TARGETS[kind]
  return target.noted ? records.filter(target.noted).length : 0
}

async function writePart<Row>(
  ctx: EmpresaSqlCtx,
  target: Target<Row>,
  rows: readonly Row[],
): Promise<Outcome> {
  await ctx.sql.query('SAVEPOINT part')
  try {
    const written = await upsert(ctx.sql, ctx.empresaId, target, rows)
    await ctx.sql.query('RELEASE part')
    return { ...written, refused: [] }
  } catch (error) {
    if (!isDataError(error)) throw error
    await ctx.sql.query('ROLLBACK TO part; RELEASE part')
    const [only] = rows
    if (rows.length === 1 && only !== undefined) {
      return { created: 0, changed: 0, unchanged: 0, refused: [unstorable(target, only)] }
    }
    const half = Math.ceil(rows.length / 2)
    const first = await writePart(ctx, target, rows.slice(0, half))
    await clearStage(ctx.sql, target)
    const second = await writePart(ctx, target, rows.slice(half))
    await clearStage(ctx.sql, target)
    return {
      created: first.created + second.created,
      changed: first.changed + second.changed,
      unchanged: first.unchanged + second.unchanged,
      refused: [...first.refused, ...second.refused],
    }
  }
}

function unstorable<Row>(target: Target<Row>, row: Row): RefusedRecord {
  const columns = Object.keys(target.columns)
  const cells = target.cells(row)
  const raw = columns.map((column, index) => [column, textOf(cells[index])] as const)
  return {
    sourceTable: target.table,
    sourceKey: target.identity(row),
    reasonCode: 'unstorable',
    reason:
      'Um dos valores desta linha é grande demais ou não existe no calendário. Corrija-a na loja e importe de novo.',
    raw: Object.fromEntries(raw),
  }
}

function textOf(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null
  const text = typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '')
  return text.slice(0, 200)
}

/** Keeps rejected rows with their reason. A page read again after a crash keeps each once. */
export async function keepRefused(
  sql: Sql,
  empresaId: string,
  runId: string,
  kind: ShopKind,
  refused: readonly RefusedRecord[],
): Promise<void> {
  if (refused.length === 0) return
  const rows = refused.map((row) => ({
    source_table: clean(row.sourceTable),
    source_key: clean(row.sourceKey),
    reason_code: row.reasonCode,
    reason: clean(row.reason),
    raw: Object.fromEntries(
      Object.entries(row.raw).map(([name, value]) => [clean(name), value === null ? null : clean(value)]),
    ),
  }))
  await sql.query(
    `INSERT INTO refused_rows (empresa_id, run_id, kind, source_table, source_key, reason_code, reason, raw)
     SELECT $1, $2, $3, source_table, source_key, reason_code, reason, raw
     FROM jsonb_to_recordset($4::jsonb) AS row (source_table text, source_key text, reason_code text, reason text, raw jsonb)
     ON CONFLICT DO NOTHING`,
    [empresaId, runId, kind, JSON.stringify(rows)],
  )
}

/** PostgreSQL stores no NUL and no half of a surrogate pair in JSON. */
const clean = (text: string) => text.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd')
