import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { storeDelivery } from '~/domains/channels/service/receive'
import { lockConnection } from './connection'
import { dispatchScope, type DispatchDeps } from './deps'

type Due = { id: string; headers: Record<string, string>; body: string }

/**
 * Posts the simulated network's webhooks that are due, through the same path as any provider's. They are removed once
 * stored: a crash repeats them, and the unique event id makes that harmless.
 * @returns whether there was anything.
 */
export async function postSimulated(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
): Promise<boolean> {
  const scope = dispatchScope(empresaId, deps.clock)
  const due = await withEmpresaSql(scope, async (ctx) => {
    const { rows } = await ctx.sql.query<Due>(
      `SELECT id, headers, body FROM simulated_webhooks WHERE empresa_id = $1 AND connection_id = $2 AND due_at <= $3
       ORDER BY due_at, id LIMIT 100`,
      [empresaId, connectionId, ctx.now],
    )
    return rows
  })
  for (const webhook of due)
    await storeDelivery(scope, connectionId, new Headers(webhook.headers), Buffer.from(webhook.body), deps)
  await withEmpresaSql(scope, async (ctx) => {
    // Rows that another transaction adds now are seen by the statements after the lock.
    await lockConnection(ctx, connectionId, true)
    await ctx.sql.query('DELETE FROM simulated_webhooks WHERE empresa_id = $1 AND id = ANY ($2::uuid[])', [
      empresaId,
      due.map((one) => one.id),
    ])
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET simulator_due_at = (SELECT min(due_at) FROM simulated_webhooks WHERE empresa_id = $1 AND connection_id = $2)
       WHERE empresa_id = $1 AND id = $2`,
      [empresaId, connectionId],
    )
  })
  return due.length > 0
}
