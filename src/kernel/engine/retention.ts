import type pg from 'pg'

/** How long ended runs and routed events are kept. Event ids repeat no run for as long. */
const KEEP_DAYS = 7
/** How often a process looks for old rows. */
export const CLEAN_UP_EVERY_MS = 600_000

/** Deletes old rows, and ends runs that wait for a function that no app has any more. */
export async function cleanUp(pool: pg.Pool, now: Date): Promise<void> {
  const old = new Date(now.getTime() - KEEP_DAYS * 86_400_000)
  const batches = [
    `DELETE FROM engine.runs WHERE id IN (SELECT id FROM engine.runs WHERE ended_at < $1 LIMIT 5000)`,
    `DELETE FROM engine.events WHERE seq IN (SELECT seq FROM engine.events WHERE routed_at < $1 LIMIT 5000)`,
  ]
  for (const statement of batches) {
    for (;;) {
      const { rowCount } = await pool.query(statement, [old])
      if ((rowCount ?? 0) < 5000) break
    }
  }
  await pool.query('DELETE FROM engine.idempotency WHERE expires_at <= $1', [now])
  await pool.query("DELETE FROM engine.workers WHERE alive_until < clock_timestamp() - interval '1 day'")
  await endOrphans(pool, old, now)
}

async function endOrphans(pool: pg.Pool, old: Date, now: Date): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `UPDATE engine.runs SET status = 'failed', ended_at = $2, output = '{"message": "the function no longer exists"}'
     WHERE ended_at IS NULL AND function_id NOT IN (SELECT id FROM engine.functions) AND id IN (
       SELECT run_id FROM engine.queue WHERE state = 'ready' AND due_at < $1)
     RETURNING id`,
    [old, now],
  )
  await pool.query('DELETE FROM engine.queue WHERE run_id = ANY ($1::uuid[])', [rows.map((row) => row.id)])
}
