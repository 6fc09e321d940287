import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { mediaWord } from '../file-types'
import { PHONE_AUTHOR } from './acks'
import type { StoredMessage } from './stored-events'

/** What the list of talks shows of a message without text. */
export function shown(event: StoredMessage): string {
  if (event.text !== '') return event.text
  const { kind, fileName } = event.media ?? {}
  const word = typeof kind === 'string' ? mediaWord(kind) : 'Mensagem sem texto'
  return typeof fileName === 'string' && kind === 'document' ? `${word}: ${fileName}` : word
}

/** The talk of a person with one of our numbers, begun now if there was none. */
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
    [ctx.empresaId, connectionId, contactId, shown(event).slice(0, 200), event.at, ctx.now],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('a talk has an id')
  return id
}

/**
 * A talk as it was before a message of ours was taken for a person's, which is deleted: it waits again for an answer unless
 * somebody did write.
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
         SELECT left(body, 200) AS body, created_at AS at FROM messages WHERE empresa_id = $1 AND conversation_id = $2
           AND body IS NOT NULL AND state <> 'pendente' AND kind IN ('recebida', 'resposta', 'manual') ORDER BY created_at DESC, id DESC LIMIT 1) AS l ON true
     WHERE v.empresa_id = $1 AND v.id = $2`,
    [ctx.empresaId, conversationId, PHONE_AUTHOR],
  )
}
