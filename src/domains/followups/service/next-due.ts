import { quietUntil } from '~/domains/outbox/rules/quiet-hours'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** During the day new subjects are looked for at least this often. */
const LOOK_MS = 3_600_000

/**
 * When `runDue` should run again: at the next step of a series, within an hour by day, in the morning by night. Null when
 * no follow-up is on.
 */
export async function nextLook(ctx: EmpresaSqlCtx): Promise<Date | null> {
  const { rows } = await ctx.sql.query<{ on: boolean; at: Date | null }>(
    `SELECT EXISTS (SELECT FROM follow_ups WHERE empresa_id = $1 AND active) AS "on",
       (SELECT min(next_at) FROM follow_up_enrolments WHERE empresa_id = $1 AND next_at > $2 AND stopped_at IS NULL) AS at`,
    [ctx.empresaId, ctx.now],
  )
  const [row] = rows
  if (!row?.on) return null
  const again =
    quietUntil(ctx.now, null, ctx.empresa.timezone)?.until ?? new Date(ctx.now.getTime() + LOOK_MS)
  return row.at && row.at < again ? row.at : again
}
