import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { PHONE_AUTHOR } from './acks'
import { SHOWN_TEXT, shownText } from './shown-text'
import type { StoredMessage } from './stored-events'

/** Characters that the list of conversations stores. */
const LAST_TEXT = 200

/** A message as the list of conversations shows it. */
export function shown(event: StoredMessage): string {
  return shownText(event.text, event.media).slice(0, LAST_TEXT)
}

/** The conversation of a contact on one of our channels, created if there was none. */
export async function talk(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  contactId: string,
  event: StoredMessage,
): Promise<string> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO conversations AS v (empresa_id, connection_id, contact_id, last_text, last_message_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (empresa_id, connection_id, contact_id) DO UPDATE SET last_message_at = v.last_message_at RETURNING id`,
    [ctx.empresaId, connectionId, contactId, shown(event), event.at, ctx.now],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('a conversation has an id')
  return id
}

/**
 * Restores a conversation after a message of ours was taken for a member's and deleted: it waits for an answer again unless
 * a member did write.
 */
export async function restoreTalk(ctx: EmpresaSqlCtx, conversationId: string): Promise<void> {
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
