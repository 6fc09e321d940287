import { PRIORITY } from '~/domains/messaging/kinds'
import { requireOpenWindow, requireSendable } from '~/domains/messaging/service/free-text'
import {
  keepSentFile,
  mediaOf,
  requireCarried,
  type AnswerFile,
} from '~/domains/messaging/service/files/sent'
import { queueMessage } from '~/domains/messaging/service/queue'
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
  const talk = await ctx.db.conversation.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: SELECT,
  })
  if (!talk) throw new AppError('NOT_FOUND', 'Conversa não encontrada.')
  return talk
}

const person = (ctx: EmpresaCtx) => (ctx.actor.kind === 'user' ? ctx.actor.userId : null)

/**
 * Queues a person's answer, before every automatic message. From then on the person has the word (t-46); the list shows
 * the answer once the service has taken it.
 * @returns null when the same answer was pressed before.
 * @throws AppError NOT_FOUND, BAD_INPUT for a text that can't leave, CONFLICT once Meta takes only approved templates.
 */
export async function answer(
  ctx: EmpresaCtx,
  input: AnswerInput,
  file?: AnswerFile,
): Promise<{ messageId: string | null }> {
  requireSendable(input.body)
  if (file) requireCarried(file.media, input.body)
  else if (input.body === '') throw new AppError('BAD_INPUT', 'Escreva a resposta ou escolha um arquivo.')
  const talk = await find(ctx, input.id)
  requireOpenWindow({ ...talk.connection, lastInboundAt: talk.lastInboundAt }, ctx.now)
  const messageId = await queueMessage(ctx, {
    dedupeKey: `resposta:${input.id}:${input.once}`,
    kind: 'resposta',
    connectionId: talk.connectionId,
    contactId: talk.contactId,
    conversationId: talk.id,
    body: input.body,
    ...(file ? { media: mediaOf(file) } : {}),
    notBefore: ctx.now,
    priority: PRIORITY.answer,
  })
  if (messageId === null) return { messageId }
  if (file) await keepSentFile(ctx, messageId, file)
  await ctx.db.conversation.updateMany({
    where: { empresaId: ctx.empresaId, id: talk.id },
    data: {
      status: 'em_atendimento',
      assignedTo: talk.assignedTo ?? person(ctx),
      unread: 0,
      lastHumanAt: ctx.now,
    },
  })
  await written(ctx, 'conversation.answered', talk, file?.fileName ?? null)
  return { messageId }
}

/** Notes that a person wrote, and to whom; the text itself stands in the conversation. */
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
  const talk = await find(ctx, input.id)
  const { body } = input
  const note = await ctx.db.conversationNote.create({
    data: {
      empresaId: ctx.empresaId,
      conversationId: talk.id,
      author: ctx.actor.name,
      body,
      createdAt: ctx.now,
    },
    select: { id: true },
  })
  await written(ctx, 'conversation.noted', talk)
  return note
}

/** Marks everything as read. @throws AppError NOT_FOUND. */
export async function markRead(ctx: EmpresaCtx, id: string): Promise<void> {
  const talk = await find(ctx, id)
  if (talk.unread === 0) return
  await ctx.db.conversation.updateMany({ where: { empresaId: ctx.empresaId, id }, data: { unread: 0 } })
  await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}

/** Puts a talk back among those that somebody should read; one that has something unread stays as it is. @throws AppError NOT_FOUND. */
export async function markUnread(ctx: EmpresaCtx, id: string): Promise<void> {
  const talk = await find(ctx, id)
  if (talk.unread > 0) return
  await ctx.db.conversation.updateMany({ where: { empresaId: ctx.empresaId, id }, data: { unread: 1 } })
  await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}

/** Moves a talk between waiting, with a person and closed. @throws AppError NOT_FOUND. */
export async function setStatus(
  ctx: EmpresaCtx,
  input: { id: string; status: ConversationState },
): Promise<void> {
  const { id, status } = input
  const talk = await find(ctx, id)
  if (talk.status === status) return
  await ctx.db.conversation.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { status, ...(status === 'encerrada' ? { unread: 0 } : {}) },
  })
  await changed(ctx, 'conversation.moved', id, { status: talk.status }, { status })
}

/**
 * Gives a talk to an active member of the empresa, or to nobody: then it waits again, unless somebody has answered what was last
 * written. @throws AppError NOT_FOUND.
 */
export async function assign(ctx: EmpresaCtx, input: { id: string; userId: string | null }): Promise<void> {
  const { id, userId } = input
  const talk = await find(ctx, id)
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
      ...(userId && talk.status === 'aguardando' ? { status: 'em_atendimento' } : {}),
      ...(!userId && talk.status === 'em_atendimento' && isUnanswered(talk) ? { status: 'aguardando' } : {}),
    },
  })
  await changed(ctx, 'conversation.assigned', id, { assignedTo: talk.assignedTo }, { assignedTo: userId })
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

/** Says which customer the talk's person is. @throws AppError NOT_FOUND. */
export async function linkCustomer(
  ctx: EmpresaCtx,
  input: { id: string; customerId: string | null },
): Promise<void> {
  const { id, customerId } = input
  const talk = await find(ctx, id)
  if (customerId) {
    const known = await ctx.db.customer.findFirst({
      where: { empresaId: ctx.empresaId, id: customerId },
      select: { id: true },
    })
    if (!known) throw new AppError('NOT_FOUND', 'Cliente não encontrado.')
  }
  const where = { empresaId: ctx.empresaId, id: talk.contactId }
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
