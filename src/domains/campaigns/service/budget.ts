import { batchBudget, riskOf } from '~/domains/messaging/rules/risk'
import { riskFacts } from '~/domains/messaging/service/connection-list'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'

export type Budget = { strangers: number; days: number; refusal: string | null; allowedToday: number }

/** What a campaign asks of its number: people who never wrote to it nor heard from it, and whether it can bear them. */
export async function strangersAmong(
  ctx: EmpresaCtx,
  campaignId: string,
  connectionId: string,
): Promise<Budget | null> {
  const facts = await riskFacts(ctx, connectionId)
  if (!facts) return null
  const [row] = await ctx.db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM campaign_recipients AS r
    WHERE r.empresa_id = ${ctx.empresaId}::uuid AND r.campaign_id = ${campaignId}::uuid AND r.refusal IS NULL AND NOT EXISTS (
      SELECT 1 FROM contacts AS c JOIN conversations AS v ON v.empresa_id = c.empresa_id AND v.contact_id = c.id
        AND v.connection_id = ${connectionId}::uuid
      WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.phone_key = r.phone_key)`
  const strangers = row?.n ?? 0
  const { days, reason } = batchBudget(facts, strangers, facts.strangersToday)
  return {
    strangers,
    days,
    refusal: reason,
    allowedToday: Math.max(0, riskOf(facts).strangersAllowed - facts.strangersToday),
  }
}
