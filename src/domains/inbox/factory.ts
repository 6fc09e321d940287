import { randomUUID } from 'node:crypto'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeContact } from '~/domains/outbox/factory'

/** Test rows: a contact wrote `texts` to a connection. @returns ids of the conversation and its contact. */
export async function makeConversation(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  over: { name?: string; texts?: readonly string[]; at?: Date; customerId?: string } = {},
): Promise<{ id: string; contactId: string; phone: string }> {
  const { texts = ['Oi'], at = ctx.now } = over
  const contact = await makeContact(ctx, over.name)
  const id = randomUUID()
  await ctx.sql.query('UPDATE contacts SET customer_id = $3 WHERE empresa_id = $1 AND id = $2', [
    ctx.empresaId,
    contact.id,
    over.customerId ?? null,
  ])
  await ctx.sql.query(
    `INSERT INTO conversations (empresa_id, id, connection_id, contact_id, unread, last_text, last_message_at, last_inbound_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $7)`,
    [ctx.empresaId, id, connectionId, contact.id, texts.length, texts.at(-1) ?? null, at],
  )
  for (const [n, text] of texts.entries())
    await ctx.sql.query(
      `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, conversation_id, body, state, not_before,
         provider_message_id, created_by, created_at, updated_at)
       VALUES ($1, 'in', 'recebida', $2, $3, $4, $5, 'recebida', $6, $7, 'Cliente', $6, $6)`,
      [ctx.empresaId, connectionId, contact.id, id, text, new Date(at.getTime() + n * 1000), randomUUID()],
    )
  return { id, contactId: contact.id, phone: contact.phone }
}
