import { isFound } from '~/domains/customers/search'
import { findContacts } from '~/domains/contacts/service/find-contacts'
import { isOutsideWindow, OUTSIDE_WINDOW } from '~/domains/templates/rules/cloud-template'
import { CUSTOMER_OF_CONTACT, WHO } from '~/domains/contacts/service/contact-name'
import { SENDER } from '~/domains/outbox/service/sender'
import { askable } from './files/ask-again'
import { chatLines, REACTIONS } from './chat-lines'
import { AppError } from '~/kernel/errors'
import { keysetPage, pageWithTotal, type ListQuery } from '~/kernel/keyset'
import { isAnyOf } from '~/kernel/many-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import {
  conversationDetail,
  conversationRow,
  threadRow,
  type ConversationDetail,
  type ConversationFilter,
} from '../schema'
import type { ConversationState } from '../states'
import { withEverybody } from './names'

type Paged = { cursor?: string | undefined; size: number }

const SELECT = Prisma.sql`v.id, v.contact_id AS "contactId", ${WHO} AS name, c.phone, c.uf, c.opted_out_at IS NOT NULL AS "optedOut",
  c.customer_id AS "customerId", p.name AS "customerName", v.connection_id AS "connectionId", w.name AS "connectionName", v.status,
  v.assigned_to AS "assignedTo", (SELECT u.name FROM users AS u WHERE u.id = v.assigned_to) AS "assignedName", v.unread,
  v.last_text AS "lastText", v.last_message_at AS "lastMessageAt", v.last_inbound_at AS "lastInboundAt", v.last_human_at AS "lastHumanAt"`
const FROM = Prisma.sql`conversations AS v
  JOIN contacts AS c ON c.empresa_id = v.empresa_id AND c.id = v.contact_id
  JOIN whatsapp_connections AS w ON w.empresa_id = v.empresa_id AND w.id = v.connection_id
  ${CUSTOMER_OF_CONTACT}`

/** The contact or a user of the shop wrote: contacts who only got a campaign would bury those who wait. */
const HAS_HUMAN_MESSAGE = Prisma.sql`(v.last_inbound_at IS NOT NULL OR v.last_human_at IS NOT NULL)`

/** Whether the conversation `v` has something that no user of the shop has read. */
const HAS_UNREAD = Prisma.sql`${HAS_HUMAN_MESSAGE} AND v.unread > 0`

/** Filters that all tabs share: channel, label and search. */
async function narrowing(ctx: EmpresaCtx, filter: ConversationFilter) {
  const where = [Prisma.sql`v.empresa_id = ${ctx.empresaId}::uuid`, HAS_HUMAN_MESSAGE]
  if (filter.connectionId) where.push(Prisma.sql`v.connection_id = ${filter.connectionId}::uuid`)
  if (filter.label)
    where.push(Prisma.sql`EXISTS (SELECT FROM contact_labels AS k JOIN whatsapp_labels AS l ON l.empresa_id = k.empresa_id
      AND l.connection_id = k.connection_id AND l.label = k.label
      WHERE k.empresa_id = v.empresa_id AND k.connection_id = v.connection_id AND k.contact_id = v.contact_id AND k.wanted
        AND l.name = ${filter.label})`)
  const found = await findContacts(ctx, filter.q)
  if (found) where.push(isFound(Prisma.sql`v.contact_id`, found))
  return { where, cut: found?.cut ?? false }
}

/** The tab's own filter. */
function tabConditions(ctx: EmpresaCtx, filter: ConversationFilter): Prisma.Sql[] {
  const where: Prisma.Sql[] = []
  if (filter.status) where.push(isAnyOf(Prisma.sql`v.status`, filter.status))
  if (filter.unread) where.push(HAS_UNREAD)
  if (filter.mine)
    where.push(Prisma.sql`v.assigned_to = ${ctx.actor.kind === 'user' ? ctx.actor.userId : null}::uuid`)
  return where
}

/**
 * A page of conversations, the latest first, with the count of each tab. @throws AppError BAD_INPUT for a foreign
 * cursor.
 */
export async function listConversations(ctx: EmpresaCtx, input: ConversationFilter & Paged) {
  const { where, cut } = await narrowing(ctx, input)
  const list: ListQuery = {
    select: SELECT,
    from: FROM,
    where: [...where, ...tabConditions(ctx, input)],
    id: Prisma.sql`v.id`,
    cut,
  }
  const sort = { column: Prisma.sql`v.last_message_at`, type: 'timestamptz', descending: true } as const
  const page = await keysetPage(ctx.db, conversationRow, list, sort, '-data', input)
  // No filter of the list uses the joined tables.
  const counted = { ...list, from: Prisma.sql`conversations AS v` }
  const { rows, ...rest } = await pageWithTotal(ctx.db, counted, page)
  return { ...rest, rows: await withEverybody(ctx, rows), counts: await countsOf(ctx, where) }
}

