import type { z } from 'zod'
import { templateProblems } from '~/domains/templates/rules/templates'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { saveQuickReplyInput } from '../texts-schema'

/** As many as a user can still find one among. */
const MAX_REPLIES = 200

/**
 * Saves a quick reply of the team. @throws AppError BAD_INPUT for a text that no reply may contain, NOT_FOUND, CONFLICT
 * for a taken shortcut or too many.
 */
export async function saveQuickReply(
  ctx: EmpresaCtx,
  input: z.output<typeof saveQuickReplyInput>,
): Promise<{ id: string }> {
  const { db, empresaId } = ctx
  const { id, shortcut, body } = input
  const [problem] = templateProblems('livre', body)
  if (problem)
    throw new AppError('BAD_INPUT', problem.reason, { fields: [{ field: 'body', reason: problem.reason }] })
  const taken = await db.quickReply.count({
    where: { empresaId, shortcut, ...(id ? { id: { not: id } } : {}) },
  })
  if (taken > 0) throw new AppError('CONFLICT', `Já existe uma resposta com o atalho /${shortcut}.`)
  if (!id) {
    if ((await db.quickReply.count({ where: { empresaId } })) >= MAX_REPLIES)
      throw new AppError(
        'CONFLICT',
        `São ${String(MAX_REPLIES)} respostas rápidas no máximo. Apague uma antes.`,
      )
    const made = await db.quickReply.create({
      data: { empresaId, shortcut, body, createdAt: ctx.now, updatedAt: ctx.now },
      select: { id: true },
    })
    await audit(ctx, {
      action: 'quick_reply.created',
      entity: 'quick_reply',
      entityId: made.id,
      after: { shortcut, body },
    })
    return made
  }
  const before = await db.quickReply.findFirst({
    where: { empresaId, id },
    select: { shortcut: true, body: true },
  })
  if (!before) throw new AppError('NOT_FOUND', 'Resposta rápida não encontrada.')
  await db.quickReply.updateMany({ where: { empresaId, id }, data: { shortcut, body, updatedAt: ctx.now } })
  await audit(ctx, {
    action: 'quick_reply.updated',
    entity: 'quick_reply',
    entityId: id,
    before,
    after: { shortcut, body },
  })
  return { id }
}

/** Deletes a quick reply. @throws AppError NOT_FOUND */
export async function removeQuickReply(ctx: EmpresaCtx, id: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, id }
  const before = await ctx.db.quickReply.findFirst({ where, select: { shortcut: true, body: true } })
  if (!before) throw new AppError('NOT_FOUND', 'Resposta rápida não encontrada.')
  await ctx.db.quickReply.deleteMany({ where })
  await audit(ctx, { action: 'quick_reply.deleted', entity: 'quick_reply', entityId: id, before })
}
