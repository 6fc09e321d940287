import { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import { addLocalDays, localDay, startOfLocalDay } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import { keysetPage, pageWithTotal, type ListQuery } from '~/kernel/keyset'
import { isAnyOf } from '~/kernel/many-sql'
import type { PageInput } from '~/kernel/paging'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { CONNECTION_STATES } from '~/domains/channels/kinds'
import { isHeld, waitingReason } from '../rules/waiting'
import { messageDetail, messageRow, type listMessagesInput, type MessageFilter } from '../schema'
import { findContacts } from '~/domains/contacts/service/find-contacts'
import { messageOutcomes } from './outcomes'
import { SENDER } from './sender'
import { SHOWN_TEXT } from './shown-text'
import { CUSTOMER_OF_CONTACT, WHO } from '~/domains/contacts/service/contact-name'

const messageSelect = ({
  now,
  empresa,
}: EmpresaCtx) => Prisma.sql`m.id, m.direction, m.kind, m.state, m.state_reason AS "stateReason", m.state_code AS "stateCode",
  m.contact_id AS "contactId", ${WHO} AS "contactName", c.phone, m.address, t.name AS "templateName", w.name AS "connectionName",
  ${SHOWN_TEXT} AS body, m.subject_type AS "subjectType", m.subject_id AS "subjectId", m.not_before AS "notBefore", m.attempts,
  m.provider_message_id AS "providerMessageId", m.accepted_at AS "acceptedAt", m.sent_at AS "sentAt",
  m.delivered_at AS "deliveredAt", m.read_at AS "readAt", m.created_by AS "createdBy", ${SENDER} AS sender, m.created_at AS "createdAt",
  w.status AS "numberStatus", w.paused_at IS NOT NULL AS "numberPaused", w.paused_reason AS "numberPausedReason",
  CASE WHEN w.counted_day = ${localDay(now, empresa.timezone)}::date THEN w.sent_today ELSE 0 END AS "numberSentToday",
  w.daily_cap AS "numberDailyCap", CASE WHEN w.next_send_at > ${now} THEN w.next_send_at END AS "numberNextSendAt"`
const FROM = Prisma.sql`messages AS m
  JOIN whatsapp_connections AS w ON w.empresa_id = m.empresa_id AND w.id = m.connection_id
  LEFT JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
  ${CUSTOMER_OF_CONTACT}
  LEFT JOIN message_templates AS t ON t.empresa_id = m.empresa_id AND t.id = m.template_id`

/** A row with the state of its channel, which explains why it waits. */
const storedRow = messageRow.omit({ outcome: true }).extend({
  notBefore: z.date(),
  numberStatus: z.enum(CONNECTION_STATES),
  numberPaused: z.boolean(),
  numberPausedReason: z.string().nullable(),
  numberSentToday: z.number().int(),
  numberDailyCap: z.number().int(),
  numberNextSendAt: z.date().nullable(),
})

/** The row as it is returned: a waiting one has the current reason, not only the stored one. */
function withReason<Row extends z.output<typeof storedRow>>(ctx: EmpresaCtx, row: Row) {
  if (row.state !== 'pendente') return row
  const { stateReason, notBefore } = row
  const connection = {
    status: row.numberStatus,
    paused: row.numberPaused,
    pausedReason: row.numberPausedReason,
    sentToday: row.numberSentToday,
    dailyCap: row.numberDailyCap,
    nextSendAt: row.numberNextSendAt,
  }
  const tomorrow = startOfLocalDay(
    addLocalDays(localDay(ctx.now, ctx.empresa.timezone), 1),
    ctx.empresa.timezone,
  )
  return {
    ...row,
    notBefore: isHeld(notBefore, ctx.now) ? null : notBefore,
    stateReason: waitingReason({ stateReason, notBefore, connection }, ctx.now, tomorrow),
  }
}

/** Ids of messages with this id of the provider's, or with our client id. */
async function withProviderId(ctx: EmpresaCtx, text: string): Promise<string[]> {
  if (text.length < 8 || /\s/.test(text)) return []
  const rows = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT m.id::text FROM whatsapp_connections AS w JOIN messages AS m ON m.empresa_id = w.empresa_id AND m.connection_id = w.id
      AND m.direction IN ('in', 'out') AND m.provider_message_id = ${text}
    WHERE w.empresa_id = ${ctx.empresaId}::uuid
    UNION SELECT m.id::text FROM messages AS m WHERE m.empresa_id = ${ctx.empresaId}::uuid AND m.client_message_id = ${text}`
  return rows.map(({ id }) => id)
}

/** The rows that a search matches; null for all. */
async function searched(
  ctx: EmpresaCtx,
  q: string | undefined,
): Promise<{ where: Prisma.Sql; cut: boolean } | null> {
  const text = q?.trim() ?? ''
  if (text === '') return null
  const ids = await withProviderId(ctx, text)
  if (ids.length > 0) return { where: Prisma.sql`m.id = ANY(${ids}::uuid[])`, cut: false }
  const found = await findContacts(ctx, text)
  return found && { where: Prisma.sql`m.contact_id = ANY(${found.ids}::uuid[])`, cut: found.cut }
}

async function messagesQuery(ctx: EmpresaCtx, filter: MessageFilter): Promise<ListQuery> {
  const where = [
    Prisma.sql`m.empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`m.created_at`, filter),
  ]
  if (filter.state) where.push(isAnyOf(Prisma.sql`m.state`, filter.state))
  if (filter.kind) where.push(isAnyOf(Prisma.sql`m.kind`, filter.kind))
  if (filter.direction) where.push(isAnyOf(Prisma.sql`m.direction`, filter.direction))
  if (filter.connectionId) where.push(Prisma.sql`m.connection_id = ${filter.connectionId}::uuid`)
  if (filter.contactId) where.push(Prisma.sql`m.contact_id = ${filter.contactId}::uuid`)
  if (filter.templateId) where.push(Prisma.sql`m.template_id = ${filter.templateId}::uuid`)
  if (filter.campaignId)
    where.push(Prisma.sql`m.subject_type = 'campaign' AND m.subject_id = ${filter.campaignId}::uuid`)
  if (filter.code) where.push(isAnyOf(Prisma.sql`m.state_code`, filter.code))
  const search = await searched(ctx, filter.q)
  if (search) where.push(search.where)
  return {
    select: messageSelect(ctx),
    from: FROM,
    where,
    id: Prisma.sql`m.id`,
    ...(search?.cut ? { cut: true } : {}),
  }
}

