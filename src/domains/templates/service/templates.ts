import { settingsOf } from '~/domains/empresas/schema'
import { Prisma } from '~/generated/prisma/client'
import { audit } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { TemplateKind } from '../kinds'
import { bindingProblem } from '../rules/cloud-template'
import { DEFAULT_TEMPLATES } from '../rules/default-templates'
import { missingSettings, templateProblems, variablesOf } from '../rules/templates'
import { neverProvided } from '../rules/variables'
import { cloudBinding, templateKind, type SaveTemplateInput, type TemplateRow } from '../schema'

const USAGE_DAYS = 30

/** The empresa's templates with the usage of their last 30 days; an empresa without any gets the defaults first. */
export async function listTemplates(ctx: EmpresaCtx): Promise<TemplateRow[]> {
  await ensureTemplates(ctx)
  const since = new Date(ctx.now.getTime() - USAGE_DAYS * 86_400_000)
  return ctx.db.$queryRaw<TemplateRow[]>`
    SELECT t.id, t.kind, t.name, t.body, t.active, t.updated_at AS "updatedAt", t.cloud,
      json_build_object('sent', coalesce(u.sent, 0), 'delivered', coalesce(u.delivered, 0), 'read', coalesce(u.read, 0),
        'failed', coalesce(u.failed, 0)) AS usage, u.last AS "lastUsedAt"
    FROM message_templates AS t LEFT JOIN (
      SELECT template_id, count(*) FILTER (WHERE state IN ('enviada', 'entregue', 'lida')) AS sent,
        count(*) FILTER (WHERE state IN ('entregue', 'lida')) AS delivered, count(*) FILTER (WHERE state = 'lida') AS read,
        count(*) FILTER (WHERE state = 'falhou') AS failed, max(accepted_at) AS last
      FROM messages WHERE empresa_id = ${ctx.empresaId}::uuid AND created_at >= ${since} AND template_id IS NOT NULL
      GROUP BY template_id
    ) AS u ON u.template_id = t.id
    WHERE t.empresa_id = ${ctx.empresaId}::uuid ORDER BY t.kind, t.name`.then((rows) =>
    rows.map((row) => {
      const { lastUsedAt, ...rest } = row as TemplateRow & { lastUsedAt: Date | null }
      return { ...rest, usage: { ...rest.usage, lastUsedAt } }
    }),
  )
}

/** Creates the default templates, once: deleted ones don't come back while others exist. */
export async function ensureTemplates(ctx: EmpresaCtx): Promise<void> {
  const some = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId },
    select: { id: true },
  })
  if (some) return
  await ctx.db.messageTemplate.createMany({
    data: DEFAULT_TEMPLATES.map((template) => ({
      ...template,
      empresaId: ctx.empresaId,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })),
    skipDuplicates: true,
  })
}

/** The first active template of a kind, for domains that need a default; null when the empresa has none. */
export async function templateOfKind(ctx: EmpresaCtx, kind: TemplateKind): Promise<string | null> {
  await ensureTemplates(ctx)
  const found = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId, kind, active: true },
    orderBy: [{ createdAt: 'asc' }, { name: 'asc' }],
    select: { id: true },
  })
  return found?.id ?? null
}

/**
 * Rejects a text whose messages would only be cancelled, because the empresa hasn't set a creditor.
 * @throws AppError CONFLICT that says what to fill in
 */
export function requireSettings(ctx: EmpresaCtx, body: string): void {
  const missing = missingSettings(body, settingsOf(ctx.empresa.settings).charging)
  if (missing) throw new AppError('CONFLICT', missing)
}

/**
 * Saves a new or a changed template. Waiting messages are rendered from the new text. The binding to Meta's template is
 * removed when it doesn't fit the new kind: nothing would be sent with it.
 * @throws AppError BAD_INPUT with every problem of the text, NOT_FOUND, CONFLICT for a name that is taken or a follow-up
 * that it would silence.
 */
