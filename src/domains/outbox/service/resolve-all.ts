import type { z } from 'zod'
import { auditSql } from '~/kernel/audit'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { resolveAllInput } from '../schema'
import * as move from './message-state'

/**
 * Settles every uncertain message at once, of one channel or of all: they arrived, or they are dropped. Sending again is
 * decided one by one.
 * @returns how many.
 */
export async function resolveAll(
  ctx: EmpresaSqlCtx,
  { how, connectionId }: z.output<typeof resolveAllInput>,
): Promise<number> {
  const sent = how === 'foi_enviada'
  // Locks connections before their messages, the order used everywhere.
  await ctx.sql.query(
    `SELECT 1 FROM whatsapp_connections WHERE empresa_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY id FOR NO KEY UPDATE`,
    [ctx.empresaId, connectionId ?? null],
  )
  const { rows } = await ctx.sql.query<{ id: string }>(
    `UPDATE messages SET ${move.resolve({ state: '$3', reason: '$4', at: '$5' })}
     WHERE empresa_id = $1 AND state = 'incerta' AND ($2::uuid IS NULL OR connection_id = $2) RETURNING id`,
    [
      ctx.empresaId,
      connectionId ?? null,
      sent ? 'enviada' : 'cancelada',
      sent ? `${ctx.actor.name} confirmou que chegou.` : `Descartada por ${ctx.actor.name}.`,
      ctx.now,
    ],
  )
  const [first] = rows
  if (!first) return 0
  await auditSql(ctx, {
    action: 'message.resolved_all',
    entity: 'message',
    after: { how, connectionId: connectionId ?? null, count: rows.length },
  })
  await notifyLive(ctx, ctx.empresaId, 'message', first.id)
  return rows.length
}
