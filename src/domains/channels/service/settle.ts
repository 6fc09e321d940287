import { notifyLive } from '~/kernel/live'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** A channel's open notifications that are settled: it is back or was put away, sends again, or reports again. */
const SETTLE_SQL = `UPDATE notifications AS n SET settled_at = $2 FROM whatsapp_connections AS c
  WHERE n.empresa_id = $1::uuid AND n.settled_at IS NULL AND c.empresa_id = $1::uuid AND ($3::uuid IS NULL OR c.id = $3::uuid)
    AND n.href = 'whatsapp/' || c.id AND (
      starts_with(n.dedupe_key, 'whatsapp:') AND (c.status = 'conectada' OR c.status = 'desconectada' AND NOT c.wanted)
      OR starts_with(n.dedupe_key, 'whatsapp-pausa:') AND c.paused_at IS NULL
      OR starts_with(n.dedupe_key, 'whatsapp-surda:') AND c.last_event_at > n.at)
  RETURNING n.id`

/** Settles the notifications of one channel or of all that no longer need a user; read or not, they stay in the list. */
export async function settleNumbers(
  ctx: EmpresaCtx | EmpresaSqlCtx,
  connectionId: string | null = null,
): Promise<void> {
  const values = [ctx.empresaId, ctx.now, connectionId]
  const rows =
    'sql' in ctx
      ? (await ctx.sql.query<{ id: string }>(SETTLE_SQL, values)).rows
      : await ctx.db.$queryRawUnsafe<{ id: string }[]>(SETTLE_SQL, ...values)
  if (rows[0]) await notifyLive(ctx, ctx.empresaId, 'notification', rows[0].id)
}
