import type pg from 'pg'

/** A row of `engine.queue` that this worker has leased. */
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

/** Advisory locks, each taken by one engine at a time until its transaction ends. */
const LOCKS = { route: 71_001, claim: 71_002 } as const

/**
 * One transaction; rolls back when `work` throws.
 * @param lock waits until no other engine has it: the statements see everything that its earlier holders committed.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (sql: pg.PoolClient) => Promise<T>,
  lock?: keyof typeof LOCKS,
): Promise<T> {
  const sql = await pool.connect()
  let broken: Error | undefined
  try {
    await sql.query(lock ? `BEGIN; SELECT pg_advisory_xact_lock(${LOCKS[lock]})` : 'BEGIN')
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
