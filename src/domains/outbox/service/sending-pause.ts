import { audit } from '~/kernel/audit'
import { notifyLive } from '~/kernel/live'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { tomorrowMorning } from '../rules/pause'
import { DISPATCH_CHANNEL } from '~/domains/channels/service/wake'

/**
 * Pauses all automatic sending of the empresa until tomorrow at 8, its time: follow-ups, campaigns and posts. Messages by
 * hand still go. Pausing again moves the end; it resumes by itself.
 * @returns when.
 */
export async function pauseSending(ctx: EmpresaCtx): Promise<{ until: Date }> {
  const until = tomorrowMorning(ctx.now, ctx.empresa.timezone)
  await holdSenders(ctx)
  await ctx.db.empresa.update({
    where: { id: ctx.empresaId },
    data: { sendingPausedUntil: until, sendingPausedAt: ctx.now, sendingPausedBy: ctx.actor.name },
    select: { id: true },
  })
  await audit(ctx, {
    action: 'empresa.sending_paused',
    entity: 'empresa',
    entityId: ctx.empresaId,
    after: { until },
  })
  await announce(ctx)
  return { until }
}

/** Ends the pause of all sending before its time; without one, nothing happens. */
export async function resumeSending(ctx: EmpresaCtx): Promise<void> {
  await holdSenders(ctx)
  const { count } = await ctx.db.empresa.updateMany({
    where: { id: ctx.empresaId, sendingPausedUntil: { gt: ctx.now } },
    data: { sendingPausedUntil: null, sendingPausedAt: null, sendingPausedBy: null },
  })
  if (count === 0) return
  await audit(ctx, { action: 'empresa.sending_resumed', entity: 'empresa', entityId: ctx.empresaId })
  await announce(ctx)
}

/**
 * Waits for the claims in progress and makes every channel due: a claim that began before the pause is committed before it,
 * and one that begins later sees it.
 */
async function holdSenders(ctx: EmpresaCtx): Promise<void> {
  await ctx.db.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM whatsapp_connections WHERE empresa_id = ${ctx.empresaId}::uuid ORDER BY id FOR NO KEY UPDATE
    ), due AS (
      UPDATE whatsapp_connections AS c SET next_due_at = ${ctx.now} FROM held
      WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.id = held.id
    )
    SELECT count(*)::int FROM held`
}

async function announce(ctx: EmpresaCtx): Promise<void> {
  await ctx.db.$executeRaw`SELECT pg_notify(${DISPATCH_CHANNEL}, '')`
  await notifyLive(ctx, ctx.empresaId, 'sending', ctx.empresaId)
}
