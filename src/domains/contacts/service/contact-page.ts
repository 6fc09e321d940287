import type { z } from 'zod'
import { auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { contactView } from '../schema'

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

/** Allows messages to a contact that a provider called unreachable: the next send finds out. @throws AppError NOT_FOUND */
export async function tryContactAgain(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  const { rowCount } = await ctx.sql.query(
    'UPDATE contacts SET on_whatsapp = NULL WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, id],
  )
  if (rowCount === 0) throw new AppError('NOT_FOUND', 'Contato não encontrado.')
  await auditSql(ctx, { action: 'contact.tried_again', entity: 'contact', entityId: id })
}
