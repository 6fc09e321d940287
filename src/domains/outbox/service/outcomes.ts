import { z } from 'zod'
import { DEAD_STATUSES, DRAFT_STATUSES, UNPAID_STATUSES } from '~/domains/orders/statuses'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { outcome, type OutcomeList } from '~/domains/templates/outcome-schema'
import { reachesPeople } from './reach'
import { kindsSql } from '../kinds'

/** A purchase or an answer within this time after a message counts as its outcome. */
const OUTCOME_DAYS = 7
const USAGE_DAYS = 30

const NOT_BOUGHT = [...UNPAID_STATUSES, ...DEAD_STATUSES, ...DRAFT_STATUSES]
/** SQL: when a message left. */
const LEFT_AT = Prisma.sql`coalesce(m.accepted_at, m.sent_at)`
/**
 * SQL: messages that the shop began; an answer inside a conversation neither causes a purchase nor takes one from the
 * message that the customer answered.
 */
const BEGUN = Prisma.sql`m.direction = 'out' AND m.kind IN ${Prisma.raw(kindsSql('begins'))}
  AND m.state IN ('enviada', 'entregue', 'lida') AND coalesce(m.accepted_at, m.sent_at) IS NOT NULL`
const LONG = Prisma.sql`make_interval(days => ${OUTCOME_DAYS}::int)`

const outcomeRow = outcome.extend({ key: z.string() })

/**
 * The outcomes of messages, by message, step, template or campaign (`by`), for those that `which` selects (messages as `m`).
 * - answered: messages whose customer wrote within 7 days and before the next message that the shop began.
 * - purchases: orders of the message's customer placed within 7 days after it; for a reminder about an order, that order when
 *   it is paid within 7 days. Each order counts once, for the last message before it, whichever that is: one that belongs to a
 *   message outside `which` isn't counted. An order that is unpaid, cancelled or refunded is no purchase; what was refunded
 *   of the others is subtracted. Currencies are never added up.
 */
