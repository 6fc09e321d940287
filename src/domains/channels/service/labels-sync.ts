import type { WhatsAppProvider } from '~/adapters/whatsapp/port'
import { DEAD_STATUSES, DRAFT_STATUSES, inSql, UNPAID_STATUSES } from '~/domains/orders/statuses'
import type { Clock } from '~/kernel/clock'
import { toAppError } from '~/kernel/errors'
import { log } from '~/kernel/log'
import { withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { labelRetrySeconds } from '../rules/customer-status'
import { recipientOf } from '~/adapters/whatsapp/recipient'
import { openProvider, type SealedConnection } from './provider'

/** SQL: status of contact `c` by the latest order under the customer or the phone. */
const STATUS = `LATERAL (
  SELECT CASE WHEN o.status IN ${inSql(UNPAID_STATUSES)} THEN 'em_aberto' WHEN o.status IN ${inSql(DEAD_STATUSES)} THEN 'cancelado' ELSE 'ativo' END
    AS status
  FROM (
    (SELECT status, placed_at FROM orders AS x WHERE x.empresa_id = c.empresa_id AND x.customer_id = c.customer_id
       AND x.status NOT IN ${inSql(DRAFT_STATUSES)} ORDER BY placed_at DESC LIMIT 1)
    UNION ALL
    (SELECT status, placed_at FROM orders AS y WHERE y.empresa_id = c.empresa_id AND y.phone_key = c.phone_key
       AND y.status NOT IN ${inSql(DRAFT_STATUSES)} ORDER BY placed_at DESC LIMIT 1)
  ) AS o ORDER BY o.placed_at DESC LIMIT 1)`

/**
 * Decides which labels that follow a status should be put now, for every contact with a conversation on a channel (msg-6).
 * Changes nothing at any provider.
 * @returns how many labels are to be put or removed.
 */
export async function wantLabels({ sql, empresaId, now }: EmpresaSqlCtx): Promise<number> {
  await sql.query(
    `INSERT INTO contact_labels AS k (empresa_id, connection_id, contact_id, label, wanted, source, next_try_at)
     SELECT $1::uuid, l.connection_id, c.id, l.label, true, 'status', $2::timestamptz
     FROM whatsapp_labels AS l
     JOIN conversations AS v ON v.empresa_id = l.empresa_id AND v.connection_id = l.connection_id
     JOIN contacts AS c ON c.empresa_id = v.empresa_id AND c.id = v.contact_id
     CROSS JOIN ${STATUS} AS s
     WHERE l.empresa_id = $1 AND l.status = s.status
     ON CONFLICT (empresa_id, connection_id, contact_id, label) DO UPDATE SET wanted = true, source = 'status', attempts = 0,
       next_try_at = excluded.next_try_at, problem = NULL WHERE NOT k.wanted`,
    [empresaId, now],
  )
  await sql.query(
    `UPDATE contact_labels AS k SET wanted = false, attempts = 0, next_try_at = $2, problem = NULL
     WHERE k.empresa_id = $1 AND k.source = 'status' AND k.wanted AND NOT EXISTS (
       SELECT 1 FROM whatsapp_labels AS l JOIN contacts AS c ON c.empresa_id = $1 AND c.id = k.contact_id CROSS JOIN ${STATUS} AS s
       WHERE l.empresa_id = $1 AND l.connection_id = k.connection_id AND l.label = k.label AND l.status = s.status)`,
    [empresaId, now],
  )
  await sql.query(
    `DELETE FROM contact_labels WHERE empresa_id = $1 AND NOT wanted AND NOT applied AND (reported_at IS NULL OR reported_at < $2)`,
    [empresaId, new Date(now.getTime() - LABEL_UPDATES_MS)],
  )
  const { rows } = await sql.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM contact_labels WHERE empresa_id = $1 AND wanted <> applied',
    [empresaId],
  )
  return rows[0]?.n ?? 0
}

