import { execFileSync } from 'node:child_process'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startPostgres, urlOf } from '../../test/postgres/server'
import { provideEnv } from '../env'
import { databaseAnswers, orAway } from './database-away'

let server: Awaited<ReturnType<typeof startPostgres>>
let pool: pg.Pool
beforeAll(async () => {
  server = await startPostgres()
  const connectionString = urlOf(server.port, 'postgres', 'postgres')
  vi.stubEnv('DATABASE_URL', connectionString)
  // Read again.
  provideEnv({})
  pool = new pg.Pool({ connectionString })
  pool.on('error', () => undefined)
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

/** Every process of that server, its postmaster among them. */
async function processes(): Promise<number[]> {
  const { rows } = await pool.query<{ dir: string; pid: number }>(
    "SELECT current_setting('data_directory') AS dir, pg_backend_pid() AS pid",
  )
  const parent = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(rows[0]?.pid)]).toString())
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(parent)])
    .toString()
    .split('\n')
  return [parent, ...children.map(Number)].filter((pid) => pid > 1)
}

test('a frozen database is reported within five seconds, and its return is noticed', async () => {
  expect(await databaseAnswers()).toBe(true)
  expect(await orAway(pool.query('SELECT 1 AS n').then(({ rows }) => rows))).toEqual([{ n: 1 }])
  const pids = await processes()
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  try {
    const began = performance.now()
    await expect(orAway(pool.query('SELECT 1'))).rejects.toMatchObject({
      code: 'DATABASE_AWAY',
      digest: 'BANCO-FORA',
    })
    expect(performance.now() - began).toBeLessThan(5_000)
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT')
  }
  await expect.poll(databaseAnswers).toBe(true)
})

test('work that takes long is left alone while the database answers', async () => {
  expect(await orAway(pool.query('SELECT pg_sleep(2), 7 AS n').then(({ rows }) => rows))).toMatchObject([
    { n: 7 },
  ])
})

test('a closed database is reported as such, whatever the driver calls it', async () => {
  const closed = new pg.Client({ host: '127.0.0.1', port: 1 })
  await expect(orAway(closed.connect())).rejects.toMatchObject({ code: 'DATABASE_AWAY' })
})