async function outcomesBy(
  { db, empresaId }: EmpresaCtx,
  by: 'id' | 'rule_id' | 'template_id' | 'subject_id',
  which: Prisma.Sql,
): Promise<OutcomeList> {
  const mine = Prisma.sql`m.empresa_id = ${empresaId}::uuid`
  const rows = await db.$queryRaw`
    WITH asked AS MATERIALIZED (
      SELECT m.id, m.contact_id, m.${Prisma.raw(by)}::text AS key, ${LEFT_AT} AS at, c.customer_id, m.subject_type, m.subject_id
      FROM messages AS m JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
        JOIN whatsapp_connections AS w ON w.empresa_id = m.empresa_id AND w.id = m.connection_id
      WHERE ${mine} AND ${BEGUN} AND ${Prisma.raw(reachesPeople('w'))} AND ${which}
    ), answered AS (
      SELECT a.key, count(*)::int AS answered FROM asked AS a WHERE EXISTS (
        SELECT FROM messages AS r WHERE r.empresa_id = ${empresaId}::uuid AND r.contact_id = a.contact_id AND r.direction = 'in'
          AND r.created_at > a.at AND r.created_at <= a.at + ${LONG}
          AND NOT EXISTS (SELECT FROM messages AS m WHERE ${mine} AND m.contact_id = a.contact_id AND ${BEGUN}
            AND ${LEFT_AT} > a.at AND ${LEFT_AT} < r.created_at)) GROUP BY a.key
    ), people AS (
      SELECT customer_id, min(at) AS first, max(at) AS last FROM asked WHERE customer_id IS NOT NULL GROUP BY customer_id
    ), candidates AS (
      SELECT o.id FROM people AS p JOIN orders AS o ON o.empresa_id = ${empresaId}::uuid AND o.customer_id = p.customer_id
        AND o.placed_at > p.first AND o.placed_at <= p.last + ${LONG}
      UNION
      SELECT a.subject_id FROM asked AS a WHERE a.subject_type = 'order'
    ), bought AS (
      SELECT o.id, o.currency, o.total_centavos - o.refunded_centavos AS centavos, (
        SELECT m.id FROM contacts AS c JOIN messages AS m ON m.empresa_id = c.empresa_id AND m.contact_id = c.id
          JOIN whatsapp_connections AS w ON w.empresa_id = m.empresa_id AND w.id = m.connection_id
        WHERE c.empresa_id = ${empresaId}::uuid AND c.customer_id = o.customer_id AND ${BEGUN} AND ${Prisma.raw(reachesPeople('w'))}
          AND ((${LEFT_AT} < o.placed_at AND ${LEFT_AT} >= o.placed_at - ${LONG})
            OR (m.subject_type = 'order' AND m.subject_id = o.id AND ${LEFT_AT} < o.paid_at AND ${LEFT_AT} >= o.paid_at - ${LONG}))
        ORDER BY ${LEFT_AT} DESC, m.id DESC LIMIT 1) AS message_id
      FROM candidates AS k JOIN orders AS o ON o.empresa_id = ${empresaId}::uuid AND o.id = k.id
      WHERE o.status <> ALL(${NOT_BOUGHT}) AND (o.total_centavos = 0 OR o.refunded_centavos < o.total_centavos)
    ), amounts AS (
      SELECT a.key, b.currency, count(*)::int AS purchases, sum(b.centavos)::float8 AS centavos
      FROM bought AS b JOIN asked AS a ON a.id = b.message_id GROUP BY a.key, b.currency
    )
    SELECT a.key, count(*)::int AS sent, coalesce((SELECT r.answered FROM answered AS r WHERE r.key = a.key), 0) AS answered,
      coalesce((SELECT sum(m.purchases) FROM amounts AS m WHERE m.key = a.key), 0)::int AS purchases,
      coalesce((SELECT jsonb_agg(jsonb_build_object('currency', m.currency, 'centavos', m.centavos) ORDER BY m.purchases DESC, m.currency)
        FROM amounts AS m WHERE m.key = a.key), '[]') AS amounts
    FROM asked AS a WHERE a.key IS NOT NULL GROUP BY a.key`
  return z
    .array(outcomeRow)
    .parse(rows)
    .map(({ key, ...rest }) => ({ id: key, ...rest }))
}

/** The outcomes of each template's messages in the last 30 days. */
export function templateOutcomes(ctx: EmpresaCtx): Promise<OutcomeList> {
  return outcomesBy(
    ctx,
    'template_id',
    Prisma.sql`m.created_at >= ${since(ctx)} AND m.template_id IS NOT NULL`,
  )
}

/** The outcomes of the follow-ups' messages in the last 30 days, by step. */
export function stepOutcomes(ctx: EmpresaCtx): Promise<OutcomeList> {
  return outcomesBy(
    ctx,
    'rule_id',
    Prisma.sql`m.created_at >= ${since(ctx)} AND m.rule_id IS NOT NULL AND m.kind IN ('carrinho', 'pedido', 'lead')`,
  )
}

/** The outcomes of these campaigns' messages since they began. */
export function campaignOutcomes(ctx: EmpresaCtx, ids: readonly string[]): Promise<OutcomeList> {
  return outcomesBy(
    ctx,
    'subject_id',
    Prisma.sql`m.subject_type = 'campaign' AND m.subject_id = ANY(${[...ids]}::uuid[])`,
  )
}

/** The outcome of each of these messages; those that can't have one are left out. */
export function messageOutcomes(ctx: EmpresaCtx, ids: readonly string[]): Promise<OutcomeList> {
  return outcomesBy(ctx, 'id', Prisma.sql`m.id = ANY(${[...ids]}::uuid[])`)
}

const since = ({ now }: EmpresaCtx) => new Date(now.getTime() - USAGE_DAYS * 86_400_000)
