import { log } from '~/kernel/log'
import { withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { processReceived } from './process'

/** How long a delivery may wait for its own event before it is processed here. */
const LATE_MINUTES = 10
/** After this long it is not retried any more: the operator must look. */
const GIVE_UP_DAYS = 3

/**
 * Processes deliveries that were stored `minutes` ago and not processed yet, whatever happened to their events.
 * @returns how many were processed.
 */
export async function sweepDeliveries(scope: EmpresaScope, minutes = LATE_MINUTES): Promise<number> {
  const now = scope.now().getTime()
  const late = await withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<{ connectionId: string; eventId: string }>(
      `SELECT connection_id AS "connectionId", event_id AS "eventId" FROM whatsapp_events
       WHERE empresa_id = $1 AND processed_at IS NULL AND received_at BETWEEN $2 AND $3 ORDER BY received_at LIMIT 200`,
      [ctx.empresaId, new Date(now - GIVE_UP_DAYS * 86_400_000), new Date(now - minutes * 60_000)],
    )
    return rows
  })
  let done = 0
  for (const { connectionId, eventId } of late)
    await workOn(scope, connectionId, eventId).then(
      () => done++,
      (error: unknown) => {
        const { empresaId } = scope
        log('app').warn({ err: error, empresaId, connectionId }, 'a stored delivery failed again')
      },
    )
  return done
}

/** Processes one stored delivery; an error is stored with it. @throws what processReceived throws */
export async function workOn(scope: EmpresaScope, connectionId: string, eventId: string): Promise<void> {
  try {
    await withEmpresaSql(scope, (ctx) => processReceived(ctx, connectionId, eventId))
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    await withEmpresaSql(scope, (ctx) =>
      ctx.sql.query(
        `UPDATE whatsapp_events SET error = $4 WHERE empresa_id = $1 AND connection_id = $2 AND event_id = $3 AND processed_at IS NULL`,
        [ctx.empresaId, connectionId, eventId, said.slice(0, 1000)],
      ),
    )
    throw error
  }
}
