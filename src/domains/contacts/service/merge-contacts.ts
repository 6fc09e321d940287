import { AppError } from '~/kernel/errors'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/**
 * Merges several contacts that are the same one: the oldest stays and takes the others' keys, conversations and messages.
 * An opt-out of any of them applies.
 * @returns the id that stays.
 */
export async function mergeContacts(ctx: EmpresaSqlCtx, ids: readonly string[]): Promise<string> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    'SELECT id FROM contacts WHERE empresa_id = $1 AND id = ANY ($2::uuid[]) ORDER BY created_at, id FOR UPDATE',
    [ctx.empresaId, ids],
  )
  const [keep, ...losers] = rows.map((row) => row.id)
  if (keep === undefined) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  for (const loser of losers) await absorb(ctx, keep, loser)
  return keep
}

async function absorb(ctx: EmpresaSqlCtx, keep: string, loser: string): Promise<void> {
  const ids = [ctx.empresaId, keep, loser]
  // Two conversations on one channel become one.
  await ctx.sql.query(
    `UPDATE messages AS m SET conversation_id = k.id FROM conversations AS k, conversations AS l
     WHERE m.empresa_id = $1 AND k.empresa_id = $1 AND l.empresa_id = $1 AND k.contact_id = $2 AND l.contact_id = $3
       AND k.connection_id = l.connection_id AND m.conversation_id = l.id`,
    ids,
  )
  await ctx.sql.query(
    `UPDATE conversation_notes AS n SET conversation_id = k.id FROM conversations AS k, conversations AS l
     WHERE n.empresa_id = $1 AND k.empresa_id = $1 AND l.empresa_id = $1 AND k.contact_id = $2 AND l.contact_id = $3
       AND k.connection_id = l.connection_id AND n.conversation_id = l.id`,
    ids,
  )
  await ctx.sql.query(
    `UPDATE conversations AS k SET unread = k.unread + l.unread, assigned_to = coalesce(k.assigned_to, l.assigned_to),
       status = CASE WHEN 'em_atendimento' IN (k.status, l.status) THEN 'em_atendimento'
         WHEN 'aguardando' IN (k.status, l.status) THEN 'aguardando' ELSE 'encerrada' END,
       last_text = CASE WHEN l.last_message_at > k.last_message_at THEN l.last_text ELSE k.last_text END,
       last_message_at = greatest(k.last_message_at, l.last_message_at),
       last_inbound_at = greatest(k.last_inbound_at, l.last_inbound_at),
       last_human_at = greatest(k.last_human_at, l.last_human_at)
     FROM conversations AS l
     WHERE k.empresa_id = $1 AND l.empresa_id = $1 AND k.contact_id = $2 AND l.contact_id = $3 AND k.connection_id = l.connection_id`,
    ids,
  )
  await ctx.sql.query(
    `DELETE FROM conversations AS l USING conversations AS k
     WHERE k.empresa_id = $1 AND l.empresa_id = $1 AND k.contact_id = $2 AND l.contact_id = $3 AND k.connection_id = l.connection_id`,
    ids,
  )
  await ctx.sql.query(
    `INSERT INTO contact_labels AS k (empresa_id, connection_id, contact_id, label, wanted, applied, source, attempts, next_try_at, problem, reported_at)
     SELECT empresa_id, connection_id, $2::uuid, label, wanted, applied, source, attempts, next_try_at, problem, reported_at
     FROM contact_labels WHERE empresa_id = $1 AND contact_id = $3
     ON CONFLICT (empresa_id, connection_id, contact_id, label) DO UPDATE SET wanted = k.wanted OR excluded.wanted,
       applied = k.applied OR excluded.applied`,
    ids,
  )
  for (const table of ['conversations', 'messages', 'send_decisions', 'chat_events'])
    await ctx.sql.query(`UPDATE ${table} SET contact_id = $2 WHERE empresa_id = $1 AND contact_id = $3`, ids)
  const { rows } = await ctx.sql.query<Record<string, unknown>>(
    'DELETE FROM contacts WHERE empresa_id = $1 AND id = $2 RETURNING *',
    [ctx.empresaId, loser],
  )
  // The keys are unique: they move once the other row is gone.
  await ctx.sql.query(
    `UPDATE contacts AS k SET name = coalesce(k.name, l.name), phone = coalesce(k.phone, l.phone),
       phone_key = coalesce(k.phone_key, l.phone_key), jid = coalesce(k.jid, l.jid), lid = coalesce(k.lid, l.lid),
       bsuid = coalesce(k.bsuid, l.bsuid), uf = coalesce(k.uf, l.uf), customer_id = coalesce(k.customer_id, l.customer_id),
       opted_out_at = least(k.opted_out_at, l.opted_out_at), opt_out_reason = coalesce(k.opt_out_reason, l.opt_out_reason),
       on_whatsapp = coalesce(k.on_whatsapp, l.on_whatsapp)
     FROM jsonb_populate_record(NULL::contacts, $3::jsonb) AS l
     WHERE k.empresa_id = $1 AND k.id = $2`,
    [ctx.empresaId, keep, JSON.stringify(rows[0] ?? {})],
  )
}
