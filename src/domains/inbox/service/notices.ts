import { notify } from '~/domains/empresas/service/notifications'
import { formatPhone } from '~/kernel/br'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Notifies that a customer wrote and no user has read it yet: once for all messages until it is read. */
export async function notifyAnswered(
  ctx: EmpresaSqlCtx,
  answer: { conversationId: string; contactId: string; messageId: string; text: string },
): Promise<void> {
  const { conversationId, contactId, messageId, text } = answer
  const { rows } = await ctx.sql.query<{ name: string | null; phone: string | null }>(
    `SELECT coalesce((SELECT s.name FROM customers AS s WHERE s.empresa_id = c.empresa_id AND s.id = c.customer_id), c.name) AS name,
       c.phone FROM contacts AS c WHERE c.empresa_id = $1 AND c.id = $2`,
    [ctx.empresaId, contactId],
  )
  const [contact] = rows
  const who = contact?.name ?? (contact?.phone ? formatPhone(contact.phone) : 'Um cliente')
  await notify(ctx, {
    kind: 'conversation.answered',
    title: `${who} escreveu`,
    body: text.slice(0, 200),
    href: `conversas?c=${conversationId}`,
    dedupeKey: `conversa:${conversationId}:${messageId}`,
  })
}
