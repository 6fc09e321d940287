import { addLocalDays, localDay, startOfLocalDay } from '~/kernel/clock'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { ConnectionState } from '../../kinds'

/** A locked connection and its day, as decisions need them. */
export type LockedConnection = {
  id: string
  provider: string
  configSealed: string
  status: ConnectionState
  pausedAt: Date | null
  pausedReason: string | null
  minGapSeconds: number
  maxGapSeconds: number
  dailyCap: number
  /** `AAAA-MM-DD` */
  warmUpFrom: string | null
  /** Null: may send at once. */
  waitUntil: Date | null
  sentToday: number
  strangersToday: number
  strangersPausedUntil: Date | null
  /** Local day of the empresa, and where the next begins. */
  today: string
  tomorrow: Date
}

// Until a grown queue is analysed the planner would rather read and sort it whole than walk the index that is in order:
// without sorting, the rest of this unit of work walks.
const COLUMNS = `set_config('enable_sort', 'off', true), id, provider, config_sealed AS "configSealed", status, paused_at AS "pausedAt", paused_reason AS "pausedReason",
  min_gap_seconds AS "minGapSeconds", max_gap_seconds AS "maxGapSeconds", daily_cap AS "dailyCap", warm_up_from::text AS "warmUpFrom",
  CASE WHEN next_send_at > $3 THEN next_send_at END AS "waitUntil", strangers_paused_until AS "strangersPausedUntil",
  CASE WHEN counted_day = $4::date THEN sent_today ELSE 0 END AS "sentToday",
  CASE WHEN counted_day = $4::date THEN strangers_today ELSE 0 END AS "strangersToday"`

/**
 * Locks a connection for one decision; whoever holds it sends alone (t-40). The lock leaves foreign keys to it free.
 * @param wait false: null when another dispatcher holds it. Null also when there is none.
 */
export async function lockConnection(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  wait: boolean,
): Promise<LockedConnection | null> {
  const today = localDay(ctx.now, ctx.empresa.timezone)
  const { rows } = await ctx.sql.query<Omit<LockedConnection, 'today' | 'tomorrow'>>(
    `SELECT ${COLUMNS} FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE ${wait ? '' : 'SKIP LOCKED'}`,
    [ctx.empresaId, connectionId, ctx.now, today],
  )
  const [row] = rows
  if (!row) return null
  return { ...row, today, tomorrow: startOfLocalDay(addLocalDays(today, 1), ctx.empresa.timezone) }
}

/** When the connection next has something to do: the first message that waits, not before `notBefore`, or the first claim that ends. */
export async function refreshDue(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  notBefore: Date | null,
): Promise<void> {
  await ctx.sql.query(
    `UPDATE whatsapp_connections AS c SET next_due_at = least(
       CASE WHEN c.status = 'conectada' AND c.paused_at IS NULL THEN (
         SELECT greatest(min(first.not_before), c.next_send_at, $3::timestamptz) FROM generate_series(0, 9) AS p CROSS JOIN LATERAL (
           SELECT m.not_before FROM messages AS m WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.state = 'pendente' AND m.priority = p
           ORDER BY m.not_before LIMIT 1) AS first HAVING count(*) > 0) END
       , (SELECT min(m.claimed_until) FROM messages AS m WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.state = 'enviando'))
     WHERE c.empresa_id = $1 AND c.id = $2`,
    [ctx.empresaId, connectionId, notBefore],
  )
}

/** Claims that ended without an answer: nobody knows whether the phone has them, so they are never sent again by themselves. */
export async function sweepExpired(ctx: EmpresaSqlCtx, connectionId: string): Promise<void> {
  await ctx.sql.query(
    `WITH ended AS (
       UPDATE messages SET state = 'incerta', claimed_by = NULL, claimed_until = NULL, updated_at = $3,
         state_code = CASE WHEN accepted_at IS NULL THEN 'sem_resposta' ELSE 'sem_confirmacao' END,
         state_reason = CASE WHEN accepted_at IS NULL THEN 'O envio foi interrompido antes da resposta do serviço. Confira no celular se a mensagem chegou.'
           ELSE 'O serviço aceitou a mensagem, mas o WhatsApp não confirmou em 60 segundos. Confira no celular se ela chegou.' END
       WHERE empresa_id = $1 AND connection_id = $2 AND state = 'enviando' AND claimed_until <= $3
       RETURNING id, attempts
     )
     UPDATE message_attempts AS a SET finished_at = $3, outcome = 'unknown', code = 'sem_resposta'
     FROM ended WHERE a.empresa_id = $1 AND a.message_id = ended.id AND a.n = ended.attempts AND a.outcome IS NULL`,
    [ctx.empresaId, connectionId, ctx.now],
  )
}
