import type { ApprovedTemplate } from '~/adapters/whatsapp/port'
import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { BindInput } from '../cloud-schema'
import type { TemplateKind } from '../kinds'
import { cloudTemplateProblem, type CloudTemplate } from '../rules/cloud-template'
import { templateKind } from '../schema'
import { openProvider } from './provider'
import { sealedConnection } from './receive'

type Approved = { templates: ApprovedTemplate[]; reason: string | null }

/** The templates that Meta approved for the account of a number. @throws AppError NOT_FOUND, SOURCE_* when Meta can't be asked. */
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
 * Binds a template of ours to one that Meta approved, as Meta has it now: outside the 24 hours that one is sent instead.
 * @throws AppError NOT_FOUND, BAD_INPUT when it isn't approved or what fills its variables doesn't fit, SOURCE_*
 */
export async function bindTemplate(scope: EmpresaScope, { id, bound }: BindInput): Promise<void> {
  const { kind } = await withEmpresa(scope, async (ctx) => {
    const found = await ctx.db.messageTemplate.findFirst({
      where: { empresaId: ctx.empresaId, id },
      select: { kind: true },
    })
    if (!found) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
    return { kind: templateKind.parse(found.kind) }
  })
  const cloud = bound && (await chosen(scope, bound, kind))
  await withEmpresa(scope, async (ctx) => {
    await ctx.db.messageTemplate.updateMany({
      where: { empresaId: ctx.empresaId, id },
      data: { cloud: cloud ? { ...cloud, parameters: [...cloud.parameters] } : Prisma.DbNull },
    })
    await audit(ctx, {
      action: cloud ? 'template.bound' : 'template.unbound',
      entity: 'template',
      entityId: id,
      after: cloud ? { name: cloud.name, language: cloud.language, parameters: cloud.parameters } : {},
    })
  })
}

async function chosen(
  scope: EmpresaScope,
  { connectionId, name, language, parameters }: NonNullable<BindInput['bound']>,
  kind: TemplateKind,
): Promise<CloudTemplate> {
  const { templates, reason } = await listApproved(scope, connectionId)
  const found = templates.find((one) => one.name === name && one.language === language)
  if (!found)
    throw new AppError(
      'BAD_INPUT',
      reason ?? `A Meta não tem “${name}” aprovado neste idioma. Busque de novo.`,
    )
  const problem = cloudTemplateProblem(found, parameters, kind)
  if (problem)
    throw new AppError('BAD_INPUT', problem, { fields: [{ field: 'bound.parameters', reason: problem }] })
  return { name, language, category: found.category, body: found.body, parameters }
}
