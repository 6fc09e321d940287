import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Postgres channel that wakes the dispatchers. */
export const DISPATCH_CHANNEL = 'retoma_dispatch'

const WAKE = `WITH due AS (UPDATE whatsapp_connections SET next_due_at = $3 WHERE empresa_id = $1::uuid AND id = $2::uuid)
  SELECT pg_notify('${DISPATCH_CHANNEL}', '')::text`

/** Makes a channel due at once, so that a dispatcher looks at it and finds out when it is due again. */
export async function wakeChannel(ctx: EmpresaCtx | EmpresaSqlCtx, connectionId: string): Promise<void> {
  const values = [ctx.empresaId, connectionId, ctx.now]
  await ('sql' in ctx ? ctx.sql.query(WAKE, values) : ctx.db.$queryRawUnsafe(WAKE, ...values))
}
