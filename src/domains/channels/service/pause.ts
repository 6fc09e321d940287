import type { Outcome, Pause } from '~/adapters/whatsapp/port'
import { notify } from '~/domains/empresas/service/notifications'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** What an outcome pauses besides its message, and why: the channel, or its conversations with new contacts. */
export function pauseOf(outcome: Outcome): [Pause, string] | null {
  if (outcome.kind === 'refused' && outcome.pause) return [outcome.pause, outcome.reason]
  if (outcome.kind !== 'later') return null
  // Waiting alone won't help: a user must look, and nothing is retried before.
  if (outcome.needsPerson) return [{ scope: 'connection', seconds: null }, outcome.reason]
  return outcome.scope === 'message'
    ? null
    : [{ scope: outcome.scope, seconds: outcome.retryAfterSeconds }, outcome.reason]
}

/** Pauses a channel. `reason` is Portuguese; without seconds a user must resume it. */
export async function applyPause(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  pause: Pause,
  reason: string,
): Promise<void> {
  const until = pause.seconds === null ? null : new Date(ctx.now.getTime() + pause.seconds * 1000)
  if (pause.scope === 'newContacts')
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET new_contacts_paused_until = greatest(new_contacts_paused_until, $3) WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, connectionId, until ?? new Date(ctx.now.getTime() + 365 * 86_400_000)],
    )
  else if (until === null) await pauseUntilResumed(ctx, connectionId, reason)
  else
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET next_send_at = greatest(next_send_at, $3) WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, connectionId, until],
    )
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}

/** Pauses the channel and notifies the empresa: a user must look. */
async function pauseUntilResumed(ctx: EmpresaSqlCtx, connectionId: string, reason: string): Promise<void> {
  const { rows } = await ctx.sql.query<{ name: string }>(
    `UPDATE whatsapp_connections SET paused_at = $3, paused_reason = $4 WHERE empresa_id = $1 AND id = $2 AND paused_at IS NULL
     RETURNING name`,
    [ctx.empresaId, connectionId, ctx.now, reason],
  )
  if (!rows[0]) return
  await notify(ctx, {
    kind: 'whatsapp',
    title: `O envio pelo número “${rows[0].name}” foi pausado`,
    body: reason,
    href: `whatsapp/${connectionId}`,
    dedupeKey: `whatsapp-pausa:${connectionId}:${ctx.now.toISOString()}`,
  })
}
