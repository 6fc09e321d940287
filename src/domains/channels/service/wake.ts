import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Postgres channel that wakes the dispatchers. */
export const DISPATCH_CHANNEL = 'retoma_dispatch'

/**
 * Makes a channel due at once, so that a dispatcher looks at it and finds out when it is due again.
 * @param now false: no dispatcher is woken; it is seen at the dispatchers' next round.
 */
export async function wakeChannel(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  { now }: { now: boolean },
): Promise<void> {
  await ctx.sql.query('UPDATE whatsapp_connections SET next_due_at = $3 WHERE empresa_id = $1 AND id = $2', [
    ctx.empresaId,
    connectionId,
    ctx.now,
  ])
  if (now) await ctx.sql.query(`SELECT pg_notify('${DISPATCH_CHANNEL}', '')`)
}
