import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../test/engine/world'
import { useDatabase } from '../../test/postgres/clone'
import { childEnv } from '../env'
import { database, openPool } from './db'
import { env } from '../env'

useDatabase()

test('locks of a killed process are released within seconds, in the middle of a long statement too', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/engine/lock/holder.ts', '4711'], {
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const free = async () => {
    const { rows } = await database().pool.query<{ free: boolean }>(
      'SELECT pg_try_advisory_xact_lock(4711) AS free',
    )
    return rows[0]?.free ?? false
  }
  expect(await free()).toBe(false)
  // The statement is under way before the process dies: between two statements the server sees it at once anyway.
  await until(async () => {
    const { rowCount } = await database().pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()",
    )
    return rowCount === 1
  })
  child.kill('SIGKILL')
  await until(free, undefined, 20_000)
})

test('every connection of a pool checks for its client, and one whose server can’t is used all the same', async () => {
  const { rows } = await database().pool.query<{ every: string }>(
    "SELECT current_setting('client_connection_check_interval') AS every",
  )
  expect(rows).toEqual([{ every: '2s' }])
  const pool = openPool({ connectionString: env().DATABASE_URL, max: 1, statement_timeout: 5_000 })
  onTestFinished(() => pool.end())
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

test('fresh statistics of a table that grew at once, by the owner’s own function, and of no other table', async () => {
  const { pool } = database()
  const known = async () =>
    (
      await pool.query<{ known: number }>(
        "SELECT reltuples::float8 AS known FROM pg_class WHERE oid = 'carts'::regclass",
      )
    ).rows[0]?.known
  expect(await known()).toBe(-1)
  const client = await pool.connect()
  try {
    // Inside a transaction, as an import does, and without a privilege that PostgreSQL 15 and 16 don't have.
    await client.query('BEGIN')
    await client.query('SELECT engine.refresh_statistics($1)', [['carts', 'orders']])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
  expect(await known()).toBe(0)
  for (const other of ['users', 'pg_class', 'carts; DROP TABLE carts'])
    await expect(pool.query('SELECT engine.refresh_statistics($1)', [[other]])).rejects.toThrow(
      'not refreshed',
    )
})
