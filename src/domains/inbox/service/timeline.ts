import { SHOWN_TEXT } from '~/domains/outbox/service/shown-text'
import { AppError } from '~/kernel/errors'
import { keysetPage, type ListQuery } from '~/kernel/keyset'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { timelineRow } from '../schema'

type Paged = { cursor?: string | undefined; size: number }

/**
 * Messages and decisions in one order, the newest first; a cancelled message stands where it was cancelled, and a sent
 * one where it left, not where it was queued. A decision that its message already shows is left out: the one to send
 * it, and the one that cancelled it.
 */
function timeline(ctx: EmpresaCtx, messages: Prisma.Sql, decisions: Prisma.Sql, page: Paged) {
  const from = Prisma.sql`(
    SELECT m.id, CASE WHEN m.state = 'cancelada' THEN m.updated_at WHEN m.direction = 'out' THEN coalesce(m.sent_at, m.accepted_at, m.created_at) ELSE m.created_at END AS at, 'mensagem' AS entry, m.direction, m.kind, m.state AS outcome, ${SHOWN_TEXT} AS text, m.state_reason AS reason,
      m.subject_type, m.subject_id, m.conversation_id FROM messages AS m
    WHERE m.empresa_id = ${ctx.empresaId}::uuid AND ${messages}
    UNION ALL
    SELECT d.id, d.at, 'decisao', NULL, d.code, d.decision, NULL, d.reason, d.subject_type, d.subject_id, NULL FROM send_decisions AS d
    WHERE d.empresa_id = ${ctx.empresaId}::uuid AND d.decision <> 'enviar' AND ${decisions}
      AND NOT EXISTS (SELECT FROM messages AS m WHERE m.empresa_id = d.empresa_id AND ${messages} AND m.state = 'cancelada'
        AND m.state_code = d.code AND coalesce(m.subject_type, 'message') = d.subject_type
        AND coalesce(m.subject_id, m.id) = d.subject_id)) AS line`
  const list: ListQuery = {
    select: Prisma.sql`line.id, line.at, line.entry, line.direction, line.kind, line.outcome, line.text, line.reason,
      line.subject_type AS "subjectType", line.subject_id AS "subjectId", line.conversation_id AS "conversationId"`,
    from,
    where: [Prisma.sql`true`],
    id: Prisma.sql`line.id`,
  }
  const sort = { column: Prisma.sql`line.at`, type: 'timestamptz', descending: true } as const
  return keysetPage(ctx.db, timelineRow, list, sort, '-data', page)
}

/** What a customer got and didn't get, and why (ambition 8). @throws AppError NOT_FOUND. */
export async function readTimeline(ctx: EmpresaCtx, input: { customerId: string } & Paged) {
  const { customerId } = input
  const known = await ctx.db.customer.count({ where: { empresaId: ctx.empresaId, id: customerId } })
  if (known === 0) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  const contacts = Prisma.sql`(SELECT c.id FROM contacts AS c WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.customer_id = ${customerId}::uuid)`
  const own = (table: string) =>
    Prisma.sql`(SELECT s.id FROM ${Prisma.raw(table)} AS s WHERE s.empresa_id = ${ctx.empresaId}::uuid AND s.customer_id = ${customerId}::uuid)`
  const decisions = Prisma.sql`(d.contact_id IN ${contacts}
      OR (d.subject_type = 'cart' AND d.subject_id IN ${own('carts')}) OR (d.subject_type = 'order' AND d.subject_id IN ${own('orders')})
      OR (d.subject_type = 'lead' AND d.subject_id IN ${own('leads')}))`
  return timeline(ctx, Prisma.sql`m.contact_id IN ${contacts}`, decisions, input)
}

type Subject = { type: 'cart' | 'lead' | 'order'; id: string }

/** What was sent about one cart, lead or order, what wasn't, and why: most carts have no customer (ambition 8). @throws AppError NOT_FOUND. */
export async function readSubjectTimeline(ctx: EmpresaCtx, { type, id }: Subject, page: Paged) {
  const where = { empresaId: ctx.empresaId, id }
  const { cart, lead, order } = ctx.db
  const count = {
    cart: () => cart.count({ where }),
    lead: () => lead.count({ where }),
    order: () => order.count({ where }),
  }
  if ((await count[type]()) === 0) throw new AppError('NOT_FOUND', 'Registro não encontrado.')
  return timeline(
    ctx,
    Prisma.sql`m.subject_type = ${type} AND m.subject_id = ${id}::uuid`,
    Prisma.sql`d.subject_type = ${type} AND d.subject_id = ${id}::uuid`,
    page,
  )
}
