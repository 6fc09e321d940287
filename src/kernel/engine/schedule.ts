import type pg from 'pg'
import { nextInstant } from './cron'
import type { RegisteredFunction } from './registration'
import { startScheduled } from './route'
import { inTransaction } from './store'

/** Replaces an app's functions and schedules by those that it registers now. A schedule that stays keeps its next time. */
export function storeRegistration(
  pool: pg.Pool,
  app: string,
  functions: RegisteredFunction[],
  now: Date,
): Promise<void> {
  const crons = functions.flatMap((fn) =>
    fn.crons.flatMap((schedule) => {
      const at = nextInstant(schedule, now)
      return at ? [{ fn: fn.id, schedule, at }] : []
    }),
  )
  const replace = async (sql: pg.PoolClient) => {
    await sql.query(
      `DELETE FROM engine.crons USING engine.functions AS known
       WHERE known.app = $1 AND known.id = crons.function_id AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset($2::jsonb) AS kept (fn text, schedule text)
         WHERE kept.fn = crons.function_id AND kept.schedule = crons.schedule)`,
      [app, JSON.stringify(crons)],
    )
    await sql.query('DELETE FROM engine.functions WHERE app = $1', [app])
    await sql.query(
      `INSERT INTO engine.functions (app, id, definition)
       SELECT $1, one ->> 'id', one FROM jsonb_array_elements($2::jsonb) AS one`,
      [app, JSON.stringify(functions)],
    )
    await sql.query(
      `INSERT INTO engine.crons (function_id, schedule, next_at)
       SELECT fn, schedule, at FROM jsonb_to_recordset($1::jsonb) AS kept (fn text, schedule text, at timestamptz)
       ON CONFLICT (function_id, schedule) DO NOTHING`,
      [JSON.stringify(crons)],
    )
  }
  return inTransaction(pool, replace, 'route')
}

/** Starts what is due by the schedules: once per scheduled time over all engines, and once for any number of missed times. */
export async function fireSchedules(
  pool: pg.Pool,
  functions: RegisteredFunction[],
  now: Date,
): Promise<void> {
  const scheduled = functions.filter((fn) => fn.crons.length > 0)
  if (scheduled.length === 0) return
  const { rows } = await pool.query<{ function_id: string; schedule: string; next_at: Date }>(
    'SELECT function_id, schedule, next_at FROM engine.crons WHERE function_id = ANY ($1::text[]) AND next_at <= $2',
    [scheduled.map((fn) => fn.id), now],
  )
  for (const due of rows) {
    const fn = scheduled.find((one) => one.id === due.function_id)
    const next = nextInstant(due.schedule, now)
    if (!fn || !next) continue
    await inTransaction(pool, async (sql) => {
      const { rowCount } = await sql.query(
        'UPDATE engine.crons SET next_at = $4 WHERE function_id = $1 AND schedule = $2 AND next_at = $3',
        [due.function_id, due.schedule, due.next_at, next],
      )
      if (rowCount === 1) await startScheduled(sql, fn, due.schedule, due.next_at, now)
    })
  }
}
