import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { keysetPage, pageWithTotal, type ListQuery } from '~/kernel/keyset'
import { notifyLive } from '~/kernel/live'
import { parsePhone } from '~/kernel/phone'
import type { PageInput } from '~/kernel/paging'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { z } from 'zod'
import { PRIORITY } from '../kinds'
import {
  messageDetail,
  messageRow,
  type listMessagesInput,
  type MessageFilter,
  type ResolveInput,
  type SendByHandInput,
} from '../schema'
import { contactOfPhone } from './contacts'
import { requireSendable } from './free-text'
import { DISPATCH_CHANNEL, queueMessage } from './queue'

const SELECT = Prisma.sql`m.id, m.direction, m.kind, m.state, m.state_reason AS "stateReason", m.state_code AS "stateCode",
  m.contact_id AS "contactId", c.name AS "contactName", c.phone, m.address, t.name AS "templateName", w.name AS "connectionName",
  m.body, m.subject_type AS "subjectType", m.subject_id AS "subjectId", m.not_before AS "notBefore", m.attempts,
  m.provider_message_id AS "providerMessageId", m.accepted_at AS "acceptedAt", m.sent_at AS "sentAt",
  m.delivered_at AS "deliveredAt", m.read_at AS "readAt", m.created_by AS "createdBy", m.created_at AS "createdAt"`
const FROM = Prisma.sql`messages AS m
  JOIN whatsapp_connections AS w ON w.empresa_id = m.empresa_id AND w.id = m.connection_id
  LEFT JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
  LEFT JOIN message_templates AS t ON t.empresa_id = m.empresa_id AND t.id = m.template_id`