const LEFT: ReadonlySet<string> = new Set(['enviada', 'entregue', 'lida'])
const NEWEST = { column: Prisma.sql`m.created_at`, type: 'timestamptz', descending: true } as const

async function readPage(ctx: EmpresaCtx, query: ListQuery, page: PageInput) {
  const found = await keysetPage(ctx.db, storedRow, query, NEWEST, '-data', page)
  return { ...found, rows: await withOutcomes(ctx, found.rows) }
}

/** The rows as they are returned, with the outcome of each message. */
async function withOutcomes(ctx: EmpresaCtx, rows: readonly z.output<typeof storedRow>[]) {
  const sent = rows.filter(({ direction, state }) => direction === 'out' && LEFT.has(state))
  const found =
    sent.length > 0
      ? await messageOutcomes(
          ctx,
          sent.map(({ id }) => id),
        )
      : []
  const outcomes = new Map(found.map(({ id, ...outcome }) => [id, outcome]))
  return rows.map((row) => ({ ...withReason(ctx, row), outcome: outcomes.get(row.id) ?? null }))
}

/** A page of the log, without its length. */
export async function pageOfMessages(ctx: EmpresaCtx, filter: MessageFilter, page: PageInput) {
  return readPage(ctx, await messagesQuery(ctx, filter), page)
}

/** All messages: sent, received, waiting and cancelled, newest first (msg-10). */
export async function listMessages(
  ctx: EmpresaCtx,
  { cursor, size, ...filter }: z.output<typeof listMessagesInput>,
) {
  const query = await messagesQuery(ctx, filter)
  // No filter of the list refers to the joined tables.
  const counted = { ...query, from: Prisma.sql`messages AS m` }
  return pageWithTotal(ctx.db, counted, await readPage(ctx, query, { cursor, size }))
}

/** One message with its attempts. @throws AppError NOT_FOUND */
export async function getMessage(ctx: EmpresaCtx, id: string): Promise<z.infer<typeof messageDetail>> {
  const rows = await ctx.db.$queryRaw<object[]>`
    SELECT ${messageSelect(ctx)} FROM ${FROM} WHERE m.empresa_id = ${ctx.empresaId}::uuid AND m.id = ${id}::uuid`
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Mensagem não encontrada.')
  const tries = await ctx.db.messageAttempt.findMany({
    where: { empresaId: ctx.empresaId, messageId: id },
    select: { n: true, startedAt: true, finishedAt: true, outcome: true, code: true, detail: true },
    orderBy: { n: 'asc' },
  })
  const [row] = await withOutcomes(ctx, [storedRow.parse(rows[0])])
  return messageDetail.parse({ ...row, tries })
}
