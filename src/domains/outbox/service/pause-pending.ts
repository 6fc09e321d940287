import { liveNotices } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { SubjectType } from '../kinds'
import { DISPATCH_CHANNEL } from '~/domains/channels/service/wake'
import { DUE } from './queue'

/** Added to `not_before` by a pause: beyond any planned time, so that the release can subtract exactly that. */
const FAR = `interval '87600 hours'`
const IS_HELD = `not_before >= $4::timestamptz + ${FAR} / 2`

/** Locks connections before their messages, as the dispatchers do: another order could deadlock. */
const shift = (change: string, which: string) => `
  WITH held AS MATERIALIZED (
    SELECT c.id FROM whatsapp_connections AS c WHERE c.empresa_id = $1 AND c.id IN (
      SELECT connection_id FROM messages WHERE empresa_id = $1 AND subject_type = $2 AND subject_id = $3 AND state = 'pendente')
    ORDER BY c.id FOR NO KEY UPDATE OF c
  ), moved AS (
    UPDATE messages SET not_before = ${change}, updated_at = $4 WHERE empresa_id = $1 AND subject_type = $2 AND subject_id = $3
      AND state = 'pendente' AND (${which}) AND (SELECT count(*) FROM held) >= 0
    RETURNING empresa_id, id, connection_id, not_before
  ), due AS (
    UPDATE whatsapp_connections AS c SET ${DUE('first.at')}
    FROM (SELECT connection_id, min(not_before) AS at FROM moved GROUP BY connection_id) AS first
    WHERE c.empresa_id = $1 AND c.id = first.connection_id
  )
  SELECT count(*)::int AS n, pg_notify('${DISPATCH_CHANNEL}', '')::text, ${liveNotices('message', 'moved')} FROM moved`

const HOLD = shift(`not_before + ${FAR}`, `NOT ${IS_HELD}`)
/** By how much the earliest paused message is late. */
const LATE = `(SELECT greatest($4::timestamptz - min(not_before - ${FAR}), interval '0') FROM messages
  WHERE empresa_id = $1 AND subject_type = $2 AND subject_id = $3 AND state = 'pendente' AND ${IS_HELD})`
const RELEASE = shift(
  `CASE WHEN ${IS_HELD} THEN not_before - ${FAR} + CASE WHEN $6 THEN ${LATE} ELSE interval '0' END ELSE $4::timestamptz END`,
  `${IS_HELD} OR (state_code = $5 AND not_before > $4)`,
)

export type HeldSubject = { subjectType: SubjectType; subjectId: string }

/** Pauses the waiting messages about a subject until they are released; those being sent still leave. @returns how many. */
export async function pausePending(
  ctx: EmpresaSqlCtx,
  { subjectType, subjectId }: HeldSubject,
): Promise<number> {
  const { rows } = await ctx.sql.query<{ n: number }>(HOLD, [ctx.empresaId, subjectType, subjectId, ctx.now])
  return rows[0]?.n ?? 0
}

/**
 * Restores the original time of paused messages: one that the provider or quiet hours deferred stays deferred. One that was
 * deferred because of the pause itself is due at once. `keepPace` moves all by the time lost, so that messages planned
 * apart don't leave at once. Wakes the dispatchers.
 * @returns how many.
 */
export async function releasePending(
  ctx: EmpresaSqlCtx,
  { subjectType, subjectId }: HeldSubject,
  { deferredAs, keepPace }: { deferredAs: string; keepPace: boolean },
): Promise<number> {
  const { rows } = await ctx.sql.query<{ n: number }>(RELEASE, [
    ctx.empresaId,
    subjectType,
    subjectId,
    ctx.now,
    deferredAs,
    keepPace,
  ])
  return rows[0]?.n ?? 0
}
