import type { Shop, ShopKind, ShopPage, ShopRange } from '~/adapters/shop/records'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { periodRange } from '~/kernel/period'
import { withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { deriveAccounts } from '../rows/accounts'
import { countNoted, keepRefused, writeRecords } from '../rows/page'
import { KIND_NAMES } from '../rules'
import { fieldMapping, type FieldMappingView } from '../schema'
import { markGoneOrders } from './gone-orders'
import { setStage } from './run-state'

/** From here on an import may have made the tables' statistics wrong by orders of magnitude. */
const MANY_ROWS = 1000
const TABLES: Record<ShopKind, string[]> = {
  leads: ['leads'],
  carts: ['carts'],
  orders: ['orders', 'order_items', 'refunds'],
  customers: ['shop_accounts'],
}

type Part = { cursor: string | null; started: boolean; finished: boolean }
type Plan = { range: ShopRange; mapping: FieldMappingView; part: Part }
export type SliceResult = { done: boolean; active: boolean }

const PLAN_SQL = `
  SELECT to_char(run.from_day, 'YYYY-MM-DD') AS "from", to_char(run.to_day, 'YYYY-MM-DD') AS "to", connection.field_mapping AS mapping,
    part.cursor, part.started_at IS NOT NULL AS started, part.finished_at IS NOT NULL AS finished
  FROM import_runs AS run
  JOIN shop_connections AS connection ON connection.empresa_id = run.empresa_id AND connection.id = run.connection_id
  JOIN import_run_parts AS part ON part.empresa_id = run.empresa_id AND part.run_id = run.id AND part.kind = $3
  WHERE run.empresa_id = $1 AND run.id = $2 AND run.finished_at IS NULL`

/**
 * Losing the last pages with the machine loses their cursor too: they are read again. Without sequential scans the
 * checks of foreign keys, planned once per connection while the tables are empty, keep being good when they are full.
 */
const PAGE_SETTINGS = `SELECT set_config('synchronous_commit', 'off', true), set_config('jit', 'off', true),
  set_config('enable_seqscan', 'off', true)`

/** What this kind of this run still has to read; null when the run has ended. */
async function planOf(ctx: EmpresaSqlCtx, runId: string, kind: ShopKind): Promise<Plan | null> {
  type Row = { from: string | null; to: string | null; mapping: unknown } & Part
  const { rows } = await ctx.sql.query<Row>(PLAN_SQL, [ctx.empresaId, runId, kind])
  const [row] = rows
  if (!row || !(await setStage(ctx, runId, `Lendo ${KIND_NAMES[kind].many}`))) return null
  const range = periodRange(
    { from: row.from ?? undefined, to: row.to ?? undefined },
    ctx.empresa.timezone,
    ctx.now,
  )
  return { range, mapping: fieldMapping.parse(row.mapping), part: row }
}

/**
 * Reads pages of one kind for about `budgetMs` and writes each with its counts and its cursor in one transaction,
 * so that a worker that dies at any point goes on exactly there. The next page is read while one is written.
 * @throws AppError SOURCE_UNAVAILABLE when the shop goes away, CONFLICT when another worker reads the same part.
 */
export async function readSlice(
  scope: EmpresaScope,
  shop: Shop,
  runId: string,
  kind: ShopKind,
  budgetMs: number,
): Promise<SliceResult> {
  const plan = await withEmpresaSql(scope, (ctx) => planOf(ctx, runId, kind))
  if (!plan) return { done: true, active: false }
  if (plan.part.finished) return { done: true, active: true }
  if (!plan.part.started) {
    await withEmpresaSql(scope, (ctx) => beginPart(ctx, runId, kind))
  }
  const deadline = performance.now() + budgetMs
  let cursor = plan.part.cursor
  const pages = shop.pages(kind, { range: plan.range, after: cursor, mapping: plan.mapping })
  try {
    let ahead = pages.next()
    for (;;) {
      const { value: page, done } = await ahead
      if (done) break
      ahead = pages.next()
      // Awaited in the next iteration; until then a failure there must not count as unhandled.
      ahead.catch(() => undefined)
      const from = cursor
      if (!(await withEmpresaSql(scope, (ctx) => writePage(ctx, runId, kind, from, page))))
        return { done: true, active: false }
      cursor = page.cursor
      if (performance.now() > deadline) return { done: false, active: true }
    }
  } finally {
    await pages.return(undefined).catch(() => undefined)
  }
  if (kind === 'orders') await markGoneOrders(scope, shop, runId, plan.range)
  return { done: true, active: await withEmpresaSql(scope, (ctx) => endPart(ctx, runId, kind)) }
}

async function beginPart(ctx: EmpresaSqlCtx, runId: string, kind: ShopKind): Promise<void> {
  await ctx.sql.query(
    'UPDATE import_run_parts SET started_at = $4 WHERE empresa_id = $1 AND run_id = $2 AND kind = $3 AND started_at IS NULL',
    [ctx.empresaId, runId, kind, ctx.now],
  )
}

/** One page: rows, rejected rows, counts and cursor together or not at all. @returns false when the run has ended. */
async function writePage<K extends ShopKind>(
  ctx: EmpresaSqlCtx,
  runId: string,
  kind: K,
  from: string | null,
  page: ShopPage<K>,
): Promise<boolean> {
  await ctx.sql.query(PAGE_SETTINGS)
  const alive = await ctx.sql.query(
    'UPDATE import_runs SET heartbeat_at = $3 WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL',
    [ctx.empresaId, runId, ctx.now],
  )
  if (alive.rowCount !== 1) return false
  const written = await writeRecords(ctx, kind, page.records)
  const refused = [...page.refused, ...written.refused]
  await keepRefused(ctx.sql, ctx.empresaId, runId, kind, refused)
  const moved = await ctx.sql.query(
    `UPDATE import_run_parts SET read = read + $5, created = created + $6, changed = changed + $7, unchanged = unchanged + $8,
       refused = refused + $9, cursor = $10, noted = noted + $11
     WHERE empresa_id = $1 AND run_id = $2 AND kind = $3 AND cursor IS NOT DISTINCT FROM $4`,
    [
      ctx.empresaId,
      runId,
      kind,
      from,
      page.read,
      written.created,
      written.changed,
      written.unchanged,
      refused.length,
      page.cursor,
      countNoted(kind, page.records),
    ],
  )
  if (moved.rowCount !== 1)
    throw new AppError('SOURCE_UNAVAILABLE', 'Outro processo já leu esta página.', { retryAfterSeconds: 5 })
  await notifyLive(ctx, ctx.empresaId, 'import', runId)
  return true
}

/** Ends a kind; customers end with the guests that our orders know (ord-2). @returns false when the run has ended. */
async function endPart(ctx: EmpresaSqlCtx, runId: string, kind: ShopKind): Promise<boolean> {
  if (
    !(await setStage(
      ctx,
      runId,
      kind === 'customers' ? 'Reunindo quem comprou sem cadastro' : `Lendo ${KIND_NAMES[kind].many}`,
    ))
  )
    return false
  const none = { created: 0, changed: 0, unchanged: 0 }
  const extra = kind === 'customers' ? await deriveAccounts(ctx) : none
  const { rows } = await ctx.sql.query<{ written: number }>(
    `UPDATE import_run_parts SET finished_at = $4, read = read + $5::int + $6::int + $7::int,
       created = created + $5::int, changed = changed + $6::int, unchanged = unchanged + $7::int
     WHERE empresa_id = $1 AND run_id = $2 AND kind = $3 AND finished_at IS NULL RETURNING created + changed AS written`,
    [ctx.empresaId, runId, kind, ctx.now, extra.created, extra.changed, extra.unchanged],
  )
  // What follows is planned for the tables as they are now, not as autovacuum last saw them.
  if ((rows[0]?.written ?? 0) >= MANY_ROWS)
    await ctx.sql.query('SELECT engine.refresh_statistics($1)', [TABLES[kind]])
  return true
}
