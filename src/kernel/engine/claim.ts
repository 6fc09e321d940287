import type pg from 'pg'
import type { RegisteredFunction } from './registration'
import { inTransaction, type Call, type Item, type StepResult } from './store'

/** How many due rows become ready in one statement. */
const PROMOTIONS = 1000

/**
 * One row a lane (function and concurrency key) comes first, then second rows, and so on, each lane within
 * its limit: a blocked or crowded key takes no slot from another key, however many rows wait in it.
 * Lanes are found by hopping through the index, so the cost follows the lanes and not the rows.
 */
const CLAIM = `
  WITH RECURSIVE fn AS (
    SELECT * FROM unnest($1::text[], $2::int[]) AS fn (function_id, most)
  ), lanes AS (
    SELECT fn.*, first.lane FROM fn CROSS JOIN LATERAL (
      SELECT lane FROM engine.queue WHERE state = 'ready' AND function_id = fn.function_id ORDER BY lane LIMIT 1) AS first
    UNION ALL
    SELECT at.function_id, at.most, next.lane FROM lanes AS at CROSS JOIN LATERAL (
      SELECT lane FROM engine.queue WHERE state = 'ready' AND function_id = at.function_id AND lane > at.lane
      ORDER BY lane LIMIT 1) AS next
  ), busy AS (
    SELECT lanes.*, (SELECT count(*) FROM engine.queue AS held WHERE held.state = 'leased'
      AND held.function_id = lanes.function_id AND held.lane = lanes.lane) AS running FROM lanes
  ), picked AS (
    SELECT one.id FROM busy CROSS JOIN LATERAL (
      SELECT waiting.id, waiting.due_at, row_number() OVER (ORDER BY waiting.due_at, waiting.id) AS turn FROM (
        SELECT id, due_at FROM engine.queue WHERE state = 'ready' AND function_id = busy.function_id AND lane = busy.lane
        ORDER BY due_at, id LIMIT greatest(0, least($3, busy.most - busy.running))) AS waiting) AS one
    ORDER BY busy.running + one.turn, one.due_at, one.id LIMIT $3
  ), free AS (
    SELECT id FROM engine.queue WHERE id IN (SELECT id FROM picked) AND state = 'ready' FOR UPDATE SKIP LOCKED
  )
  UPDATE engine.queue AS item SET state = 'leased', worker_id = $4, claims = claims + 1
  FROM free, engine.runs AS run
  WHERE item.id = free.id AND run.id = item.run_id
  RETURNING item.id, item.run_id AS "runId", item.function_id AS "functionId", item.step, item.kind, item.attempt,
    item.losses, item.claims, run.event`

/** Makes ready what is due. Never waits for a lock. */
export async function promote(pool: pg.Pool, now: Date): Promise<void> {
  await pool.query(
    `UPDATE engine.queue SET state = 'ready' WHERE id IN (
       SELECT id FROM engine.queue WHERE state = 'waiting' AND due_at <= $1
       ORDER BY due_at LIMIT ${PROMOTIONS} FOR UPDATE SKIP LOCKED)`,
    [now],
  )
}

/** Claims up to `slots` ready rows for a worker. Engines claim one at a time, so limits apply across all of them. */
export async function claim(
  pool: pg.Pool,
  workerId: string,
  functions: RegisteredFunction[],
  slots: number,
): Promise<Call[]> {
  const claimed = (sql: pg.PoolClient) =>
    sql.query<Item & { event: Record<string, unknown> }>(CLAIM, [
      functions.map((fn) => fn.id),
      functions.map((fn) => fn.concurrency?.limit ?? null),
      slots,
      workerId,
    ])
  const { rows: items } = await inTransaction(pool, claimed, 'claim')
  if (items.length === 0) return []
  const { rows: steps } = await pool.query<{ run_id: string; hash: string; result: StepResult }>(
    'SELECT run_id, hash, result FROM engine.steps WHERE run_id = ANY ($1::uuid[]) ORDER BY seq',
    [items.map((item) => item.runId)],
  )
  return items.map((item) => ({
    ...item,
    steps: steps.filter((step) => step.run_id === item.runId).map((step) => [step.hash, step.result]),
  }))
}

/** When the next row becomes due, or null. */
export async function nextDue(pool: pg.Pool, functions: RegisteredFunction[]): Promise<Date | null> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `SELECT least(
       (SELECT min(due_at) FROM engine.queue WHERE state = 'waiting'),
       (SELECT min(next_at) FROM engine.crons WHERE function_id = ANY ($1::text[]))) AS at`,
    [functions.map((fn) => fn.id)],
  )
  return rows[0]?.at ?? null
}
