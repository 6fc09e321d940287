import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../db'
import { claim } from './claim'
import { cleanUp } from './retention'
import { fireSchedules, storeRegistration } from './schedule'
import { settle } from './settle'
import { inTransaction } from './store'

useDatabase()

test('a schedule starts one run over all engines, and one for any number of missed times', async () => {
  const { pool } = database()
  const fn = {
    ...{ id: 'nightly', url: 'http://127.0.0.1:1/', maxAttempts: 1, events: [], crons: ['30 3 * * *'] },
    ...{ cancels: [], idempotency: null, concurrency: null },
  }
  await storeRegistration(pool, 'schedules', [fn], new Date('2026-07-01T00:00:00Z'))
  const now = new Date('2026-07-09T12:00:00Z')
  await Promise.all(Array.from({ length: 5 }, () => fireSchedules(pool, [fn], now)))
  const runs = "SELECT event FROM engine.runs WHERE function_id = 'nightly'"
  expect((await pool.query(runs)).rows).toMatchObject([{ event: { data: { cron: '30 3 * * *' } } }])
  const { rows } = await pool.query("SELECT next_at FROM engine.crons WHERE function_id = 'nightly'")
  expect(rows).toEqual([{ next_at: new Date('2026-07-10T03:30:00Z') }])
})

test('engines claim one at a time: what another one is just claiming counts towards the limit of its key', async () => {
  const { pool } = database()
  const fn = {
    ...{ id: 'turns', url: 'http://127.0.0.1:1/', maxAttempts: 1, events: [], crons: [], cancels: [] },
    ...{ idempotency: null, concurrency: { limit: 1, key: ['data', 'key'] } },
  }
  const [run, first, second] = [randomUUID(), randomUUID(), randomUUID()]
  await pool.query(
    "INSERT INTO engine.runs (id, function_id, event, created_at) VALUES ($1, 'turns', '{}', now())",
    [run],
  )
  await pool.query(
    `INSERT INTO engine.queue (run_id, function_id, lane, step, state, due_at)
     SELECT $1, 'turns', 'one', n::text, 'ready', now() + n * interval '1 second' FROM generate_series(1, 2) AS n`,
    [run],
  )
  let late: ReturnType<typeof claim> | undefined
  const other = async (sql: pg.PoolClient) => {
    await sql.query(
      "UPDATE engine.queue SET state = 'leased', worker_id = $1 WHERE function_id = 'turns' AND step = '2'",
      [first],
    )
    late = claim(pool, second, [fn], 5)
    // Long enough for a claim that doesn't wait.
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  await inTransaction(pool, other, 'claim')
  expect(await late).toEqual([])
})

test('an answer that comes late, when the call is given to another worker or the run is over, counts for nothing', async () => {
  const { pool } = database()
  const [worker, other, run] = [randomUUID(), randomUUID(), randomUUID()]
  await pool.query(
    "INSERT INTO engine.runs (id, function_id, event, created_at) VALUES ($1, 'gone', '{}', now())",
    [run],
  )
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO engine.queue (run_id, function_id, lane, state, due_at, worker_id, claims)
     VALUES ($1, 'gone', '', 'leased', now(), $2, 2) RETURNING id`,
    [run, worker],
  )
  const call = { id: rows[0]?.id ?? 0, runId: run, functionId: 'gone', step: 'step', kind: 'call' as const }
  const state = { attempt: 0, losses: 0, event: {}, steps: [] }
  const answer = (by: string, claims: number) =>
    settle(pool, by, { ...call, ...state, claims }, { kind: 'completed', output: claims }, new Date())
  expect(await answer(worker, 1)).toBe(false)
  expect(await answer(other, 2)).toBe(false)
  expect(await answer(worker, 2)).toBe(true)
  expect(await answer(worker, 2)).toBe(false)
  expect((await pool.query('SELECT output FROM engine.runs WHERE id = $1', [run])).rows).toEqual([
    { output: 2 },
  ])
})

test('a run that waits for a week for a function that no app has any more ends, and so does its place', async () => {
  const { pool } = database()
  const [gone, fresh] = [randomUUID(), randomUUID()]
  const now = new Date('2026-11-20T12:00:00Z')
  for (const [run, days] of [
    [gone, 8],
    [fresh, 6],
  ] as const) {
    const due = new Date(now.getTime() - days * 86_400_000)
    await pool.query(
      "INSERT INTO engine.runs (id, function_id, event, created_at) VALUES ($1, 'dropped', '{}', $2)",
      [run, due],
    )
    await pool.query(
      "INSERT INTO engine.queue (run_id, function_id, lane, state, due_at) VALUES ($1, 'dropped', '', 'ready', $2)",
      [run, due],
    )
  }
  await cleanUp(pool, now)
  const { rows } = await pool.query(
    `SELECT run.id, run.status, count(item.id)::int AS waiting FROM engine.runs AS run
     LEFT JOIN engine.queue AS item ON item.run_id = run.id WHERE run.function_id = 'dropped' GROUP BY run.id ORDER BY waiting`,
  )
  expect(rows).toMatchObject([
    { id: gone, status: 'failed', waiting: 0 },
    { id: fresh, waiting: 1 },
  ])
})
