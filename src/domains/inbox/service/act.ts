import { PRIORITY } from '~/domains/outbox/kinds'
import { requireOpenWindow, requireSendable } from '~/domains/templates/service/free-text'
import { keepSentFile, mediaOf, requireCarried, type AnswerFile } from '~/domains/outbox/service/files/sent'
import { queueMessage } from '~/domains/outbox/service/queue'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { AnswerInput } from '../schema'
import type { ConversationState } from '../states'

const SELECT = {
  id: true,
  contactId: true,
  connectionId: true,
  status: true,
  assignedTo: true,
  unread: true,
  lastInboundAt: true,
  lastHumanAt: true,
  connection: { select: { provider: true } },
  contact: { select: { name: true, phone: true } },
} as const

async function find(ctx: EmpresaCtx, id: string) {
  const conversation = await ctx.db.conversation.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: SELECT,
  })
  if (!conversation) throw new AppError('NOT_FOUND', 'Conversa não encontrada.')
  return conversation
}

const userIdOf = (ctx: EmpresaCtx) => (ctx.actor.kind === 'user' ? ctx.actor.userId : null)

/**
 * Queues a user's answer, before every automatic message. From then on the user has the conversation (t-46); the list
 * shows the answer once the provider has accepted it. @returns null when the same answer was submitted before. @throws
 * AppError NOT_FOUND, BAD_INPUT for a text that can't leave, CONFLICT once Meta takes only approved templates.
 */
export async function answer(
  ctx: EmpresaCtx,
  input: AnswerInput,
  file?: AnswerFile,
): Promise<{ messageId: string | null }> {
  requireSendable(input.body)
  if (file) requireCarried(file.media, input.body)
  else if (input.body === '') throw new AppError('BAD_INPUT', 'Escreva a resposta ou escolha um arquivo.')
  const conversation = await find(ctx, input.id)
  requireOpenWindow({ ...conversation.connection, lastInboundAt: conversation.lastInboundAt }, ctx.now)
  const messageId = await queueMessage(ctx, {
    dedupeKey: `resposta:${input.id}:${input.once}`,
    kind: 'resposta',
    connectionId: conversation.connectionId,
    contactId: conversation.contactId,
    conversationId: conversation.id,
    body: input.body,
    ...(file ? { media: mediaOf(file) } : {}),
    notBefore: ctx.now,
    priority: PRIORITY.answer,
  })
  if (messageId === null) return { messageId }
  if (file) await keepSentFile(ctx, messageId, file)
  await ctx.db.conversation.updateMany({
    where: { empresaId: ctx.empresaId, id: conversation.id },
    data: {
      status: 'em_atendimento',
      assignedTo: conversation.assignedTo ?? userIdOf(ctx),
      unread: 0,
      lastHumanAt: ctx.now,
    },
  })
  await written(ctx, 'conversation.answered', conversation, file?.fileName ?? null)
  return { messageId }
}

/** Audits that a user wrote, with the recipient; the text itself stays in the conversation. */
async function written(
  ctx: EmpresaCtx,
  action: string,
  { id, contact: { name, phone } }: { id: string; contact: { name: string | null; phone: string | null } },
  file: string | null = null,
): Promise<void> {
  await changed(ctx, action, id, undefined, { contact: name ?? phone, ...(file === null ? {} : { file }) })
}

/** Adds a note that only the shop sees. @throws AppError NOT_FOUND. */
export async function addNote(ctx: EmpresaCtx, input: { id: string; body: string }): Promise<{ id: string }> {
  const conversation = await find(ctx, input.id)
  const { body } = input
  const note = await ctx.db.conversationNote.create({
    data: {
      empresaId: ctx.empresaId,
      conversationId: conversation.id,
      author: ctx.actor.name,
      body,
      createdAt: ctx.now,
    },
    select: { id: true },
  })
  await written(ctx, 'conversation.noted', conversation)
  return note
}

/** Marks everything as read. @throws AppError NOT_FOUND. */
export async function markRead(ctx: EmpresaCtx, id: string): Promise<void> {
  const conversation = await find(ctx, id)
  if (conversation.unread === 0) return
  await ctx.db.conversation.updateMany({ where: { empresaId: ctx.empresaId, id }, data: { unread: 0 } })
  await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}

/**
 * Puts a conversation back among the unread ones; one that has something unread stays as it is. @throws AppError
 * NOT_FOUND.
 */
export async function markUnread(ctx: EmpresaCtx, id: string): Promise<void> {
  const conversation = await find(ctx, id)
  if (conversation.unread > 0) return
  await ctx.db.conversation.updateMany({ where: { empresaId: ctx.empresaId, id }, data: { unread: 1 } })
  await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}

/** Moves a conversation between waiting, in progress and closed. @throws AppError NOT_FOUND. */
export async function setStatus(
  ctx: EmpresaCtx,
  input: { id: string; status: ConversationState },
): Promise<void> {
  const { id, status } = input
  const conversation = await find(ctx, id)
  if (conversation.status === status) return
  await ctx.db.conversation.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { status, ...(status === 'encerrada' ? { unread: 0 } : {}) },
  })
  await changed(ctx, 'conversation.moved', id, { status: conversation.status }, { status })
}

/**
 * Assigns a conversation to an active member of the empresa, or to none: then it waits again, unless the last inbound
 * message was answered. @throws AppError NOT_FOUND.
 */
export async function assign(ctx: EmpresaCtx, input: { id: string; userId: string | null }): Promise<void> {
  const { id, userId } = input
  const conversation = await find(ctx, id)
  if (userId) {
    const member = await ctx.db.membership.findFirst({
      where: { empresaId: ctx.empresaId, userId, active: true, user: { active: true } },
      select: { userId: true },
    })
    if (!member) throw new AppError('NOT_FOUND', 'Esta pessoa não faz parte da empresa, ou está desativada.')
  }
  await ctx.db.conversation.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: {
      assignedTo: userId,
      ...(userId && conversation.status === 'aguardando' ? { status: 'em_atendimento' } : {}),
      ...(!userId && conversation.status === 'em_atendimento' && isUnanswered(conversation)
        ? { status: 'aguardando' }
        : {}),
    },
  })
  await changed(
    ctx,
    'conversation.assigned',
    id,
    { assignedTo: conversation.assignedTo },
    { assignedTo: userId },
  )
}

function isUnanswered({
  lastInboundAt,
  lastHumanAt,
}: {
  lastInboundAt: Date | null
  lastHumanAt: Date | null
}) {
  return lastInboundAt !== null && (lastHumanAt === null || lastHumanAt < lastInboundAt)
}

/** Links the conversation's contact to a customer. @throws AppError NOT_FOUND. */
export async function linkCustomer(
  ctx: EmpresaCtx,
  input: { id: string; customerId: string | null },
): Promise<void> {
  const { id, customerId } = input
  const conversation = await find(ctx, id)
  if (customerId) {
    const known = await ctx.db.customer.findFirst({
      where: { empresaId: ctx.empresaId, id: customerId },
      select: { id: true },
    })
    if (!known) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  }
  const where = { empresaId: ctx.empresaId, id: conversation.contactId }
  const before = await ctx.db.contact.findFirst({ where, select: { customerId: true } })
  await ctx.db.contact.updateMany({ where, data: { customerId } })
  await changed(ctx, 'conversation.linked', id, before, { customerId })
}

async function changed(
  ctx: EmpresaCtx,
  action: string,
  id: string,
  before: unknown,
  after: unknown,
): Promise<void> {
  await audit(ctx, { action, entity: 'conversation', entityId: id, before, after })
  await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}
