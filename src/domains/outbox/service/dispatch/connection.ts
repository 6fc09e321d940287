import { addLocalDays, localDay, startOfLocalDay } from '~/kernel/clock'
import { liveNotices } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { ConnectionState } from '~/domains/channels/kinds'
import { dueSql } from './due'
import * as move from '../message-state'

/** A locked connection and its local day, as decisions need them. */
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
  newContactsToday: number
  newContactsPausedUntil: Date | null
  /** A claim has ended without an answer. */
  ended: boolean
  /** Local day of the empresa, and where the next begins. */
  today: string
  tomorrow: Date
}

/**
 * The dispatcher's statements are prepared once for each connection of the pool. Until a grown queue is analysed the
 * planner would rather read and sort all of it than scan the index that has the order, and would keep that plan: here it
 * may do neither.
 */
export const KEEP_INDEX = `set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)`

const COLUMNS = `${KEEP_INDEX}, c.id, c.provider, c.config_sealed AS "configSealed", c.status, c.paused_at AS "pausedAt",
  c.paused_reason AS "pausedReason", c.min_gap_seconds AS "minGapSeconds", c.max_gap_seconds AS "maxGapSeconds",
  c.daily_cap AS "dailyCap", c.warm_up_from::text AS "warmUpFrom",
  CASE WHEN c.next_send_at > $3 THEN c.next_send_at END AS "waitUntil", c.new_contacts_paused_until AS "newContactsPausedUntil",
  CASE WHEN c.counted_day = $4::date THEN c.sent_today ELSE 0 END AS "sentToday",
  CASE WHEN c.counted_day = $4::date THEN c.new_contacts_today ELSE 0 END AS "newContactsToday",
  EXISTS (SELECT FROM messages AS m WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.state = 'enviando'
    AND m.claimed_until <= $3) AS ended`

/**
 * Locks a connection for one decision; the dispatcher that has the lock sends alone (t-40). The lock doesn't block foreign
 * keys to it.
 * @param wait false: null when another dispatcher has locked it. Null also when there is none.
 */
export async function lockConnection(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  wait: boolean,
): Promise<LockedConnection | null> {
  const today = localDay(ctx.now, ctx.empresa.timezone)
  const { rows } = await ctx.sql.query<Omit<LockedConnection, 'today' | 'tomorrow'>>({
    name: wait ? 'dispatch-lock-wait' : 'dispatch-lock',
    text: `SELECT ${COLUMNS} FROM whatsapp_connections AS c WHERE c.empresa_id = $1 AND c.id = $2
      FOR NO KEY UPDATE OF c ${wait ? '' : 'SKIP LOCKED'}`,
    values: [ctx.empresaId, connectionId, ctx.now, today],
  })
  const [row] = rows
  if (!row) return null
  return { ...row, today, tomorrow: startOfLocalDay(addLocalDays(today, 1), ctx.empresa.timezone) }
}

const REFRESH = `UPDATE whatsapp_connections AS c SET next_due_at = ${dueSql({
  empresa: '$1',
  connection: '$2',
  notBefore: 'greatest(c.next_send_at, $3::timestamptz)',
})} WHERE c.empresa_id = $1 AND c.id = $2`

/** Stores when the connection is next due; nothing is sent before `notBefore`. The connection must be locked. */
export async function refreshDue(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  notBefore: Date | null,
): Promise<void> {
  await ctx.sql.query({
    name: 'dispatch-due',
    text: REFRESH,
    values: [ctx.empresaId, connectionId, notBefore],
  })
}

/**
 * Marks claims that ended without an answer as uncertain: the phone may have the messages, so they are never resent
 * automatically.
 */
export async function sweepExpired(ctx: EmpresaSqlCtx, connectionId: string): Promise<void> {
  await ctx.sql.query({
    name: 'dispatch-sweep',
    text: `WITH ended AS (
       UPDATE messages SET ${move.endClaim('$3')}
       WHERE empresa_id = $1 AND connection_id = $2 AND state = 'enviando' AND claimed_until <= $3
       RETURNING empresa_id, id, attempts
     ), closed AS (
       UPDATE message_attempts AS a SET finished_at = $3, outcome = 'unknown', code = 'sem_resposta'
       FROM ended WHERE a.empresa_id = $1 AND a.message_id = ended.id AND a.n = ended.attempts AND a.outcome IS NULL
     )
     SELECT ${liveNotices('message', 'ended')}`,
    values: [ctx.empresaId, connectionId, ctx.now],
  })
}
