import type { Shop } from '~/adapters/shop/records'
import { AppError } from '~/kernel/errors'
import { periodRange } from '~/kernel/period'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { ConnectionKind, ImportKind } from '../schema'
import { getRun } from './runs'
import { setStage } from './run-state'
import { suggestOnce } from './suggest-mapping'
import { testConnection, type TestShop } from './test-connection'

/**
 * Marks the run as running. A tunnel whose host key was never seen is tested first, so that the key read from
 * is the key that is pinned. @returns the connection, or null when the run has ended.
 */
export async function beginRun(
  scope: EmpresaScope,
  runId: string,
  testShop: TestShop,
): Promise<ConnectionKind | null> {
  const active = await withEmpresaSql(scope, (ctx) => setStage(ctx, runId, 'Conectando à loja'))
  if (!active) return null
  const { kind, pinned } = await withEmpresa(scope, async ({ db, empresaId }) => {
    const { connection } = await db.importRun.findUniqueOrThrow({
      where: { empresaId_id: { empresaId, id: runId } },
      select: { connection: { select: { kind: true, sshHostKey: true } } },
    })
    return { kind: connection.kind, pinned: connection.sshHostKey !== null }
  })
  if (kind === 'ssh' && !pinned) {
    const { ok, steps } = await testConnection(scope, kind, testShop)
    const failed = steps.find((step) => !step.ok)
    if (!ok) throw new AppError('SOURCE_INVALID', failed?.message ?? 'O teste da conexão falhou.')
  }
  return kind
}

/**
 * Keeps the shop's warnings, how many rows each kind has (for the progress bar) and, when nobody has said yet which
 * fields of the forms hold what, what their names suggest. @returns the kinds to read.
 */
export async function measureRun(scope: EmpresaScope, shop: Shop, runId: string): Promise<ImportKind[]> {
  const { run, timezone } = await withEmpresa(scope, async (ctx) => ({
    run: await getRun(ctx, runId),
    timezone: ctx.empresa.timezone,
  }))
  const range = periodRange({ from: run.from ?? undefined, to: run.to ?? undefined }, timezone, scope.now())
  const sizes: { kind: ImportKind; expected: number | null }[] = []
  for (const kind of run.kinds) sizes.push({ kind, expected: await shop.expected(kind, range) })
  if (run.kinds.includes('leads')) await suggestOnce(scope, run.connection, () => shop.forms())
  await withEmpresaSql(scope, async ({ sql, empresaId }) => {
    await sql.query('UPDATE import_runs SET notes = $3 WHERE empresa_id = $1 AND id = $2', [
      empresaId,
      runId,
      JSON.stringify(shop.facts.warnings),
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
