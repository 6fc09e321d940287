import { settingsOf } from '~/domains/empresas/schema'
import { PULSE_AGE_SQL } from '~/kernel/engine/pulse'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { runningOf, type NumberFacts, type RunningFacts } from './running-rules'
import type { Running } from './running-schema'

type General = {
  pulseAge: number | null
  pausedUntil: Date | null
  pausedBy: string | null
  daily: boolean
  readAt: Date | null
  underWay: boolean
}

/** Whether everything runs: sending, worker, channels, and how fresh the shop's data is. */
export async function readRunning(ctx: EmpresaCtx): Promise<Running> {
  return runningOf(await readFacts(ctx), ctx.now, ctx.empresa.timezone)
}

async function readFacts(ctx: EmpresaCtx): Promise<RunningFacts> {
  const { db, empresaId } = ctx
  const of = Prisma.sql`r.empresa_id = ${empresaId}::uuid`
  const [general] = await db.$queryRaw<General[]>`
    SELECT ${Prisma.raw(PULSE_AGE_SQL)} AS "pulseAge",
      CASE WHEN e.sending_paused_until > ${ctx.now} THEN e.sending_paused_until END AS "pausedUntil",
      e.sending_paused_by AS "pausedBy",
      EXISTS (SELECT FROM shop_connections AS r WHERE ${of} AND r.daily_at IS NOT NULL) AS daily,
      (SELECT max(r.created_at) FROM import_runs AS r WHERE ${of} AND r.status = 'done'
        AND (r.to_day IS NULL OR r.to_day >= (r.created_at AT TIME ZONE ${ctx.empresa.timezone})::date)) AS "readAt",
      EXISTS (SELECT FROM import_runs AS r WHERE ${of} AND r.finished_at IS NULL) AS "underWay"
    FROM empresas AS e WHERE e.id = ${empresaId}::uuid`
  const numbers = await db.$queryRaw<NumberFacts[]>`
    SELECT c.id, c.name, c.status, c.status_reason AS "statusReason", c.down_since AS "downSince", c.wanted,
      c.paused_at AS "pausedAt", c.paused_reason AS "pausedReason",
      (SELECT count(*)::int FROM (SELECT FROM messages AS m WHERE m.empresa_id = c.empresa_id AND m.connection_id = c.id
        AND m.state = 'pendente' LIMIT 1000) AS few) AS waiting
    FROM whatsapp_connections AS c WHERE c.empresa_id = ${empresaId}::uuid ORDER BY c.created_at, c.id`
  const last = await db.importRun.findFirst({
    where: { empresaId },
    select: { id: true, status: true, errorMessage: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
  return {
    pulseAge: general?.pulseAge ?? null,
    pause:
      general?.pausedUntil && general.pausedBy ? { until: general.pausedUntil, by: general.pausedBy } : null,
    numbers,
    shop: {
      daily: general?.daily ?? false,
      readAt: general?.readAt ?? null,
      underWay: general?.underWay ?? false,
      failedRun: last?.status === 'failed' ? { id: last.id, message: last.errorMessage } : null,
      demonstration: settingsOf(ctx.empresa.settings).demonstration,
    },
  }
}
