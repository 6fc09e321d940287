import { z } from 'zod'
import type { ConnectionStatus } from '~/adapters/whatsapp/port'
import { notify } from '~/domains/empresas/service/notifications'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { refreshDue } from './dispatch/connection'
import { DISPATCH_CHANNEL } from './queue'

const text = z.string().nullable()

/** A connection's status as an event's row keeps it. */
export const storedStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('desconectada'), reason: text }),
  z.object({ state: z.literal('conectando') }),
  z.object({ state: z.literal('qr'), qr: text, pairingCode: text }),
  z.object({ state: z.literal('conectada'), me: z.object({ phone: text }).nullable() }),
  z.object({ state: z.literal('falhou'), code: z.string(), reason: z.string() }),
])

/** How long a QR or a pairing code is shown. */
const CODE_SECONDS = 60

/**
 * The connection's status as the provider told it at `at`; older news than what is known changes nothing. A number that
 * connects wakes the dispatchers.
 */
export async function setStatus(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  status: ConnectionStatus | z.infer<typeof storedStatus>,
  at: Date,
): Promise<void> {
  const isCode = status.state === 'qr'
  const before = await ctx.sql.query<{ name: string; status: string }>(
    'SELECT name, status FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [ctx.empresaId, connectionId],
  )
  const { rowCount } = await ctx.sql.query(
    `UPDATE whatsapp_connections SET status = $3, status_reason = $4, status_at = $5, qr = $6, pairing_code = $7, code_expires_at = $8,
       phone = coalesce($9, phone)
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
    ],
  )
  if (rowCount === 0) return
  const [known] = before.rows
  const fell = status.state === 'falhou' || (status.state === 'desconectada' && ctx.actor.kind === 'system')
  if (fell && known && known.status === 'conectada')
    await notify(ctx, {
      kind: 'whatsapp',
      title: `O número “${known.name}” desconectou`,
      body: status.reason ?? 'As mensagens esperam até ele ser conectado de novo.',
      href: `whatsapp/${connectionId}`,
      dedupeKey: `whatsapp:${connectionId}:${at.toISOString()}`,
    })
  await refreshDue(ctx, connectionId, null)
  if (status.state === 'conectada') await ctx.sql.query(`SELECT pg_notify('${DISPATCH_CHANNEL}', '')`)
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}
