import { settingsOf } from '~/domains/empresas/schema'
import { namedBody, type CloudTemplate } from '~/domains/templates/rules/cloud-template'
import { missingSettings, variablesOf } from '~/domains/templates/rules/templates'
import { neverProvided } from '~/domains/templates/rules/variables'
import { Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { FollowUpKind } from '../kinds'
import type { Step } from '../rules'

type Ctx = EmpresaCtx | EmpresaSqlCtx
type Chosen = {
  id: string
  name: string
  kind: string
  active: boolean
  body: string
  /** The approved template of Meta that is bound to it. */
  cloud: CloudTemplate | null
  /** Whether the messages leave through the official API. */
  official: boolean
  hasLinks: boolean
}

/**
 * Checks that the messages of a series can leave: active templates of its kind or free ones, whose variables its subjects
 * and the settings provide, and on the official API bound to a template that Meta approved, since a series writes outside
 * the 24-hour window. A step that is off sends nothing, so it may have any template of the empresa.
 * @param connectionId the channel that sends the series; null while none is chosen.
 * @throws AppError NOT_FOUND, CONFLICT with the first step that is wrong and why.
 */
export async function checkSteps(
  ctx: Ctx,
  kind: FollowUpKind,
  steps: readonly Pick<Step, 'templateId' | 'active'>[],
  connectionId: string | null,
): Promise<void> {
  const templates = new Map(
    (await templatesOf(ctx, steps, connectionId)).map((template) => [template.id, template]),
  )
  for (const [n, { templateId, active }] of steps.entries()) {
    const template = templates.get(templateId)
    if (!template) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
    const problem = active ? problemOf(ctx, kind, template) : null
    if (problem) throw new AppError('CONFLICT', `Mensagem ${String(n + 1)}: ${problem}`)
  }
}

/** Why no message with this template would leave, and what to do; null when it is fine. */
function problemOf(ctx: Ctx, kind: FollowUpKind, template: Chosen): string | null {
  const { name, cloud, official } = template
  if (template.kind !== kind && template.kind !== 'livre')
    return `o modelo “${name}” é de outro tipo. Escolha um deste tipo ou um livre.`
  if (!template.active) return `o modelo “${name}” está desligado. Ligue-o ou escolha outro.`
  if (official && !cloud)
    return `pela API oficial só um modelo aprovado pela Meta chega a quem não escreveu nas últimas 24 horas, e “${name}” não tem um ligado. Ligue um na página do modelo ou use outro número.`
  const body = official && cloud ? `${template.body}\n${namedBody(cloud)}` : template.body
  const { known } = variablesOf(body, 'livre')
  const empty = neverProvided(kind, known)
  // Not every cart plugin has an address where the customer finds the cart again.
  if (kind === 'carrinho' && known.includes('link') && !template.hasLinks) empty.push('link')
  if (empty.length > 0)
    return `o modelo “${name}” usa ${empty.map((one) => `{${one}}`).join(', ')}, que nunca tem valor aqui: nenhuma mensagem sairia. Mude o texto ou escolha outro.`
  return missingSettings(body, settingsOf(ctx.empresa.settings).charging)
}

async function templatesOf(
  ctx: Ctx,
  steps: readonly { templateId: string }[],
  connectionId: string | null,
): Promise<Chosen[]> {
  const ids = [...new Set(steps.map(({ templateId }) => templateId))]
  const query = Prisma.sql`
    SELECT t.id, t.name, t.kind, t.active, t.body, t.cloud, EXISTS (
      SELECT 1 FROM whatsapp_connections AS w WHERE w.empresa_id = ${ctx.empresaId}::uuid AND w.id = ${connectionId}::uuid
        AND w.provider = 'cloud') AS official, EXISTS (
      SELECT 1 FROM carts AS c WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.recovery_url IS NOT NULL) AS "hasLinks"
    FROM message_templates AS t WHERE t.empresa_id = ${ctx.empresaId}::uuid AND t.id = ANY (${ids}::uuid[])`
  return 'db' in ctx
    ? ctx.db.$queryRaw<Chosen[]>(query)
    : (await ctx.sql.query<Chosen>({ text: query.text, values: query.values })).rows
}
