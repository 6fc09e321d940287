import type { z } from 'zod'
import type { optOutInput } from '~/domains/contacts/schema'
import { auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { liveNotices } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { kindsSql } from '../kinds'
import { decideCancelled } from './decisions'
import * as move from './message-state'

/**
 * Stops every automatic message to a contact at once; waiting ones are cancelled. Opting out twice changes nothing.
 * @param reason Portuguese, shown in the contact's timeline.
 * @returns false when the contact had opted out before or is missing.
 */
export async function optOut(ctx: EmpresaSqlCtx, contactId: string, reason: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE contacts SET opted_out_at = $3, opt_out_reason = $4 WHERE empresa_id = $1 AND id = $2 AND opted_out_at IS NULL`,
    [ctx.empresaId, contactId, ctx.now, reason],
  )
  await ctx.sql.query(
    `WITH cancelled AS (
       UPDATE messages SET ${move.cancel({ code: "'pediu_para_parar'", reason: '$4', at: '$3' })}
       WHERE empresa_id = $1 AND contact_id = $2 AND state = 'pendente' AND kind NOT IN ${kindsSql('answers')} RETURNING *
     ), decided AS (${decideCancelled('cancelled')})
     SELECT ${liveNotices('message', 'cancelled')}`,
    [ctx.empresaId, contactId, ctx.now, 'A pessoa pediu para não receber mais mensagens.'],
  )
  return (rowCount ?? 0) > 0
}

/** Allows messages to a contact who asked for them again. @returns false when nothing changed. */
export async function optIn(ctx: EmpresaSqlCtx, contactId: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `UPDATE contacts SET opted_out_at = NULL, opt_out_reason = NULL WHERE empresa_id = $1 AND id = $2 AND opted_out_at IS NOT NULL`,
    [ctx.empresaId, contactId],
  )
  return (rowCount ?? 0) > 0
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