/** Conversations of each tab within the filtered list; without a channel, label or search from the index alone. */
async function countsOf(ctx: EmpresaCtx, where: Prisma.Sql[]) {
  const states = await ctx.db.$queryRaw<{ status: ConversationState; n: number }[]>`
    SELECT v.status, count(*)::int AS n FROM conversations AS v WHERE ${Prisma.join(where, ' AND ')} GROUP BY v.status`
  const count = (state: ConversationState) => states.find(({ status }) => status === state)?.n ?? 0
  return {
    aguardando: count('aguardando'),
    em_atendimento: count('em_atendimento'),
    encerrada: count('encerrada'),
    unread: await countWhere(ctx, [...where, HAS_UNREAD]),
  }
}

/**
 * Conversations with something unread: the one count that the menu, the tab, the start page and the list show. A count
 * of messages would differ from the list's rows.
 */
export function countUnread(ctx: EmpresaCtx): Promise<number> {
  return countWhere(ctx, [Prisma.sql`v.empresa_id = ${ctx.empresaId}::uuid`, HAS_UNREAD])
}

async function countWhere({ db }: EmpresaCtx, where: Prisma.Sql[]): Promise<number> {
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM conversations AS v WHERE ${Prisma.join(where, ' AND ')}`
  return row?.n ?? 0
}

/** One conversation with its notes. @throws AppError NOT_FOUND. */
export async function getConversation(ctx: EmpresaCtx, id: string): Promise<ConversationDetail> {
  const [row] = await ctx.db.$queryRaw<{ provider: string; lastInboundAt: Date | null }[]>`
    SELECT ${SELECT}, w.provider FROM ${FROM} WHERE v.empresa_id = ${ctx.empresaId}::uuid AND v.id = ${id}::uuid`
  if (!row) throw new AppError('NOT_FOUND', 'Conversa não encontrada.')
  const notes = await ctx.db.conversationNote.findMany({
    where: { empresaId: ctx.empresaId, conversationId: id },
    select: { id: true, author: true, body: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
    take: 100,
  })
  const late = row.provider === 'cloud' && isOutsideWindow(row.lastInboundAt, ctx.now)
  const lines = await chatLines(ctx, id)
  const detail = conversationDetail.parse({
    ...row,
    notes,
    lines,
    onlyTemplates: late ? OUTSIDE_WINDOW : null,
  })
  const [conversation] = await withEverybody(ctx, [detail])
  if (!conversation) throw new Error('getConversation: one row expected')
  return conversation
}

/** Position of a message in its conversation: it may be queued in the evening and leave in the morning. */
const SHOWN_AT = Prisma.sql`CASE WHEN m.direction = 'out' THEN coalesce(m.sent_at, m.accepted_at, m.created_at) ELSE m.created_at END`

const threadOf = (
  now: Date,
) => Prisma.sql`m.id, m.direction, m.kind, m.state, m.state_reason AS "stateReason",
  CASE WHEN m.revoked_at IS NULL OR m.direction = 'out' THEN m.body END AS body, t.name AS "templateName",
  CASE WHEN m.media IS NOT NULL AND (m.revoked_at IS NULL OR m.direction = 'out') THEN jsonb_build_object('kind', coalesce(m.media->>'kind', m.media->>'media', ''), 'state', f.state,
    'mimeType', f.mime_type, 'fileName', f.file_name, 'size', f.size, 'problem', f.problem,
    'askable', coalesce(${askable(now)}, false)) END AS media, ${SENDER} AS sender, ${SHOWN_AT} AS at, m.delivered_at AS "deliveredAt",
  m.read_at AS "readAt", m.edited_at AS "editedAt", m.revoked_at AS "revokedAt", ${REACTIONS} AS reactions`

/**
 * Messages between the conversation's contact and its channel, the newest first: also those that were queued before the
 * first answer.
 */
export async function readThread(ctx: EmpresaCtx, input: { id: string } & Paged) {
  const conversation = await ctx.db.conversation.findFirst({
    where: { empresaId: ctx.empresaId, id: input.id },
    select: { contactId: true, connectionId: true },
  })
  if (!conversation) throw new AppError('NOT_FOUND', 'Conversa não encontrada.')
  const list: ListQuery = {
    select: threadOf(ctx.now),
    from: Prisma.sql`messages AS m
      LEFT JOIN message_templates AS t ON t.empresa_id = m.empresa_id AND t.id = m.template_id
      LEFT JOIN message_files AS f ON f.empresa_id = m.empresa_id AND f.message_id = m.id`,
    where: [
      Prisma.sql`m.empresa_id = ${ctx.empresaId}::uuid`,
      Prisma.sql`m.contact_id = ${conversation.contactId}::uuid`,
      Prisma.sql`m.connection_id = ${conversation.connectionId}::uuid`,
    ],
    id: Prisma.sql`m.id`,
  }
  const sort = { column: SHOWN_AT, type: 'timestamptz', descending: true } as const
  return keysetPage(ctx.db, threadRow, list, sort, '-data', input)
}
