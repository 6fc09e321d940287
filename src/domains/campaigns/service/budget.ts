import { batchBudget, strangersAllowed } from '~/domains/messaging/rules/risk'
import { riskFacts } from '~/domains/messaging/service/connection-list'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { lastsUntil } from '../rules'

export type Budget = {
  /** People of the list who never wrote to the number nor heard from it. */
  strangers: number
  /** Such people whose messages wait in the number's queue already, from elsewhere. */
  waiting: number
  days: number
  refusal: string | null
  allowedToday: number
  /** Past this instant nothing of the campaign leaves any more, were it started now. */
  lastsUntil: Date
}

/** Somebody new to a connection: no talk with it has begun. */
const isNew = (contact: Prisma.Sql, connectionId: string) => Prisma.sql`NOT EXISTS (
  SELECT 1 FROM conversations AS v WHERE v.empresa_id = c.empresa_id AND v.contact_id = ${contact} AND v.connection_id = ${connectionId}::uuid)`

/** What a campaign asks of its number, beside what already waits for it, and whether the number can bear it. */
export async function budgetOf(
  ctx: EmpresaCtx | EmpresaSqlCtx,
  campaignId: string,
  connectionId: string,
): Promise<Budget | null> {
  const facts = await riskFacts(ctx, connectionId)
  if (!facts) return null
  const query = Prisma.sql`
    SELECT (SELECT count(*)::int FROM campaign_recipients AS r WHERE r.empresa_id = c.empresa_id AND r.campaign_id = c.id
        AND r.refusal IS NULL) AS people,
      (SELECT count(*)::int FROM campaign_recipients AS r LEFT JOIN contacts AS k ON k.empresa_id = r.empresa_id AND k.phone_key = r.phone_key
        WHERE r.empresa_id = c.empresa_id AND r.campaign_id = c.id AND r.refusal IS NULL
          AND (k.id IS NULL OR ${isNew(Prisma.sql`k.id`, connectionId)})) AS strangers,
      (SELECT count(DISTINCT m.contact_id)::int FROM messages AS m WHERE m.empresa_id = c.empresa_id
        AND m.connection_id = ${connectionId}::uuid AND m.state = 'pendente' AND m.contact_id IS NOT NULL
        AND ${isNew(Prisma.sql`m.contact_id`, connectionId)}) AS waiting,
      c.starts_at AS "startsAt", c.gap_seconds AS "gapSeconds"
    FROM campaigns AS c WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.id = ${campaignId}::uuid`
  type Row = {
    people: number
    strangers: number
    waiting: number
    startsAt: Date | null
    gapSeconds: number | null
  }
  const [row] =
    'db' in ctx
      ? await ctx.db.$queryRaw<Row[]>(query)
      : (await ctx.sql.query<Row>({ text: query.text, values: query.values })).rows
  if (!row) return null
  const { people, strangers, waiting, startsAt, gapSeconds } = row
  const { days, reason } = batchBudget(facts, strangers + waiting, facts.strangersToday)
  const counted =
    waiting > 0
      ? ` Entram na conta ${waiting.toLocaleString('pt-BR')} pessoas novas que já esperam na fila deste número.`
      : ''
  return {
    strangers,
    waiting,
    days: strangers > 0 ? days : 0,
    refusal: strangers > 0 && reason !== null ? `${reason}${counted}` : null,
    allowedToday: Math.max(0, strangersAllowed(facts) - facts.strangersToday),
    lastsUntil: lastsUntil(startsAt !== null && startsAt > ctx.now ? startsAt : ctx.now, {
      days,
      people,
      dailyCap: facts.dailyCap,
      gapSeconds,
    }),
  }
}
