import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { PHONE_AUTHOR } from './acks'
import { LAST_TEXT, SHOWN_TEXT } from './shown-text'

/**
 * Restores a conversation after a message of ours was taken for a member's and deleted: it waits for an answer again unless
 * a member did write.
 */
export async function restoreConversation(ctx: EmpresaSqlCtx, conversationId: string): Promise<void> {
  await ctx.sql.query(
    `UPDATE conversations AS v SET last_human_at = h.at,
       status = CASE WHEN v.status = 'em_atendimento' AND v.assigned_to IS NULL AND v.last_inbound_at > coalesce(h.at, '-infinity')
         THEN 'aguardando' ELSE v.status END,
       unread = (SELECT count(*) FROM messages AS m WHERE m.empresa_id = v.empresa_id AND m.conversation_id = v.id
         AND m.direction = 'in' AND m.created_at > coalesce(h.at, '-infinity')),
       last_text = coalesce(l.body, v.last_text), last_message_at = coalesce(l.at, v.last_message_at)
     FROM (SELECT max(created_at) AS at FROM messages WHERE empresa_id = $1 AND conversation_id = $2 AND direction = 'out'
         AND (kind = 'resposta' OR created_by = $3)) AS h,
       (SELECT 1) AS one LEFT JOIN LATERAL (
         SELECT left(${SHOWN_TEXT.sql}, ${String(LAST_TEXT)}) AS body, m.created_at AS at FROM messages AS m
           WHERE m.empresa_id = $1 AND m.conversation_id = $2 AND m.body IS NOT NULL AND m.state <> 'pendente'
             AND m.kind IN ('recebida', 'resposta', 'manual') ORDER BY m.created_at DESC, m.id DESC LIMIT 1) AS l ON true
     WHERE v.empresa_id = $1 AND v.id = $2`,
    [ctx.empresaId, conversationId, PHONE_AUTHOR],
  )
}
