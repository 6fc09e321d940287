import { PRIORITY } from '../../kinds'

/** SQL: until when the empresa's sending is paused; null when it isn't. A time in the past does no harm. */
export const pausedUntilSql = (empresa: string) =>
  `(SELECT e.sending_paused_until FROM empresas AS e WHERE e.id = ${empresa})`

/**
 * SQL over the connection's row `c`: when it next has something to do, that is the first waiting message, not before the
 * channel may send again, or the first claim that ends. `own` is a message that the same statement changes, so its new
 * values are passed: since when it waits, until when it is claimed.
 */
export function dueSql(to: {
  empresa: string
  connection: string
  /** Earliest time of the next send. */
  notBefore: string
  own?: { id: string; waits: string; claimed: string }
}): string {
  const { empresa, connection, notBefore, own } = to
  const others = `m.empresa_id = ${empresa} AND m.connection_id = ${connection}${own ? ` AND m.id IS DISTINCT FROM ${own.id}` : ''}`
  return `(SELECT min(due.at) FROM (VALUES
    ((SELECT greatest(waiting.at, ${notBefore}) FROM (
        SELECT least(min(greatest(first.not_before, CASE WHEN p > ${String(PRIORITY.byHand)} THEN ${pausedUntilSql(empresa)} END)),
          ${own?.waits ?? 'NULL::timestamptz'}) AS at
        FROM generate_series(0, 9) AS p CROSS JOIN LATERAL (
          SELECT m.not_before FROM messages AS m WHERE ${others} AND m.state = 'pendente' AND m.priority = p
          ORDER BY m.not_before LIMIT 1) AS first
      ) AS waiting WHERE waiting.at IS NOT NULL AND c.status = 'conectada' AND c.paused_at IS NULL)),
    ((SELECT min(m.claimed_until) FROM messages AS m WHERE ${others} AND m.state = 'enviando')),
    (${own?.claimed ?? 'NULL::timestamptz'})) AS due (at))`
}
