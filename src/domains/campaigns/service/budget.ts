import { quietUntil } from '~/domains/outbox/rules/quiet-hours'
import { batchBudget, newContactsAllowed } from '~/domains/channels/rules/risk'
import { riskFacts } from '~/domains/channels/service/connection-list'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { lastLeavesAt, lastsUntil, SPARE_DAYS } from '../rules'

export type Budget = {
  /** New contacts of the list: they never wrote to the channel nor received a message from it. */
  newContacts: number
  /** New contacts whose messages wait in the channel's queue already, from elsewhere. */
  waiting: number
  days: number
  /** Why it can't be started; null when it can. */
  refusal: string | null
  allowedToday: number
  /** Contacts that it would reach if started now. */
  reached: number
  /** For a channel of the official API; null for any other. */
  official: Official | null
  /** Estimated time of its last message if started now: nights and Sundays are counted. */
  lastLeavesAt: Date
  /** After this time no message of the campaign leaves any more, if started now. */
  lastsUntil: Date
}

/**
 * What Meta lets through: `outside` contacts, who didn't write within 24 hours of the start, only get the template
 * `approved`.
 */
type Official = { outside: number; approved: string | null }

/**
 * SQL: recipient `r` of campaign `c` on channel `w` may only get what Meta approved if started now (see
 * isOutsideWindow).
 */
export const outsideWindow = (now: Date) => Prisma.sql`(w.provider = 'cloud' AND NOT EXISTS (
  SELECT 1 FROM contacts AS p JOIN conversations AS v ON v.empresa_id = p.empresa_id AND v.contact_id = p.id AND v.connection_id = w.id
  WHERE p.empresa_id = r.empresa_id AND p.phone_key = r.phone_key
    AND v.last_inbound_at > greatest(c.starts_at, ${now}::timestamptz) - interval '24 hours'))`

/** A new contact of a connection: no conversation has begun on it. */
const isNew = (contact: Prisma.Sql, connectionId: string) => Prisma.sql`NOT EXISTS (
  SELECT 1 FROM conversations AS v WHERE v.empresa_id = c.empresa_id AND v.contact_id = ${contact} AND v.connection_id = ${connectionId}::uuid)`

/** What a campaign requires of its channel, beside the pending messages, and whether the channel can take it. */
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
          AND (k.id IS NULL OR ${isNew(Prisma.sql`k.id`, connectionId)})) AS "newContacts",
      (SELECT count(DISTINCT m.contact_id)::int FROM messages AS m WHERE m.empresa_id = c.empresa_id
        AND m.connection_id = ${connectionId}::uuid AND m.state = 'pendente' AND m.contact_id IS NOT NULL
        AND ${isNew(Prisma.sql`m.contact_id`, connectionId)}) AS waiting,
      (SELECT count(*)::int FROM campaign_recipients AS r WHERE r.empresa_id = c.empresa_id AND r.campaign_id = c.id
        AND r.refusal IS NULL AND ${outsideWindow(ctx.now)}) AS outside,
      w.provider = 'cloud' AS official, t.name AS "templateName", t.cloud->>'name' AS approved,
      c.starts_at AS "startsAt", c.gap_seconds AS "gapSeconds", (w.min_gap_seconds + w.max_gap_seconds) / 2.0::float8 AS "ownGap"
    FROM campaigns AS c JOIN message_templates AS t ON t.empresa_id = c.empresa_id AND t.id = c.template_id
      JOIN whatsapp_connections AS w ON w.empresa_id = c.empresa_id AND w.id = ${connectionId}::uuid
    WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.id = ${campaignId}::uuid`
  type Row = {
    people: number
    outside: number
    official: boolean
    templateName: string
    approved: string | null
    newContacts: number
    waiting: number
    startsAt: Date | null
    gapSeconds: number | null
    /** Average seconds that the channel itself leaves between two messages. */
    ownGap: number
  }
  const [row] =
    'db' in ctx
      ? await ctx.db.$queryRaw<Row[]>(query)
      : (await ctx.sql.query<Row>({ text: query.text, values: query.values })).rows
  if (!row) return null
  const { people, newContacts, waiting, startsAt, gapSeconds, outside, approved, ownGap } = row
  const reached = approved === null ? people - outside : people
  const { days, reason } = batchBudget(facts, newContacts + waiting, facts.newContactsToday)
  const counted =
    waiting > 0
      ? ` Entram na conta ${waiting.toLocaleString('pt-BR')} pessoas novas que já esperam na fila deste número.`
      : ''
  return {
    newContacts,
    waiting,
    days: newContacts > 0 ? days : 0,
    refusal:
      people > 0 && reached === 0
        ? noneReached(people, row.templateName)
        : newContacts > 0 && reason !== null
          ? `${reason}${counted}`
          : null,
    reached,
    official: row.official ? { outside, approved } : null,
    allowedToday: Math.max(0, newContactsAllowed(facts) - facts.newContactsToday),
    ...endOf(ctx, startsAt, { days, people, dailyCap: facts.dailyCap, gapSeconds, ownGap }),
  }
}

type Plan = { days: number; people: number; dailyCap: number; gapSeconds: number | null; ownGap: number }

/** When the campaign's last message leaves, and when its last deferred messages expire. */
function endOf(
  { now, empresa }: EmpresaCtx | EmpresaSqlCtx,
  startsAt: Date | null,
  plan: Plan,
): Pick<Budget, 'lastLeavesAt' | 'lastsUntil'> {
  const start = startsAt !== null && startsAt > now ? startsAt : now
  const days = Math.max(plan.days, Math.ceil(plan.people / Math.max(1, plan.dailyCap)))
  const pace = { people: plan.people, days, gapSeconds: Math.max(plan.gapSeconds ?? 0, plan.ownGap) }
  const last = lastLeavesAt(start, pace, (at) => quietUntil(at, null, empresa.timezone)?.until ?? null)
  const spared = new Date(last.getTime() + SPARE_DAYS * 86_400_000)
  const planned = lastsUntil(start, plan)
  return { lastLeavesAt: last, lastsUntil: spared > planned ? spared : planned }
}

function noneReached(people: number, template: string): string {
  const subject =
    people === 1
      ? 'A pessoa desta lista não escreveu'
      : `Nenhuma das ${people.toLocaleString('pt-BR')} pessoas escreveu`
  return `${subject} para este número nas 24 horas antes do envio: a Meta só aceita um modelo aprovado por ela, e “${template}” não tem um ligado. Nada sairia. Ligue um na página do modelo ou use outro número.`
}