function messagesQuery(ctx: EmpresaCtx, filter: MessageFilter): ListQuery {
  const where = [
    Prisma.sql`m.empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`m.created_at`, filter),
  ]
  if (filter.state) where.push(Prisma.sql`m.state = ${filter.state}`)
  if (filter.kind) where.push(Prisma.sql`m.kind = ${filter.kind}`)
  if (filter.direction) where.push(Prisma.sql`m.direction = ${filter.direction}`)
  if (filter.connectionId) where.push(Prisma.sql`m.connection_id = ${filter.connectionId}::uuid`)
  if (filter.contactId) where.push(Prisma.sql`m.contact_id = ${filter.contactId}::uuid`)
  return { select: SELECT, from: FROM, where, id: Prisma.sql`m.id` }
}

const NEWEST = { column: Prisma.sql`m.created_at`, type: 'timestamptz', descending: true } as const

/** A page of the log, without its length. */
export function pageOfMessages(ctx: EmpresaCtx, filter: MessageFilter, page: PageInput) {
  return keysetPage(ctx.db, messageRow, messagesQuery(ctx, filter), NEWEST, '-data', page)
}

/** Everything sent, received, waiting and refused, newest first (msg-10). */
export async function listMessages(
  ctx: EmpresaCtx,
  { cursor, size, ...filter }: z.output<typeof listMessagesInput>,
) {
  return pageWithTotal(
    ctx.db,
    messagesQuery(ctx, filter),
    await pageOfMessages(ctx, filter, { cursor, size }),
  )
}

/** One message with its attempts. @throws AppError NOT_FOUND */
export async function getMessage(ctx: EmpresaCtx, id: string): Promise<z.infer<typeof messageDetail>> {
  const rows = await ctx.db.$queryRaw<z.infer<typeof messageRow>[]>`
    SELECT ${SELECT} FROM ${FROM} WHERE m.empresa_id = ${ctx.empresaId}::uuid AND m.id = ${id}::uuid`
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Mensagem não encontrada.')
  const tries = await ctx.db.messageAttempt.findMany({
    where: { empresaId: ctx.empresaId, messageId: id },
    select: { n: true, startedAt: true, finishedAt: true, outcome: true, code: true, detail: true },
    orderBy: { n: 'asc' },
  })
  return messageDetail.parse({ ...rows[0], tries })
}

/**
 * A person settles what nobody knows or what failed: send again (the subject is checked anew), it did arrive, or drop it.
 * @throws AppError NOT_FOUND, CONFLICT when the message is in no such state.
 */
export async function resolveMessage(ctx: EmpresaCtx, input: ResolveInput): Promise<void> {
  const { id, how } = input
  const from = how === 'reenviar' ? ['incerta', 'falhou'] : ['incerta']
  const before = await ctx.db.message.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { state: true, connectionId: true },
  })
  if (!before) throw new AppError('NOT_FOUND', 'Mensagem não encontrada.')
  // The connection first, as sends do: two orders would be a deadlock.
  if (how === 'reenviar') {
    await ctx.db.whatsappConnection.updateMany({
      where: { empresaId: ctx.empresaId, id: before.connectionId },
      data: { nextDueAt: ctx.now },
    })
    await ctx.db.$executeRaw`SELECT pg_notify(${DISPATCH_CHANNEL}, '')`
  }
  const { count } = await ctx.db.message.updateMany({
    where: { empresaId: ctx.empresaId, id, direction: 'out', state: { in: from } },
    data: {
      updatedAt: ctx.now,
      ...(how === 'reenviar'
        ? {
            state: 'pendente',
            notBefore: ctx.now,
            expiresAt: null,
            stateCode: null,
            stateReason: null,
            acceptedAt: null,
          }
        : how === 'foi_enviada'
          ? {
              state: 'enviada',
              sentAt: ctx.now,
              stateCode: 'pessoa',
              stateReason: `${ctx.actor.name} confirmou que chegou.`,
            }
          : { state: 'cancelada', stateCode: 'pessoa', stateReason: `Descartada por ${ctx.actor.name}.` }),
    },
  })
  if (count === 0) throw new AppError('CONFLICT', 'Esta mensagem já foi resolvida. Atualize a página.')
  await audit(ctx, {
    action: 'message.resolved',
    entity: 'message',
    entityId: id,
    before: { state: before.state },
    after: { how },
  })
  await notifyLive(ctx, ctx.empresaId, 'message', id)
}

/** Cancels one message that waits. @throws AppError NOT_FOUND, CONFLICT when it doesn't wait any more. */
export async function cancelMessage(ctx: EmpresaCtx, id: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, id }
  const known = await ctx.db.message.findFirst({ where, select: { id: true } })
  if (!known) throw new AppError('NOT_FOUND', 'Mensagem não encontrada.')
  const { count } = await ctx.db.message.updateMany({
    where: { ...where, state: 'pendente' },
    data: {
      state: 'cancelada',
      stateCode: 'pessoa',
      stateReason: `Cancelada por ${ctx.actor.name}.`,
      updatedAt: ctx.now,
    },
  })
  if (count === 0) throw new AppError('CONFLICT', 'Esta mensagem não está mais na fila.')
  await audit(ctx, { action: 'message.cancelled', entity: 'message', entityId: id })
  await notifyLive(ctx, ctx.empresaId, 'message', id)
}

/** Queues a message that somebody of the shop wrote to one phone (msg-9). @throws AppError BAD_INPUT, NOT_FOUND, CONFLICT */
export async function sendByHand(ctx: EmpresaSqlCtx, input: SendByHandInput): Promise<{ id: string | null }> {
  requireSendable(input.body)
  const phone = parsePhone(input.phone)
  const contact = await contactOfPhone(ctx, phone, { name: input.name ?? null })
  if (!contact) throw new AppError('BAD_INPUT', 'Informe o telefone com DDD, como (31) 98765-4321.')
  const { rows } = await ctx.sql.query<{ optedOut: boolean }>(
    `SELECT c.opted_out_at IS NOT NULL AS "optedOut" FROM contacts AS c JOIN whatsapp_connections AS w ON w.empresa_id = c.empresa_id
     WHERE c.empresa_id = $1 AND c.id = $2 AND w.id = $3`,
    [ctx.empresaId, contact.id, input.connectionId],
  )
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  if (rows[0].optedOut)
    throw new AppError('CONFLICT', 'Esta pessoa pediu para não receber mais mensagens. Nada foi enviado.')
  const about = await aboutOf(ctx, input)
  const id = await queueMessage(ctx, {
    dedupeKey: `manual:${input.once}`,
    kind: 'manual',
    ...about,
    connectionId: input.connectionId,
    contactId: contact.id,
    body: input.body,
    notBefore: ctx.now,
    priority: PRIORITY.byHand,
  })
  return { id }
}

/** The cart or lead that a message is written about. @throws AppError NOT_FOUND */
async function aboutOf(ctx: EmpresaSqlCtx, { cartId, leadId }: SendByHandInput) {
  const [subjectType, subjectId] = cartId ? (['cart', cartId] as const) : (['lead', leadId] as const)
  if (!subjectId) return {}
  const table = { cart: 'carts', lead: 'leads' }[subjectType]
  const found = await ctx.sql.query(`SELECT FROM ${table} WHERE empresa_id = $1 AND id = $2`, [
    ctx.empresaId,
    subjectId,
  ])
  if (found.rowCount === 0) throw new AppError('NOT_FOUND', 'O carrinho ou lead não foi encontrado.')
  return { subjectType, subjectId }
}
