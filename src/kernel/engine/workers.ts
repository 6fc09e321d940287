import type pg from 'pg'

/** Anything that runs a query: a pool or a client. */
type Queries = Pick<pg.Pool, 'query'>

/** Renews a worker's lease by the database's clock, so that clocks of machines need not agree. */
export async function beat(pool: Queries, workerId: string, leaseMs: number): Promise<void> {
  await pool.query(
    `INSERT INTO engine.workers (id, alive_until) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
     ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until`,
    [workerId, leaseMs],
  )
}

/**
 * Gives back, counting a loss, what dead workers had leased and what this worker leases without working on it
 * (an answer was lost on the way). Never waits for a lock.
 */
export async function reclaim(pool: Queries, workerId: string, inFlight: number[]): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE engine.queue SET state = 'ready', worker_id = NULL, losses = losses + 1
     WHERE id IN (
       SELECT id FROM engine.queue AS item
       WHERE state = 'leased' AND CASE WHEN worker_id = $1 THEN id <> ALL ($2::bigint[]) ELSE NOT EXISTS (
         SELECT FROM engine.workers WHERE id = item.worker_id AND alive_until > clock_timestamp()) END
       FOR UPDATE SKIP LOCKED)`,
    [workerId, inFlight],
  )
  return rowCount ?? 0
}

/** Ends a worker's lease: what it still had leased is ready again, without a loss. */
export async function retire(pool: Queries, workerId: string): Promise<void> {
  await pool.query(
    "UPDATE engine.queue SET state = 'ready', worker_id = NULL WHERE state = 'leased' AND worker_id = $1",
    [workerId],
  )
  await pool.query('DELETE FROM engine.workers WHERE id = $1', [workerId])
}

/** True when some worker of this database is alive, in this process or another. */
export async function anyWorkerAlive(pool: Queries): Promise<boolean> {
  const { rows } = await pool.query<{ alive: boolean }>(
    'SELECT EXISTS (SELECT FROM engine.workers WHERE alive_until > clock_timestamp()) AS alive',
  )
  return rows[0]?.alive ?? false
}
