import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Decision } from './decide'
import { INSERT_EVENTS, type EventRow } from './outbox'
import { inTransaction, type Call } from './store'

/**
 * Writes what became of a call, unless the run ended meanwhile or the call was given to another worker.
 * The run is locked first: siblings settle one after the other, and the last one calls the function again.
 * @returns false when the answer came too late to count.
 */
export function settle(
  pool: pg.Pool,
  workerId: string,
  call: Call,
  decision: Decision,
  now: Date,
): Promise<boolean> {
  return inTransaction(pool, async (sql) => {
    const mine = await sql.query(
      `SELECT FROM engine.runs AS run JOIN engine.queue AS item ON item.run_id = run.id
       WHERE item.id = $1 AND item.state = 'leased' AND item.worker_id = $2 AND item.claims = $3 AND run.ended_at IS NULL
       FOR UPDATE OF run, item`,
      [call.id, workerId, call.claims],
    )
    if (mine.rowCount === 0) return false
    if (decision.kind === 'advance') await advance(sql, call, decision, now)
    else if (decision.kind === 'retry') await retry(sql, call, decision.at)
    else await end(sql, call, decision, now)
    return true
  })
}

async function retry(sql: pg.PoolClient, call: Call, at: Date): Promise<void> {
  await sql.query(
    `UPDATE engine.queue SET state = 'waiting', worker_id = NULL, due_at = $2, attempt = attempt + 1, losses = 0
     WHERE id = $1`,
    [call.id, at],
  )
}

async function end(
  sql: pg.PoolClient,
  call: Call,
  decision: Extract<Decision, { kind: 'completed' | 'failed' }>,
  now: Date,
): Promise<void> {
  const output = decision.kind === 'completed' ? decision.output : decision.error
  await sql.query('DELETE FROM engine.queue WHERE run_id = $1', [call.runId])
  await sql.query('UPDATE engine.runs SET status = $2, ended_at = $3, output = $4 WHERE id = $1', [
    call.runId,
    decision.kind,
    now,
    JSON.stringify(output ?? null),
  ])
  if (decision.kind === 'completed') return
  const failure: EventRow = {
    id: randomUUID(),
    name: 'inngest/function.failed',
    data: { function_id: call.functionId, run_id: call.runId, error: decision.error, event: call.event },
  }
  await sql.query(INSERT_EVENTS, [JSON.stringify([failure])])
}

async function advance(
  sql: pg.PoolClient,
  call: Call,
  { results, calls, sleeps }: Extract<Decision, { kind: 'advance' }>,
  now: Date,
): Promise<void> {
  const memo = results.map(([hash, result]) => ({ hash, result }))
  if (memo.length > 0) {
    await sql.query(
      `INSERT INTO engine.steps (run_id, hash, result)
       SELECT $1::uuid, hash, result FROM jsonb_to_recordset($2::jsonb) AS memo (hash text, result jsonb)
       ON CONFLICT DO NOTHING`,
      [call.runId, JSON.stringify(memo)],
    )
  }
  const found = [
    ...calls.map((step) => ({ step, kind: 'call', state: 'ready', due: now })),
    ...sleeps.map(([step, due]) => ({ step, kind: 'sleep', state: 'waiting', due })),
  ]
  if (found.length > 0) {
    await sql.query(
      `INSERT INTO engine.queue (run_id, function_id, lane, step, kind, state, due_at)
       SELECT $1::uuid, function_id, lane, found.step, found.kind, found.state, found.due
       FROM engine.queue AS own, jsonb_to_recordset($3::jsonb) AS found (step text, kind text, state text, due timestamptz)
       WHERE own.id = $2
       ON CONFLICT (run_id, step) DO NOTHING`,
      [call.runId, call.id, JSON.stringify(found)],
    )
  }
  const last = await sql.query(
    `UPDATE engine.queue SET step = 'step', kind = 'call', state = 'ready', worker_id = NULL, due_at = $3, attempt = 0,
       losses = 0
     WHERE id = $1 AND NOT EXISTS (SELECT FROM engine.queue WHERE run_id = $2 AND id <> $1)`,
    [call.id, call.runId, now],
  )
  if (last.rowCount === 0) await sql.query('DELETE FROM engine.queue WHERE id = $1', [call.id])
}
