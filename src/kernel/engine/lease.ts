import type pg from 'pg'
import { WAKE_CHANNEL } from './outbox'

type Queries = Pick<pg.Pool, 'query'>

/** How long a worker's lease on the registration lasts unless renewed. */
export const REGISTRATION_LEASE_MS = 15_000

/** Payload of the notification that wakes the workers when the registration is free. */
export const REGISTRATION_FREE = 'registration'

/**
 * Leases the registration when no living worker has it, or renews the worker's own lease, by the database's clock.
 * @returns false while another worker has the lease.
 */
export async function holdRegistration(pool: Queries, workerId: string, leaseMs: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO engine.registration AS held (holder, held_since, alive_until)
     VALUES ($1, clock_timestamp(), clock_timestamp() + $2 * interval '1 ms')
     ON CONFLICT (id) DO UPDATE SET
       holder = excluded.holder,
       held_since = CASE WHEN held.holder = excluded.holder THEN held.held_since ELSE excluded.held_since END,
       registered_at = CASE WHEN held.holder = excluded.holder THEN held.registered_at END,
       alive_until = excluded.alive_until
     WHERE held.holder = excluded.holder OR held.alive_until <= clock_timestamp()`,
    [workerId, leaseMs],
  )
  return rowCount === 1
}

/** Notes that the server took the worker's registration. @returns false when another worker has the lease by now. */
export async function noteRegistered(pool: Queries, workerId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE engine.registration SET registered_at = clock_timestamp() WHERE holder = $1',
    [workerId],
  )
  return rowCount === 1
}

/** Gives the registration up, and wakes the workers that may take it. */
export async function releaseRegistration(pool: Queries, workerId: string): Promise<void> {
  await pool.query(
    `WITH gone AS (DELETE FROM engine.registration WHERE holder = $1 RETURNING 1)
     SELECT pg_notify('${WAKE_CHANNEL}', '${REGISTRATION_FREE}') FROM (SELECT count(*) FROM gone) AS counted`,
    [workerId],
  )
}

/** The worker whose functions an Inngest server calls. */
export type Registration = { holder: string; since: Date }

/** The worker that has the lease now, once the server has accepted its registration; null when no living worker has it. */
export async function currentRegistration(pool: Queries): Promise<Registration | null> {
  const { rows } = await pool.query<Registration>(
    `SELECT holder, held_since AS since FROM engine.registration
     WHERE alive_until > clock_timestamp() AND registered_at IS NOT NULL`,
  )
  return rows[0] ?? null
}

/** Whether a worker other than this one is alive. */
export async function othersAlive(pool: Queries, workerId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'SELECT FROM engine.workers WHERE id <> $1 AND alive_until > clock_timestamp() LIMIT 1',
    [workerId],
  )
  return rowCount === 1
}
