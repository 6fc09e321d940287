import type { Shop } from '~/adapters/shop/records'
import { periodRange } from '~/kernel/period'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { ConnectionKind, ImportKind } from '../schema'
import { checkIdentity } from './identity'
import { getRun } from './runs'
import { setStage } from './run-state'
import { suggestOnce } from './suggest-mapping'

/** Marks the run as running. @returns the connection, or null when the run has ended. */
export async function beginRun(scope: EmpresaScope, runId: string): Promise<ConnectionKind | null> {
  const active = await withEmpresaSql(scope, (ctx) => setStage(ctx, runId, 'Conectando à loja'))
  if (!active) return null
  return (await withEmpresa(scope, (ctx) => getRun(ctx, runId))).connection
}

/**
 * Makes sure that it is the known shop before a row is read, then keeps the shop's warnings, how many rows each kind has (for
 * the progress bar) and, when the form fields aren't mapped yet, the mapping that their names suggest.
 * @returns the kinds to read.
 */
export async function measureRun(scope: EmpresaScope, shop: Shop, runId: string): Promise<ImportKind[]> {
  const { run, timezone } = await withEmpresa(scope, async (ctx) => ({
    run: await getRun(ctx, runId),
    timezone: ctx.empresa.timezone,
  }))
  const range = periodRange({ from: run.from ?? undefined, to: run.to ?? undefined }, timezone, scope.now())
  await checkIdentity(scope, run.connection, shop.facts.identity)
  const sizes: { kind: ImportKind; expected: number | null }[] = []
  for (const kind of run.kinds) sizes.push({ kind, expected: await shop.expected(kind, range) })
  if (run.kinds.includes('leads')) await suggestOnce(scope, run.connection, () => shop.forms())
  await withEmpresaSql(scope, async ({ sql, empresaId }) => {
    await sql.query('UPDATE import_runs SET notes = $3 WHERE empresa_id = $1 AND id = $2', [
      empresaId,
      runId,
      JSON.stringify(shop.facts.warnings),
    ])
    await sql.query('UPDATE empresas SET currency = $2 WHERE id = $1 AND currency <> $2', [
      empresaId,
      shop.facts.currency,
    ])
    for (const { kind, expected } of sizes) {
      await sql.query(
        'UPDATE import_run_parts SET expected = $4 WHERE empresa_id = $1 AND run_id = $2 AND kind = $3',
        [empresaId, runId, kind, expected],
      )
    }
  })
  return run.kinds
}