/**
 * How long a removed label is remembered, for updates that come late; an older update may be a delivery that was replayed.
 */
export const LABEL_UPDATES_MS = 7 * 86_400_000

/** Maximum of chats updated for one channel in one run: gateways throttle frequent requests. */
const MAX_AT_ONCE = 40

type Pending = SealedConnection & {
  contactId: string
  label: string
  wanted: boolean
  attempts: number
  phone: string | null
  jid: string | null
  lid: string | null
}

type Opens = (scope: EmpresaScope, connection: SealedConnection, clock: Clock) => WhatsAppProvider

/**
 * Puts and removes labels at the providers of connected channels. Repeating a request changes nothing, so a crash in
 * between does no harm.
 * @returns how many requests succeeded.
 */
export async function applyLabels(scope: EmpresaScope, open: Opens = openProvider): Promise<number> {
  const pending = await withEmpresaSql(scope, waiting)
  const stopped = new Set<string>()
  let sent = 0
  for (const row of pending) {
    if (stopped.has(row.id)) continue
    const problem = await sendLabel(scope, open, row)
    if (problem === null) sent++
    // The rest of a channel that doesn't answer waits for the next run.
    else if (problem.isAway) stopped.add(row.id)
    await withEmpresaSql(scope, (ctx) => record(ctx, row, problem?.reason ?? null))
  }
  return sent
}

async function waiting({ sql, empresaId, now }: EmpresaSqlCtx): Promise<Pending[]> {
  const { rows } = await sql.query<Pending>(
    `SELECT w.id, w.config_sealed AS "configSealed", k.contact_id AS "contactId", k.label, k.wanted, k.attempts, c.phone, c.jid, c.lid
     FROM whatsapp_connections AS w CROSS JOIN LATERAL (
       SELECT * FROM contact_labels AS k WHERE k.empresa_id = w.empresa_id AND k.connection_id = w.id AND k.wanted <> k.applied
         AND k.next_try_at <= $2 ORDER BY k.next_try_at, k.contact_id LIMIT ${String(MAX_AT_ONCE)}) AS k
     JOIN contacts AS c ON c.empresa_id = k.empresa_id AND c.id = k.contact_id
     WHERE w.empresa_id = $1 AND w.status = 'conectada'`,
    [empresaId, now],
  )
  return rows
}

type Problem = { reason: string; isAway: boolean }

async function sendLabel(scope: EmpresaScope, open: Opens, row: Pending): Promise<Problem | null> {
  try {
    const { labels } = open(scope, row, scope.now)
    const chat = recipientOf({ ...row, address: null })
    if (!labels || !chat)
      return { reason: 'O serviço deste número não tem etiquetas para esta conversa.', isAway: false }
    await labels.mark(chat, row.label, row.wanted)
    return null
  } catch (error) {
    const { code, message } = toAppError(error)
    if (code === 'INTERNAL')
      log('app').error({ err: error, empresaId: scope.empresaId, connectionId: row.id }, 'label not put')
    return { reason: message, isAway: code === 'SOURCE_UNAVAILABLE' }
  }
}

/** Records what was sent, only if it is still wanted: a user may have changed it meanwhile. */
async function record(
  { sql, empresaId, now }: EmpresaSqlCtx,
  row: Pending,
  problem: string | null,
): Promise<void> {
  const key = [empresaId, row.id, row.contactId, row.label]
  const mine = 'empresa_id = $1 AND connection_id = $2 AND contact_id = $3 AND label = $4'
  if (problem === null) {
    await sql.query(
      `UPDATE contact_labels SET applied = $5, attempts = 0, problem = NULL, reported_at = $6 WHERE ${mine}`,
      [...key, row.wanted, now],
    )
    return
  }
  await sql.query(
    `UPDATE contact_labels SET attempts = attempts + 1, problem = $5, next_try_at = $6 WHERE ${mine} AND wanted <> applied`,
    [...key, problem, new Date(now.getTime() + labelRetrySeconds(row.attempts) * 1000)],
  )
}
