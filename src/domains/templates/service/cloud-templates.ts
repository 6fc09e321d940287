import type { ApprovedTemplate } from '~/adapters/whatsapp/port'
import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { BindInput } from '../cloud-schema'
import type { TemplateKind } from '../kinds'
import { cloudTemplateProblem } from '../rules/cloud-template'
import { templateKind } from '../schema'
import { openProvider } from '~/domains/channels/service/provider'
import { sealedConnection } from '~/domains/channels/service/receive'

type Approved = { templates: ApprovedTemplate[]; reason: string | null }

/**
 * The templates that Meta approved for a channel's account.
 * @throws AppError NOT_FOUND, SOURCE_* when Meta can't be asked.
 */
export async function listApproved(scope: EmpresaScope, connectionId: string): Promise<Approved> {
  const provider = openProvider(scope, await sealedConnection(scope, connectionId), scope.now)
  if (!provider.capabilities.templates)
    return { templates: [], reason: 'Modelos aprovados só existem na API oficial da Meta.' }
  if (!provider.templates)
    return {
      templates: [],
      reason: 'Falta o ID da conta do WhatsApp Business nesta conexão. Preencha-o em WhatsApp.',
    }
  const templates = await provider.templates()
  return {
    templates,
    reason: templates.length > 0 ? null : 'A Meta ainda não aprovou nenhum modelo desta conta.',
  }
}

/**
 * Binds a template of ours to one that Meta approved, in its current form at Meta: outside the 24 hours that one is sent
 * instead.
 * @throws AppError NOT_FOUND, CONFLICT when it isn't approved, BAD_INPUT when the variables for it don't fit, SOURCE_*
 */
export async function bindTemplate(scope: EmpresaScope, input: BindInput): Promise<void> {
  const { id, connectionId, name, language, parameters } = input
  const kind = await withEmpresa(scope, (ctx) => kindOf(ctx, id))
  const { templates, reason } = await listApproved(scope, connectionId)
  const found = templates.find((one) => one.name === name && one.language === language)
  if (!found)
    throw new AppError(
      'CONFLICT',
      reason ?? `A Meta não tem “${name}” aprovado neste idioma. Busque de novo.`,
    )
  const problem = cloudTemplateProblem(found, parameters, kind)
  if (problem)
    throw new AppError('BAD_INPUT', problem, { fields: [{ field: 'parameters', reason: problem }] })
  const { category, body } = found
  await withEmpresa(scope, async (ctx) => {
    await ctx.db.messageTemplate.updateMany({
      where: { empresaId: ctx.empresaId, id },
      data: { cloud: { name, language, category, body, parameters } },
    })
    await audit(ctx, {
      action: 'template.bound',
      entity: 'template',
      entityId: id,
      after: { name, language, parameters },
    })
  })
}

/** Removes the binding: outside the 24 hours nothing is sent any more. @throws AppError NOT_FOUND */
export async function unbindTemplate(ctx: EmpresaCtx, id: string): Promise<void> {
  await kindOf(ctx, id)
  await ctx.db.messageTemplate.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { cloud: Prisma.DbNull },
  })
  await audit(ctx, { action: 'template.unbound', entity: 'template', entityId: id })
}

async function kindOf(ctx: EmpresaCtx, id: string): Promise<TemplateKind> {
  const found = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { kind: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
  return templateKind.parse(found.kind)
}
