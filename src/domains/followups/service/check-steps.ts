import { settingsOf } from '~/domains/empresas/schema'
import { missingSettings, variablesOf } from '~/domains/messaging/rules/templates'
import { neverProvided } from '~/domains/messaging/rules/variables'
import { Prisma } from '~/generated/prisma/client'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { FollowUpKind } from '../kinds'
import type { Step } from '../rules'

type Ctx = EmpresaCtx | EmpresaSqlCtx
type Chosen = { id: string; name: string; kind: string; active: boolean; body: string; hasLinks: boolean }

/**
 * Whether the messages of a series can leave: templates of its kind or free ones, in use, whose variables its subjects and
 * the settings fill in. A step that is off says nothing, so its template may be anything of the empresa's.
 * @throws AppError NOT_FOUND, CONFLICT with the first step that is wrong and why.
 */
export async function checkSteps(
  ctx: Ctx,
  kind: FollowUpKind,
  steps: readonly Pick<Step, 'templateId' | 'active'>[],
): Promise<void> {
  const templates = new Map((await templatesOf(ctx, steps)).map((template) => [template.id, template]))
  for (const [n, { templateId, active }] of steps.entries()) {
    const template = templates.get(templateId)
    if (!template) throw new AppError('NOT_FOUND', 'Modelo não encontrado.')
    const problem = active ? problemOf(ctx, kind, template) : null
    if (problem) throw new AppError('CONFLICT', `Mensagem ${String(n + 1)}: ${problem}`)
  }
}

/** Why nothing would leave by this template, and what to do; null when it is fine. */
function problemOf(ctx: Ctx, kind: FollowUpKind, template: Chosen): string | null {
  const { name, body } = template
  if (template.kind !== kind && template.kind !== 'livre')
    return `o modelo “${name}” é de outro tipo. Escolha um deste tipo ou um livre.`
  if (!template.active) return `o modelo “${name}” está desligado. Ligue-o ou escolha outro.`
  const { known } = variablesOf(body, 'livre')
  const empty = neverProvided(kind, known)
  // Not every cart plugin has an address where the cart is found again.
  if (kind === 'carrinho' && known.includes('link') && !template.hasLinks) empty.push('link')
  if (empty.length > 0)
    return `o modelo “${name}” usa ${empty.map((one) => `{${one}}`).join(', ')}, que nunca tem valor aqui: nenhuma mensagem sairia. Mude o texto ou escolha outro.`
  return missingSettings(body, settingsOf(ctx.empresa.settings).charging)
}

async function templatesOf(ctx: Ctx, steps: readonly { templateId: string }[]): Promise<Chosen[]> {
  const ids = [...new Set(steps.map(({ templateId }) => templateId))]
  const query = Prisma.sql`
    SELECT t.id, t.name, t.kind, t.active, t.body, EXISTS (
      SELECT 1 FROM carts AS c WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.recovery_url IS NOT NULL) AS "hasLinks"
    FROM message_templates AS t WHERE t.empresa_id = ${ctx.empresaId}::uuid AND t.id = ANY (${ids}::uuid[])`
  return 'db' in ctx
    ? ctx.db.$queryRaw<Chosen[]>(query)
    : (await ctx.sql.query<Chosen>({ text: query.text, values: query.values })).rows
}
