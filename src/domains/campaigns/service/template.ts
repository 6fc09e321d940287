import type { TemplateKind } from '~/domains/templates/kinds'
import { namedBody } from '~/domains/templates/rules/cloud-template'
import { cloudBinding, templateKind } from '~/domains/templates/schema'
import { requireSettings } from '~/domains/templates/service/templates'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

/**
 * The current texts of a campaign on a channel: the template's text, and after it the one that Meta approved where the
 * channel uses the official API, since a recipient may get either. @throws AppError NOT_FOUND, CONFLICT for one that is
 * switched off or names the creditor before the empresa has set it.
 */
export async function checkedTemplateBody(
  ctx: EmpresaCtx,
  templateId: string,
  connectionId: string,
): Promise<{ kind: TemplateKind; body: string }> {
  const { empresaId } = ctx
  const connection = await ctx.db.whatsappConnection.findFirst({
    where: { empresaId, id: connectionId },
    select: { provider: true },
  })
  if (!connection) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  const template = await ctx.db.messageTemplate.findFirst({
    where: { empresaId, id: templateId },
    select: { kind: true, body: true, name: true, active: true, cloud: true },
  })
  if (!template) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
  if (!template.active)
    throw new AppError('CONFLICT', `O modelo “${template.name}” está desligado. Ligue-o ou escolha outro.`)
  const approved = connection.provider === 'cloud' ? cloudBinding.nullable().parse(template.cloud) : null
  const body = approved ? `${template.body}\n${namedBody(approved)}` : template.body
  requireSettings(ctx, body)
  return { kind: templateKind.parse(template.kind), body }
}
