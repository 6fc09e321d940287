import type { z } from 'zod'
import { auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { contactView, decisionRow, optOutInput } from '../schema'
import { optIn, optOut } from './contacts'

/** One contact on WhatsApp. @throws AppError NOT_FOUND */
export async function getContact(ctx: EmpresaCtx, id: string): Promise<z.infer<typeof contactView>> {
  const found = await ctx.db.contact.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: {
      id: true,
      name: true,
      phone: true,
      uf: true,
      customerId: true,
      optedOutAt: true,
      optOutReason: true,
      onWhatsapp: true,
    },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  return found
}

/** Records that a contact doesn't want messages, or wants them again. @throws AppError NOT_FOUND */
export async function setOptOut(ctx: EmpresaSqlCtx, input: z.output<typeof optOutInput>): Promise<void> {
  const { id, optedOut } = input
  const { rowCount } = await ctx.sql.query('SELECT 1 FROM contacts WHERE empresa_id = $1 AND id = $2', [
    ctx.empresaId,
    id,
  ])
  if (rowCount === 0) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  const changed = optedOut
    ? await optOut(ctx, id, input.reason ?? `Marcado por ${ctx.actor.name}.`)
    : await optIn(ctx, id)
  if (changed)
    await auditSql(ctx, {
      action: optedOut ? 'contact.opted_out' : 'contact.opted_in',
      entity: 'contact',
      entityId: id,
    })
}

/** Allows messages to a contact that a provider called unreachable: the next send finds out. @throws AppError NOT_FOUND */
export async function tryContactAgain(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  const { rowCount } = await ctx.sql.query(
    'UPDATE contacts SET on_whatsapp = NULL WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, id],
  )
  if (rowCount === 0) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  await auditSql(ctx, { action: 'contact.tried_again', entity: 'contact', entityId: id })
}

/** The newest decisions about a contact: what was not sent, and why (ambition 8). */
export function listDecisions(ctx: EmpresaCtx, contactId: string): Promise<z.infer<typeof decisionRow>[]> {
  return ctx.db.$queryRaw<z.infer<typeof decisionRow>[]>`
    SELECT at, decision, code, reason, subject_type AS "subjectType", subject_id AS "subjectId" FROM send_decisions
    WHERE empresa_id = ${ctx.empresaId}::uuid AND contact_id = ${contactId}::uuid ORDER BY at DESC LIMIT 200`
}
