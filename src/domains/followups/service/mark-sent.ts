import { reachesPeople } from '~/domains/messaging/service/reach'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Whose name the carts carry. */
const SENDER = 'Mensagens automáticas'

/**
 * Carries to the carts what really went out, never what was only queued or simulated (t-41): recovery tells an assisted sale
 * by it. Idempotent; a mark that a person made stands. @returns rows marked.
 */
export async function markSent(ctx: EmpresaSqlCtx): Promise<number> {
  const sent = (type: string) => `
    SELECT m.subject_id AS id, min(coalesce(m.sent_at, m.accepted_at)) AS at
    FROM follow_up_enrolments AS e JOIN messages AS m
      ON m.empresa_id = $1 AND m.subject_type = '${type}' AND m.subject_id = e.subject_id
    JOIN whatsapp_connections AS w ON w.empresa_id = $1 AND w.id = m.connection_id AND ${reachesPeople('w')}
    WHERE e.empresa_id = $1 AND e.last_step > 0 AND (e.stopped_at IS NULL OR e.stopped_at > $2::timestamptz - interval '7 days')
      AND m.state IN ('enviada', 'entregue', 'lida') AND m.direction = 'out'
    GROUP BY m.subject_id`
  const carts = await ctx.sql.query(
    `UPDATE carts AS c SET whatsapp_sent_at = sent.at, whatsapp_sent_by = $3 FROM (${sent('cart')}) AS sent
     WHERE c.empresa_id = $1 AND c.id = sent.id AND c.whatsapp_sent_at IS NULL AND sent.at IS NOT NULL`,
    [ctx.empresaId, ctx.now, SENDER],
  )
  return carts.rowCount ?? 0
}
