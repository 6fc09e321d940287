import { templateKind } from '~/domains/messaging/schema'
import type { TemplateKind } from '~/domains/messaging/kinds'
import { requireSettings } from '~/domains/messaging/service/templates'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

/**
 * The template of a campaign as it is now.
 * @throws AppError NOT_FOUND, CONFLICT for one that is switched off or names who charges before the empresa has told it.
 */
export async function checkedTemplateBody(
  ctx: EmpresaCtx,
  id: string,
): Promise<{ kind: TemplateKind; body: string }> {
  const template = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { kind: true, body: true, name: true, active: true },
  })
  if (!template) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
  if (!template.active)
    throw new AppError('CONFLICT', `O modelo “${template.name}” está desligado. Ligue-o ou escolha outro.`)
  requireSettings(ctx, template.body)
  return { kind: templateKind.parse(template.kind), body: template.body }
}
