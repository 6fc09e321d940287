import { Prisma } from '~/generated/prisma/client'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Contacts that a channel wrote to first, and how many of them answered. */
export type Answers = { writtenTo: number; answered: number }

const DAYS = 30
/** The share changes over weeks: a dispatcher reads it again after this long. */
const KEPT_MS = 3_600_000

/** Rows `connection_id, written, answered` of the last 30 days, of every channel of the empresa or of one. */
export function answersSql(empresaId: string, now: Date, connectionId?: string): Prisma.Sql {
  const since = new Date(now.getTime() - DAYS * 86_400_000)
  const one =
    connectionId === undefined ? Prisma.empty : Prisma.sql`AND v.connection_id = ${connectionId}::uuid`
  return Prisma.sql`
    SELECT v.connection_id, count(*)::int AS written, (count(*) FILTER (WHERE v.last_inbound_at > said.first))::int AS answered
    FROM conversations AS v JOIN LATERAL (
      SELECT min(m.created_at) FILTER (WHERE m.direction = 'in') AS wrote_at,
        min(coalesce(m.accepted_at, m.created_at)) FILTER (WHERE m.direction = 'out' AND m.state IN ('enviada', 'entregue', 'lida')) AS first
      FROM messages AS m WHERE m.empresa_id = ${empresaId}::uuid AND m.conversation_id = v.id
    ) AS said ON said.first >= ${since} AND (said.wrote_at IS NULL OR said.wrote_at > said.first)
    WHERE v.empresa_id = ${empresaId}::uuid AND v.created_at >= ${since} ${one} GROUP BY v.connection_id`
}

/** A cache of the channels' answers: each channel's is read once an hour. */
export function rememberAnswers(): (ctx: EmpresaSqlCtx, connectionId: string) => Promise<Answers> {
  const known = new Map<string, Answers & { at: number }>()
  return async (ctx, connectionId) => {
    const now = ctx.now.getTime()
    const kept = known.get(connectionId)
    if (kept && Math.abs(now - kept.at) < KEPT_MS) return kept
    const { text, values } = answersSql(ctx.empresaId, ctx.now, connectionId)
    const { rows } = await ctx.sql.query<{ written: number; answered: number }>({ text, values })
    const fresh = { writtenTo: rows[0]?.written ?? 0, answered: rows[0]?.answered ?? 0, at: now }
    known.set(connectionId, fresh)
    return fresh
  }
}
