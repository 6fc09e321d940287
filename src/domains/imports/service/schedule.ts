import { addLocalDays, localDay } from '~/kernel/clock'
import { notify } from '~/domains/empresas/service/notifications'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { IMPORT_KINDS } from '../kinds'
import { dueDay } from '../rules'
import type { ConnectionKind } from '../schema'
import { startImport } from './start-import'

/**
 * Starts the empresa's import if its local hour has come, once per local day (imp-6). One that can't start is notified
 * under the bell, and the next round tries again. @returns the id of the run started, else null.
 */
export async function startScheduled(scope: EmpresaScope): Promise<string | null> {
  try {
    return await withEmpresa(scope, async (ctx) => {
      const due = await dueConnection(ctx)
      if (!due) return null
      const input = { connection: due.kind, ...due.days }
      return (await startImport(ctx, input, { startedBy: 'cron', scheduledDay: due.day })).id
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // An import under way is no failure to report.
    if (error.code !== 'CONFLICT') await reportFailure(scope, error)
    return null
  }
}

/** A daily import that can't start is reported once a day, under the bell and in the log. */
async function reportFailure(scope: EmpresaScope, error: AppError): Promise<void> {
  const { empresaId } = scope
  log('import').warn({ err: error, empresaId }, 'the daily import could not start')
  await withEmpresa(scope, (ctx) =>
    notify(ctx, {
      kind: 'import.not_started',
      title: 'A importação de hoje não começou',
      body: error.message,
      href: 'conexao',
      dedupeKey: `import.not_started:${localDay(ctx.now, ctx.empresa.timezone)}`,
    }),
  )
}

type Due = { kind: ConnectionKind; day: string; days: { from?: string; to?: string } }

async function dueConnection(ctx: EmpresaCtx): Promise<Due | null> {
  const { empresaId } = ctx
  const { timezone } = ctx.empresa
  const connection = await ctx.db.shopConnection.findFirst({
    where: { empresaId, dailyAt: { not: null } },
    select: { id: true, kind: true, dailyAt: true },
    orderBy: [{ updatedAt: 'desc' }, { kind: 'asc' }],
  })
  if (!connection?.dailyAt) return null
  const { _max } = await ctx.db.importRun.aggregate({ where: { empresaId }, _max: { scheduledDay: true } })
  const day = dueDay(
    connection.dailyAt,
    timezone,
    ctx.now,
    _max.scheduledDay?.toISOString().slice(0, 10) ?? null,
  )
  return day === null ? null : { kind: connection.kind, day, days: await daysSinceLast(ctx, timezone, day) }
}

/** From the day before the last complete import, so that days of downtime are caught up; everything on the first. */
async function daysSinceLast(ctx: EmpresaCtx, timezone: string, today: string): Promise<Due['days']> {
  const last = await ctx.db.importRun.findFirst({
    where: { empresaId: ctx.empresaId, status: 'done', kinds: { hasEvery: [...IMPORT_KINDS] } },
    select: { createdAt: true },
    orderBy: { createdAt: 'desc' },
  })
  return last ? { from: addLocalDays(localDay(last.createdAt, timezone), -1), to: today } : {}
}
