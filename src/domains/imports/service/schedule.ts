import { addLocalDays, localDay } from '~/kernel/clock'
import { notify } from '~/domains/empresas/service/notifications'
import { AppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { listForSchedule } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import { dueDay } from '../rules'
import { KINDS, type ConnectionKind } from '../schema'
import { startImport } from './start-import'

/** Starts the imports whose local hour has come, once per local day (imp-6). @returns ids of the runs started. */
export async function startScheduled(now: () => Date): Promise<string[]> {
  const started: string[] = []
  for (const { id, timezone } of await listForSchedule()) {
    const scope = systemScope(id, 'Agendamento', now)
    try {
      const run = await withEmpresa(scope, async (ctx) => {
        const due = await dueConnection(ctx, timezone)
        return (
          due &&
          startImport(
            ctx,
            { connection: due.kind, ...due.days },
            { startedBy: 'cron', scheduledDay: due.day },
          )
        )
      })
      if (run) started.push(run.id)
    } catch (error) {
      // The other empresas go on, and the next round tries again. One import under way is nothing to tell.
      if (!(error instanceof AppError)) throw error
      if (error.code !== 'CONFLICT') await tellFailure(scope, timezone, error)
    }
  }
  return started
}

/** A daily import that can't start is told once a day, to whoever looks at the bell and to the log. */
async function tellFailure(scope: EmpresaScope, timezone: string, error: AppError): Promise<void> {
  const { empresaId } = scope
  log('import').warn({ err: error, empresaId }, 'the daily import could not start')
  await withEmpresa(scope, (ctx) =>
    notify(ctx, {
      kind: 'import.not_started',
      title: 'A importação de hoje não começou',
      body: error.message,
      href: 'conexao',
      dedupeKey: `import.not_started:${localDay(ctx.now, timezone)}`,
    }),
  )
}

type Due = { kind: ConnectionKind; day: string; days: { from?: string; to?: string } }

async function dueConnection(ctx: EmpresaCtx, timezone: string): Promise<Due | null> {
  const { empresaId } = ctx
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
    where: { empresaId: ctx.empresaId, status: 'done', kinds: { hasEvery: [...KINDS] } },
    select: { createdAt: true },
    orderBy: { createdAt: 'desc' },
  })
  return last ? { from: addLocalDays(localDay(last.createdAt, timezone), -1), to: today } : {}
}