export async function saveTemplate(ctx: EmpresaCtx, input: SaveTemplateInput): Promise<{ id: string }> {
  const { id, kind, name, body, active } = input
  const problems = templateProblems(kind, body)
  if (problems.length > 0)
    throw new AppError('BAD_INPUT', problems[0]?.reason ?? 'Corrija o texto.', {
      fields: problems.map(({ reason }) => ({ field: 'body', reason })),
    })
  // Before its first own template: once there is one, an empresa gets no defaults.
  await ensureTemplates(ctx)
  const data = { kind, name, body, active, updatedAt: ctx.now }
  const taken = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId, name, ...(id ? { id: { not: id } } : {}) },
    select: { id: true },
  })
  if (taken) throw new AppError('CONFLICT', `Já existe um modelo chamado “${name}”. Escolha outro nome.`)
  if (!id) {
    const made = await ctx.db.messageTemplate.create({
      data: { ...data, empresaId: ctx.empresaId, createdAt: ctx.now },
      select: { id: true },
    })
    await audit(ctx, {
      action: 'template.created',
      entity: 'template',
      entityId: made.id,
      after: { kind, name, body },
    })
    return made
  }
  const found = await ctx.db.messageTemplate.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { kind: true, name: true, body: true, active: true, cloud: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
  await fitsItsSteps(ctx, id, kind, body)
  const { cloud, ...before } = found
  const bound = cloudBinding.nullable().parse(cloud)
  const unbound = bound !== null && bindingProblem(bound, kind) !== null
  await ctx.db.messageTemplate.updateMany({
    where: { empresaId: ctx.empresaId, id },
    data: { ...data, ...(unbound ? { cloud: Prisma.DbNull } : {}) },
  })
  await audit(ctx, {
    action: 'template.updated',
    entity: 'template',
    entityId: id,
    before,
    after: { kind, name, body, active },
  })
  if (unbound) await audit(ctx, { action: 'template.unbound', entity: 'template', entityId: id })
  return { id }
}

/** Checks that a text used by follow-ups has only variables that their subjects provide. @throws AppError CONFLICT */
async function fitsItsSteps(ctx: EmpresaCtx, id: string, kind: TemplateKind, body: string): Promise<void> {
  const steps = await ctx.db.followUpStep.findMany({
    where: { empresaId: ctx.empresaId, templateId: id },
    select: { followUp: { select: { kind: true, name: true } } },
  })
  const { known } = variablesOf(body, kind)
  for (const { followUp } of steps) {
    const about = templateKind.parse(followUp.kind)
    const empty = neverProvided(about, known)
    if (kind !== about && kind !== 'livre')
      throw new AppError('CONFLICT', `“${followUp.name}” usa este modelo: o tipo dele não pode mudar.`)
    if (empty.length > 0)
      throw new AppError(
        'CONFLICT',
        `“${followUp.name}” usa este modelo, e ${empty.map((name) => `{${name}}`).join(', ')} nunca tem valor lá. Tire do texto ou faça outro modelo.`,
      )
  }
}

/**
 * Deletes a template that nothing uses.
 * @throws AppError CONFLICT when messages, steps or campaigns refer to it: it can be switched off.
 */
export async function removeTemplate(ctx: EmpresaCtx, id: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, id }
  const used = { where: { empresaId: ctx.empresaId, templateId: id }, select: { id: true } }
  const found = await ctx.db.messageTemplate.findFirst({
    where,
    select: { name: true, kind: true, body: true },
  })
  if (!found) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
  const uses = [
    await ctx.db.message.findFirst(used),
    await ctx.db.followUpStep.findFirst(used),
    await ctx.db.campaign.findFirst(used),
  ]
  if (uses.some((use) => use !== null))
    throw new AppError(
      'CONFLICT',
      'Este modelo já foi usado e fica no histórico. Desligue-o em vez de apagar.',
    )
  await ctx.db.messageTemplate.deleteMany({ where })
  await audit(ctx, { action: 'template.deleted', entity: 'template', entityId: id, before: found })
}
