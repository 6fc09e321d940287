import type pg from 'pg'

type Queries = Pick<pg.Pool, 'query'>

/** A worker that looks for messages says so this often, */
export const PULSE_EVERY_MS = 5_000
/** and one that hasn't for this long has stopped: killed, frozen, or cut off from the database. */
export const PULSE_LATE_SECONDS = 15

/** Notes that a worker is at work, by the database's clock. */
export async function beatPulse(queries: Queries): Promise<void> {
  await queries.query(
    `INSERT INTO engine.pulse (beat_at) VALUES (clock_timestamp())
     ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp()`,
  )
}

/** Seconds since the last beat, as a scalar expression; null when no worker has ever been at work. */
export const PULSE_AGE_SQL = `(SELECT extract(epoch FROM clock_timestamp() - beat_at)::float8 FROM engine.pulse)`

/** Whether the last beat says that work is standing still. */
export function isLate(ageSeconds: number | null): boolean {
  return ageSeconds === null || ageSeconds > PULSE_LATE_SECONDS
}

/** Whether some worker is at work now. */
export async function pulseBeats(queries: Queries): Promise<boolean> {
  const { rows } = await queries.query<{ age: number | null }>(`SELECT ${PULSE_AGE_SQL} AS age`)
  return !isLate(rows[0]?.age ?? null)
}
