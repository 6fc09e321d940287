import { audit, auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { notifyLive } from '~/kernel/live'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { PRIORITY } from '../kinds'
import type { ResolveInput, SendByHandInput } from '../schema'
import { contactOfPhone } from '~/domains/contacts/service/contacts'
import { requireOpenWindow, requireSendable } from '~/domains/templates/service/free-text'
import { wakeChannel } from '~/domains/channels/service/wake'
import { queueMessage } from './queue'
import { byUser } from './message-state'

/**
 * A user settles an uncertain or failed message: send again (the subject is checked again), it did arrive, or drop it.
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
  // The connection first, as sends do: another order could deadlock.
  if (how === 'reenviar') await wakeChannel(ctx, before.connectionId)
  const { count } = await ctx.db.message.updateMany({
    where: { empresaId: ctx.empresaId, id, direction: 'out', state: { in: from } },
    data:
      how === 'reenviar'
        ? byUser.sendAgain(ctx.now)
        : how === 'foi_enviada'
          ? byUser.confirm(ctx.now, `${ctx.actor.name} confirmou que chegou.`)
          : byUser.drop(ctx.now, `Descartada por ${ctx.actor.name}.`),
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

/** Cancels one waiting message. @throws AppError NOT_FOUND, CONFLICT when it doesn't wait any more. */
export async function cancelMessage(ctx: EmpresaCtx, id: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, id }
  const known = await ctx.db.message.findFirst({ where, select: { id: true } })
  if (!known) throw new AppError('NOT_FOUND', 'Mensagem não encontrada.')
  const { count } = await ctx.db.message.updateMany({
    where: { ...where, state: 'pendente' },
    data: byUser.drop(ctx.now, `Cancelada por ${ctx.actor.name}.`),
  })
  if (count === 0) throw new AppError('CONFLICT', 'Esta mensagem não está mais na fila.')
  await audit(ctx, { action: 'message.cancelled', entity: 'message', entityId: id })
  await notifyLive(ctx, ctx.empresaId, 'message', id)
}

/**
 * Queues a message that a member of the shop wrote to one phone (msg-9).
 * @throws AppError BAD_INPUT, NOT_FOUND, CONFLICT
 */
export async function sendByHand(ctx: EmpresaSqlCtx, input: SendByHandInput): Promise<{ id: string | null }> {
  requireSendable(input.body)
  const phone = parsePhone(input.phone)
  const contact = await contactOfPhone(ctx, phone, { name: input.name ?? null })
  if (!contact) throw new AppError('BAD_INPUT', 'Informe o telefone com DDD, como (31) 98765-4321.')
  const { rows } = await ctx.sql.query<{ optedOut: boolean; provider: string; lastInboundAt: Date | null }>(
    `SELECT c.opted_out_at IS NOT NULL AS "optedOut", w.provider, v.last_inbound_at AS "lastInboundAt"
     FROM contacts AS c JOIN whatsapp_connections AS w ON w.empresa_id = c.empresa_id
     LEFT JOIN conversations AS v ON v.empresa_id = c.empresa_id AND v.connection_id = w.id AND v.contact_id = c.id
     WHERE c.empresa_id = $1 AND c.id = $2 AND w.id = $3`,
    [ctx.empresaId, contact.id, input.connectionId],
  )
  if (!rows[0]) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  if (rows[0].optedOut)
    throw new AppError('CONFLICT', 'Esta pessoa pediu para não receber mais mensagens. Nada foi enviado.')
  requireOpenWindow(rows[0], ctx.now)
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
  if (id !== null)
    await auditSql(ctx, {
      action: 'message.written',
      entity: 'message',
      entityId: id,
      after: { contact: input.name ?? phone.e164 },
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
