import { z } from 'zod'
import type { ConnectionStatus } from '~/adapters/whatsapp/port'
import { formatPhone } from '~/kernel/br'
import { localDay } from '~/kernel/clock'
import { notifyLive } from '~/kernel/live'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { applyPause } from './pause'
import { settleNumbers } from './settle'
import { wakeChannel } from './wake'

const text = z.string().nullable()

/** A connection's status as an event's row stores it. */
export const storedStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('desconectada'), reason: text }),
  z.object({ state: z.literal('conectando') }),
  z.object({ state: z.literal('qr'), qr: text, pairingCode: text }),
  z.object({ state: z.literal('conectada'), me: z.object({ phone: text }).nullable() }),
  z.object({ state: z.literal('falhou'), code: z.string(), reason: z.string() }),
])

/** How long a QR or a pairing code is shown. */
const CODE_SECONDS = 60

/** Gateways may report that a code waits without sending it: then the current code stays. */
function kept(column: string, given: string): string {
  return `CASE WHEN $3 = 'qr' AND $6::text IS NULL AND $7::text IS NULL THEN ${column} ELSE ${given} END`
}

/**
 * Stores the connection's status as the provider reported it at `at`; an older update changes nothing. A channel whose
 * state changes wakes the dispatchers; one that dropped is reported by `watch-alarms` unless it is back at once.
 */
export async function setStatus(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  status: ConnectionStatus | z.infer<typeof storedStatus>,
  at: Date,
): Promise<void> {
  const isCode = status.state === 'qr'
  const before = await ctx.sql.query<{ name: string; status: string; phone: string | null }>(
    'SELECT name, status, phone FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [ctx.empresaId, connectionId],
  )
  const { rowCount } = await ctx.sql.query(
    `UPDATE whatsapp_connections SET status = $3, status_reason = $4, status_at = $5, qr = ${kept('qr', '$6')}, pairing_code = ${kept('pairing_code', '$7')},
       code_expires_at = ${kept('code_expires_at', '$8')},
       phone = coalesce($9, phone),
       down_since = CASE WHEN $3 = 'conectada' THEN NULL WHEN status = 'conectada' AND ($10 OR wanted) THEN $5 ELSE down_since END,
       reconnect_tries = CASE WHEN $3 = 'conectada' THEN 0 ELSE reconnect_tries END,
       reconnect_at = CASE WHEN $3 = 'conectada' THEN NULL ELSE reconnect_at END
     WHERE empresa_id = $1 AND id = $2 AND (status_at IS NULL OR status_at <= $5)`,
    [
      ctx.empresaId,
      connectionId,
      status.state,
      status.state === 'falhou' || status.state === 'desconectada' ? status.reason : null,
      at,
      isCode ? status.qr : null,
      isCode ? status.pairingCode : null,
      isCode ? new Date(at.getTime() + CODE_SECONDS * 1000) : null,
      status.state === 'conectada' ? (status.me?.phone ?? null) : null,
      status.state === 'falhou' || ctx.actor.kind === 'system',
    ],
  )
  if (rowCount === 0) return
  const [known] = before.rows
  if (status.state === 'conectada' && known)
    await stopOtherNumber(ctx, connectionId, known.phone, status.me?.phone ?? null)
  await settleNumbers(ctx, connectionId)
  await wakeChannel(ctx, connectionId)
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}

/**
 * Another phone was signed in: waiting messages were meant to come from the old number, and no contact knows the new one
 * yet. It warms up, and nothing leaves before a user has checked.
 */
async function stopOtherNumber(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  before: string | null,
  now: string | null,
): Promise<void> {
  if (before === null || now === null || samePhone(before, now)) return
  await ctx.sql.query(
    `UPDATE whatsapp_connections SET warm_up_from = $3::date WHERE empresa_id = $1 AND id = $2 AND provider NOT IN ('cloud', 'simulator')`,
    [ctx.empresaId, connectionId, localDay(ctx.now, ctx.empresa.timezone)],
  )
  const reason = `O número desta conexão mudou de ${formatPhone(before)} para ${formatPhone(now)}. Confira as mensagens que esperam e retome o envio.`
  await applyPause(ctx, connectionId, { scope: 'connection', seconds: null }, reason)
}

/** Compares with and without the ninth digit. */
function samePhone(one: string, other: string): boolean {
  const [a, b] = [parsePhone(one), parsePhone(other)]
  return one === other || (a.key !== null && a.key === b.key)
}
