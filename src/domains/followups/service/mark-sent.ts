import { reportMarked } from '~/domains/carts/decided-marks'
import { reachesPeople } from '~/domains/outbox/service/reach'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { AUTOMATIC } from '../texts'

/** Older messages were already processed by an earlier run. */
const DAYS = 7

/**
 * SQL: of empresa $1 the first message about each cart or lead, written after $2, that was really sent; one written by hand
 * carries its author, any other $3.
 */
const sent = (type: 'cart' | 'lead') => `
  SELECT DISTINCT ON (m.subject_id) m.subject_id AS id, coalesce(m.sent_at, m.accepted_at) AS at, CASE WHEN m.kind = 'manual' THEN m.created_by ELSE $3 END AS by
  FROM messages AS m
  JOIN whatsapp_connections AS w ON w.empresa_id = $1 AND w.id = m.connection_id AND ${reachesPeople('w')}
  WHERE m.empresa_id = $1 AND m.subject_type = '${type}' AND m.direction = 'out' AND m.created_at > $2
    AND m.state IN ('enviada', 'entregue', 'lida') AND coalesce(m.sent_at, m.accepted_at) IS NOT NULL
  ORDER BY m.subject_id, 2`

/**
 * Marks carts and leads as contacted when a message about them was really sent, automatically or by hand, never when it was
 * only queued or simulated (t-41): recovery recognises an assisted sale by the mark (cart-3, lead-3). Idempotent; a mark
 * that a user made stands.
 * @returns rows marked.
 */
export async function markSent(ctx: EmpresaSqlCtx): Promise<number> {
  const values = [ctx.empresaId, new Date(ctx.now.getTime() - DAYS * 86_400_000), AUTOMATIC]
  const carts = await ctx.sql.query<{ status: string }>(
    `UPDATE carts AS c SET whatsapp_sent_at = sent.at, whatsapp_sent_by = sent.by FROM (${sent('cart')}) AS sent
     WHERE c.empresa_id = $1 AND c.id = sent.id AND c.whatsapp_sent_at IS NULL RETURNING c.status`,
    values,
  )
  await reportMarked(ctx, carts.rows)
  const leads = await ctx.sql.query(
    `UPDATE leads AS l SET contacted_at = sent.at, contacted_by = sent.by FROM (${sent('lead')}) AS sent
     WHERE l.empresa_id = $1 AND l.id = sent.id AND l.contacted_at IS NULL`,
    values,
  )
  return (carts.rowCount ?? 0) + (leads.rowCount ?? 0)
}
