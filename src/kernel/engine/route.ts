import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { RegisteredFunction } from './registration'
import { inTransaction } from './store'

/** Events routed in one transaction. */
const BATCH = 1000
/** How long one idempotency value starts no second run. */
const IDEMPOTENCY_HOURS = 24

type StoredEvent = { seq: number; id: string; name: string; data: Record<string, unknown>; ts: Date }
type Start = {
  run: string
  fn: string
  event: Record<string, unknown>
  seq: number
  lane: string
  once: string | null
}
type Cancel = { fn: string; path: string[]; value: unknown; seq: number }

/**
 * Turns waiting events into runs and cancellations, a batch at a time, in the order of the events.
 * One engine routes at a time: a cancellation never overtakes the start that it cancels.
 * @returns whether a full batch was there, so that more may wait.
 */
export function routeEvents(pool: pg.Pool, now: Date): Promise<boolean> {
  const batch = async (sql: pg.PoolClient) => {
    const { rows: events } = await sql.query<StoredEvent>(
      'SELECT seq, id, name, data, ts FROM engine.events WHERE routed_at IS NULL ORDER BY seq LIMIT $1',
      [BATCH],
    )
    if (events.length === 0) return false
    const registered = await sql.query<{ definition: RegisteredFunction }>(
      'SELECT definition FROM engine.functions',
    )
    const functions = registered.rows.map((row) => row.definition)
    const starts = events.flatMap((event) =>
      functions.flatMap((fn) => (listens(fn, event) ? [start(fn, event)] : [])),
    )
    await insertRuns(sql, await withoutRepeats(sql, starts, now), now)
    const cancels = events.flatMap((event) => functions.flatMap((fn) => cancelsOf(fn, event)))
    if (cancels.length > 0) await cancelRuns(sql, cancels, now)
    await sql.query('UPDATE engine.events SET routed_at = $2 WHERE seq = ANY ($1::bigint[])', [
      events.map((event) => event.seq),
      now,
    ])
    return events.length === BATCH
  }
  return inTransaction(pool, batch, 'route')
}

/** Starts one run of a schedule, in the transaction that moved the schedule forward. */
export async function startScheduled(
  sql: pg.PoolClient,
  fn: RegisteredFunction,
  schedule: string,
  at: Date,
  now: Date,
): Promise<void> {
  const id = `${fn.id}:${schedule}:${at.toISOString()}`
  const event = { seq: 0, id, name: 'inngest/scheduled.timer', data: { cron: schedule }, ts: at }
  await insertRuns(sql, [start(fn, event)], now)
}

function listens(fn: RegisteredFunction, event: StoredEvent): boolean {
  return fn.events.some(
    (trigger) =>
      trigger.name === event.name &&
      (trigger.failedOf === undefined || trigger.failedOf === event.data.function_id),
  )
}

function start(fn: RegisteredFunction, stored: StoredEvent): Start {
  const event = { id: stored.id, name: stored.name, data: stored.data, ts: stored.ts.getTime() }
  const once = fn.idempotency ? valueAt(event, fn.idempotency) : undefined
  return {
    run: randomUUID(),
    fn: fn.id,
    event,
    seq: stored.seq,
    lane: fn.concurrency?.key ? text(valueAt(event, fn.concurrency.key)) : '',
    once: once === undefined ? null : text(once),
  }
}

function cancelsOf(fn: RegisteredFunction, event: StoredEvent): Cancel[] {
  return fn.cancels.flatMap((rule) => {
    const value = rule.event === event.name ? valueAt(event, rule.path) : undefined
    return value === undefined ? [] : [{ fn: fn.id, path: rule.path, value, seq: event.seq }]
  })
}

function valueAt(event: Record<string, unknown>, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    event,
  )
}

/** A value as a key. Long ones are hashed: an index entry has a limit, and one event must not block the others. */
function text(value: unknown): string {
  const plain = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return plain.length <= 200 ? plain : createHash('sha256').update(plain).digest('hex')
}

async function withoutRepeats(sql: pg.PoolClient, starts: Start[], now: Date): Promise<Start[]> {
  const first = new Map<string, Start>()
  for (const one of starts) {
    const name = `${one.fn} ${one.once ?? ''}`
    if (one.once !== null && !first.has(name)) first.set(name, one)
  }
  if (first.size === 0) return starts
  const { rows } = await sql.query<{ fn: string; once: string }>(
    `INSERT INTO engine.idempotency (function_id, key, expires_at)
     SELECT fn, once, $2::timestamptz + interval '${IDEMPOTENCY_HOURS} hours'
     FROM jsonb_to_recordset($1::jsonb) AS start (fn text, once text)
     ON CONFLICT (function_id, key) DO UPDATE SET expires_at = excluded.expires_at
     WHERE idempotency.expires_at <= $2
     RETURNING function_id AS fn, key AS once`,
    [JSON.stringify([...first.values()].map(({ fn, once }) => ({ fn, once }))), now],
  )
  const fresh = new Set(rows.map((row) => first.get(`${row.fn} ${row.once}`)))
  return starts.filter((one) => one.once === null || fresh.has(one))
}

async function insertRuns(sql: pg.PoolClient, starts: Start[], now: Date): Promise<void> {
  if (starts.length === 0) return
  await sql.query(
    `WITH start AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS start (run uuid, fn text, event jsonb, seq bigint, lane text)
     ), run AS (
       INSERT INTO engine.runs (id, function_id, event, event_seq, created_at)
       SELECT run, fn, event, seq, $2 FROM start
     )
     INSERT INTO engine.queue (run_id, function_id, lane, state, due_at)
     SELECT run, fn, lane, 'ready', $2 FROM start ORDER BY seq`,
    [JSON.stringify(starts), now],
  )
}

/** Locks runs in the order of their ids; what they still had to do is read after the locks. */
async function cancelRuns(sql: pg.PoolClient, cancels: Cancel[], now: Date): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    `WITH hit AS (
       SELECT run.id FROM engine.runs AS run
       JOIN jsonb_to_recordset($1::jsonb) AS rule (fn text, path text[], value jsonb, seq bigint)
         ON run.function_id = rule.fn AND run.event #> rule.path = rule.value AND run.event_seq < rule.seq
       WHERE run.ended_at IS NULL ORDER BY run.id FOR UPDATE OF run
     )
     UPDATE engine.runs SET status = 'cancelled', ended_at = $2
     WHERE id IN (SELECT id FROM hit) AND ended_at IS NULL RETURNING id`,
    [JSON.stringify(cancels), now],
  )
  await sql.query('DELETE FROM engine.queue WHERE run_id = ANY ($1::uuid[])', [rows.map((row) => row.id)])
}
