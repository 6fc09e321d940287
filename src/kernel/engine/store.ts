import type pg from 'pg'

/** A row of `engine.queue` that this worker holds. */
export type Item = {
  id: number
  runId: string
  functionId: string
  step: string
  kind: 'call' | 'sleep'
  attempt: number
  losses: number
  claims: number
}

/** A memoised step: what the SDK finds instead of calling it again. */
export type StepResult = { data: unknown } | { error: unknown }

/** Everything that one call needs besides the function. */
export type Call = Item & { event: Record<string, unknown>; steps: [hash: string, result: StepResult][] }

/** Turns that only one engine takes at a time, until its transaction ends. */
const TURNS = { route: 71_001, claim: 71_002 } as const

/**
 * One transaction; rolls back when `work` throws.
 * @param turn waits until no other engine has it: the statements see everything that earlier turns committed.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (sql: pg.PoolClient) => Promise<T>,
  turn?: keyof typeof TURNS,
): Promise<T> {
  const sql = await pool.connect()
  let broken: Error | undefined
  try {
    await sql.query(turn ? `BEGIN; SELECT pg_advisory_xact_lock(${TURNS[turn]})` : 'BEGIN')
    const result = await work(sql)
    await sql.query('COMMIT')
    return result
  } catch (error) {
    await sql.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    sql.release(broken)
  }
}
