import { Prisma } from '~/generated/prisma/client'
import { localDay } from '~/kernel/clock'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { riskOf, type Risk, type RiskFacts } from '../rules/risk'
import type { ConnectionView } from '../schema'
import { answersSql } from './answers'
import { ensureConnection } from './connections'

type Row = Omit<ConnectionView, 'simulated' | 'risk'> & {
  countedDay: string | null
  newContactsToday: number
  writtenTo: number
  answered: number
}

/** The empresa's connections with today's figures and their ban risk; the first call creates a simulator. */
export async function listConnections(ctx: EmpresaCtx): Promise<ConnectionView[]> {
  await ensureConnection(ctx)
  const rows = await connectionRows(ctx)
  // A pairing code signs in as the shop's number: only members who may connect the channel see it.
  const pairs = ctx.actor.kind === 'system' || ['owner', 'admin'].includes(ctx.actor.role)
  return rows.map((row) => {
    const { countedDay, newContactsToday, writtenTo: _written, answered: _answered, ...view } = row
    const facts = factsOf(ctx, row)
    const counts = countedDay === facts.today
    const risk: Risk = riskOf(facts)
    return {
      ...view,
      qr: pairs ? view.qr : null,
      pairingCode: pairs ? view.pairingCode : null,
      sentToday: counts ? view.sentToday : 0,
      simulated: view.provider === 'simulator',
      risk: { ...risk, newContactsToday: counts ? newContactsToday : 0 },
    }
  })
}

/**
 * The facts for the ban-risk budget of a channel, and the new contacts it wrote to today; null when there is no such
 * connection.
 */
export async function riskFacts(
  ctx: EmpresaCtx | EmpresaSqlCtx,
  connectionId: string,
): Promise<(RiskFacts & { newContactsToday: number }) | null> {
  const row = (await connectionRows(ctx)).find((one) => one.id === connectionId)
  if (!row) return null
  const facts = factsOf(ctx, row)
  return { ...facts, newContactsToday: row.countedDay === facts.today ? row.newContactsToday : 0 }
}

function factsOf(ctx: EmpresaCtx | EmpresaSqlCtx, row: Row): RiskFacts {
  const today = localDay(ctx.now, ctx.empresa.timezone)
  return {
    warmUpFrom: row.warmUpFrom,
    today,
    ...(row.countedDay === today
      ? { outToday: { all: row.sentToday, newContacts: row.newContactsToday } }
      : {}),
    dailyCap: row.dailyCap,
    writtenTo: row.writtenTo,
    answered: row.answered,
    restricted: row.newContactsPausedUntil !== null && row.newContactsPausedUntil > ctx.now,
    official: row.provider === 'cloud',
  }
}

async function connectionRows(ctx: EmpresaCtx | EmpresaSqlCtx): Promise<Row[]> {
  const query = Prisma.sql`
    SELECT c.id, c.name, c.provider, c.status, c.status_reason AS "statusReason", c.status_at AS "statusAt", c.wanted,
      CASE WHEN c.code_expires_at > ${ctx.now} THEN c.qr END AS qr,
      CASE WHEN c.code_expires_at > ${ctx.now} THEN c.pairing_code END AS "pairingCode", c.phone,
      c.paused_at AS "pausedAt", c.paused_reason AS "pausedReason", c.min_gap_seconds AS "minGapSeconds",
      c.max_gap_seconds AS "maxGapSeconds", c.daily_cap AS "dailyCap", c.warm_up_from::text AS "warmUpFrom",
      c.sent_today AS "sentToday", c.new_contacts_today AS "newContactsToday", c.counted_day::text AS "countedDay",
      c.new_contacts_paused_until AS "newContactsPausedUntil", c.last_event_at AS "lastEventAt",
      coalesce(m.waiting, 0)::int AS waiting, coalesce(u.uncertain, 0)::int AS uncertain,
      (coalesce(f.failed, 0) + coalesce(l.late, 0))::int AS "failedEvents",
      coalesce(v.written, 0)::int AS "writtenTo", coalesce(v.answered, 0)::int AS answered
    FROM whatsapp_connections AS c
    LEFT JOIN (
      SELECT connection_id, count(*) AS waiting FROM messages
      WHERE empresa_id = ${ctx.empresaId}::uuid AND state = 'pendente' GROUP BY connection_id
    ) AS m ON m.connection_id = c.id
    LEFT JOIN (
      SELECT connection_id, count(*) FILTER (WHERE state = 'incerta') AS uncertain FROM messages
      WHERE empresa_id = ${ctx.empresaId}::uuid AND state IN ('enviando', 'incerta') GROUP BY connection_id
    ) AS u ON u.connection_id = c.id
    LEFT JOIN (
      SELECT connection_id, count(*) AS failed FROM whatsapp_events
      WHERE empresa_id = ${ctx.empresaId}::uuid AND error IS NOT NULL AND received_at >= ${ago(ctx.now, 7 * 86_400)} GROUP BY connection_id
    ) AS f ON f.connection_id = c.id
    LEFT JOIN (
      SELECT connection_id, count(*) AS late FROM whatsapp_events
      WHERE empresa_id = ${ctx.empresaId}::uuid AND processed_at IS NULL AND error IS NULL AND received_at < ${ago(ctx.now, 3600)} GROUP BY connection_id
    ) AS l ON l.connection_id = c.id
    LEFT JOIN (
      ${answersSql(ctx.empresaId, ctx.now)}
    ) AS v ON v.connection_id = c.id
    WHERE c.empresa_id = ${ctx.empresaId}::uuid ORDER BY c.created_at, c.id`
  if ('db' in ctx) return ctx.db.$queryRaw<Row[]>(query)
  return (await ctx.sql.query<Row>({ text: query.text, values: query.values })).rows
}

function ago(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000)
}
