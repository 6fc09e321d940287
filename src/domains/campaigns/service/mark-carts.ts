import { reportMarked } from '~/domains/carts/decided-marks'
import { reachesPeople } from '~/domains/outbox/service/reach'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/**
 * Marks the carts of a campaign by what really reached their contacts: recovery detects an assisted sale by it.
 * Idempotent; an existing mark stays. @returns carts marked.
 */
export async function markCampaignCarts(ctx: EmpresaSqlCtx): Promise<number> {
  const { rows } = await ctx.sql.query<{ status: string }>(
    `UPDATE carts AS t SET whatsapp_sent_at = sent.at, whatsapp_sent_by = left('Campanha ' || sent.name, 120) FROM (
       SELECT DISTINCT ON (r.source_id) r.source_id AS id, coalesce(m.sent_at, m.accepted_at) AS at, c.name
       FROM campaigns AS c
       JOIN messages AS m ON m.empresa_id = $1 AND m.subject_type = 'campaign' AND m.subject_id = c.id
         AND m.state IN ('enviada', 'entregue', 'lida')
       JOIN whatsapp_connections AS w ON w.empresa_id = $1 AND w.id = m.connection_id AND ${reachesPeople('w')}
       JOIN campaign_recipients AS r ON r.empresa_id = $1 AND r.id = m.rule_id AND r.source_id IS NOT NULL
       WHERE c.empresa_id = $1 AND c.source->'segment'->>'of' = 'carrinhos' AND c.started_at IS NOT NULL
         AND (c.finished_at IS NULL OR c.finished_at > $2::timestamptz - interval '1 day')
       ORDER BY r.source_id, coalesce(m.sent_at, m.accepted_at)) AS sent
     WHERE t.empresa_id = $1 AND t.id = sent.id AND t.whatsapp_sent_at IS NULL AND sent.at IS NOT NULL RETURNING t.status`,
    [ctx.empresaId, ctx.now],
  )
  await reportMarked(ctx, rows)
  return rows.length
}
