import { notify, settleKinds } from '~/domains/empresas/service/notifications'
import { auditSql } from '~/kernel/audit'
import { enqueueEvent } from '~/kernel/events'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { importFailed } from '../events'
import { IMPORT_KINDS } from '../kinds'
import { countOf, keptText, summaryOf } from '../rules'
import type { PartView } from '../schema'

const PARTS_SQL = `
  SELECT kind, CASE WHEN finished_at IS NOT NULL THEN 'done' WHEN started_at IS NOT NULL THEN 'running' ELSE 'waiting' END AS state,
    read, created, changed, unchanged, refused, noted, expected
  FROM import_run_parts WHERE empresa_id = $1 AND run_id = $2 ORDER BY array_position($3::text[], kind::text)`

async function partsOf(ctx: EmpresaSqlCtx, runId: string): Promise<PartView[]> {
  return (await ctx.sql.query<PartView>(PARTS_SQL, [ctx.empresaId, runId, IMPORT_KINDS])).rows
}

/** Says what the run is doing. @returns false when the run has ended: its worker stops. */
export async function setStage(ctx: EmpresaSqlCtx, runId: string, stage: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE import_runs SET status = 'running', stage = $3, started_at = coalesce(started_at, $4), heartbeat_at = $4, retry_at = NULL
     WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL`,
    [ctx.empresaId, runId, stage, ctx.now],
  )
  await notifyLive(ctx, ctx.empresaId, 'import', runId)
  return rowCount === 1
}

/** The source went away: the run waits and is tried again at `retryAt`. */
export async function pauseRun(
  ctx: EmpresaSqlCtx,
  runId: string,
  message: string,
  retryAt: Date,
): Promise<void> {
  await ctx.sql.query(
    `UPDATE import_runs SET status = 'paused', stage = 'Sem conexão com a loja. Vai tentar de novo sozinha', retry_at = $3,
       error_code = 'SOURCE_UNAVAILABLE', error_message = $4
     WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL`,
    [ctx.empresaId, runId, retryAt, message],
  )
  await notifyLive(ctx, ctx.empresaId, 'import', runId)
}

/** Keeps why the run can't go on, in words for the user; `failRun` shows it. */
export async function noteError(
  ctx: EmpresaSqlCtx,
  runId: string,
  code: string,
  message: string,
): Promise<void> {
  await ctx.sql.query(
    'UPDATE import_runs SET error_code = $3, error_message = $4 WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL',
    [ctx.empresaId, runId, code, message],
  )
}

/** Ends the run by an error, once: says what happened and what was kept. */
export async function failRun(ctx: EmpresaSqlCtx, runId: string): Promise<void> {
  const parts = await partsOf(ctx, runId)
  const { rows } = await ctx.sql.query<{ message: string }>(
    `UPDATE import_runs SET status = 'failed', stage = 'Interrompida por um erro', finished_at = $3, retry_at = NULL,
       error_code = coalesce(error_code, 'INTERNAL'),
       error_message = coalesce(error_message, 'A importação falhou aqui. Tente de novo; se continuar, fale com o suporte.') || ' ' || $4
     WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL RETURNING error_message AS message`,
    [ctx.empresaId, runId, ctx.now, keptText(parts)],
  )
  const [failed] = rows
  if (!failed) return
  await auditSql(ctx, {
    action: 'import.failed',
    entity: 'import',
    entityId: runId,
    extras: { message: failed.message, parts },
  })
  await notifyEnd(ctx, runId, {
    kind: 'import.failed',
    title: 'Importação interrompida',
    body: failed.message,
  })
  await enqueueEvent(
    ctx,
    importFailed.create({ empresaId: ctx.empresaId, runId }, { id: `import.failed:${runId}` }),
  )
}

/** Ends the run well, once. */
export async function finishRun(ctx: EmpresaSqlCtx, runId: string): Promise<void> {
  const parts = await partsOf(ctx, runId)
  const { rowCount } = await ctx.sql.query(
    `UPDATE import_runs SET status = 'done', stage = 'Concluída', finished_at = $3, heartbeat_at = $3, retry_at = NULL,
       error_code = NULL, error_message = NULL
     WHERE empresa_id = $1 AND id = $2 AND finished_at IS NULL`,
    [ctx.empresaId, runId, ctx.now],
  )
  if (rowCount !== 1) return
  await auditSql(ctx, {
    action: 'import.finished',
    entity: 'import',
    entityId: runId,
    extras: { summary: summaryOf(parts) },
  })
  await settleKinds(ctx, ['import.failed', 'import.not_started'])
  const gained = parts.filter((part) => part.created > 0).map((part) => countOf(part.kind, part.created))
  await notifyEnd(ctx, runId, {
    kind: 'import.finished',
    title: 'Importação concluída',
    body: gained.length > 0 ? `Novidades: ${gained.join(', ')}.` : 'Nada de novo na loja.',
  })
}

async function notifyEnd(
  ctx: EmpresaSqlCtx,
  runId: string,
  message: { kind: string; title: string; body: string },
): Promise<void> {
  await notify(ctx, { ...message, href: `importacoes/${runId}`, dedupeKey: `import:${runId}` })
  await notifyLive(ctx, ctx.empresaId, 'import', runId)
}
