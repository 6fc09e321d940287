import { notify } from '~/domains/empresas/service/notifications'
import { localDay } from '~/kernel/clock'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { kindsSql } from '../kinds'

const BY_HAND = kindsSql('byHand')

/** Failures older than this were reported already, or are outdated. */
const LOOK_BACK_HOURS = 24
const MAX_BY_HAND = 20

/**
 * Notifies about sends that failed for good: each one by hand separately, all others of a channel once a day, so that a
 * campaign to phones without WhatsApp is one notification.
 */
export async function notifyFailed(ctx: EmpresaSqlCtx): Promise<void> {
  const since = new Date(ctx.now.getTime() - LOOK_BACK_HOURS * 3_600_000)
  const { rows } = await ctx.sql.query<{
    id: string
    byHand: boolean
    name: string | null
    reason: string | null
    connectionId: string
    connection: string
    conversationId: string | null
    attempts: number
  }>(
    `WITH failed AS (
       SELECT m.id, m.kind IN ${BY_HAND} AS by_hand, m.contact_id, m.connection_id, m.conversation_id, m.state_reason, m.attempts,
         row_number() OVER (PARTITION BY m.connection_id, m.kind IN ${BY_HAND} ORDER BY m.updated_at DESC) AS nth
       FROM messages AS m WHERE m.empresa_id = $1 AND m.state = 'falhou' AND m.updated_at >= $2 AND m.created_at >= $3
     )
     SELECT f.id, f.by_hand AS "byHand", p.name, f.state_reason AS reason, f.connection_id AS "connectionId", c.name AS connection,
       f.conversation_id AS "conversationId", f.attempts
     FROM failed AS f JOIN whatsapp_connections AS c ON c.empresa_id = $1 AND c.id = f.connection_id
     LEFT JOIN contacts AS p ON p.empresa_id = $1 AND p.id = f.contact_id
     WHERE f.nth <= CASE WHEN f.by_hand THEN ${String(MAX_BY_HAND)} ELSE 1 END ORDER BY f.connection_id, f.nth`,
    [ctx.empresaId, since, new Date(since.getTime() - 7 * 86_400_000)],
  )
  const day = localDay(ctx.now, ctx.empresa.timezone)
  for (const row of rows)
    await notify(
      ctx,
      row.byHand
        ? {
            kind: 'message.failed',
            title: `A sua mensagem${row.name ? ` para ${row.name}` : ''} não saiu`,
            body: row.reason ?? 'Confira o motivo e tente de novo.',
            href: row.conversationId ? `conversas?c=${row.conversationId}` : `mensagens/${row.id}`,
            dedupeKey: `falha:${row.id}:${String(row.attempts)}`,
          }
        : {
            kind: 'message.failed',
            title: `Mensagens falharam no número “${row.connection}”`,
            body: row.reason ?? 'Veja o motivo de cada uma.',
            href: `mensagens?state=falhou&connectionId=${row.connectionId}`,
            dedupeKey: `falhas:${row.connectionId}:${day}`,
          },
    )
}
