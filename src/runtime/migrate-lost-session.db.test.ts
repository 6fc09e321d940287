import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { runAs, urlOf } from '../../test/postgres/server'
import { migrate } from './migrate'

const port = inject('postgresPort')

// In a file of its own: the schema engine runs once in a process.
test('a session that the server ends while migrations are applied ends neither them nor the process', async () => {
  const name = `ml_${process.pid}`
  const admin = (sql: string) => runAs(port, 'postgres', 'postgres', [sql])
  await admin(`CREATE DATABASE ${name} OWNER retoma_owner`)
  onTestFinished(() => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  const applied = migrate(urlOf(port, 'retoma_owner', name))
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: urlOf(port, 'postgres', name) })
    await client.connect()
    return (await client.query(sql).finally(() => client.end())).rows
  }
  const holder = `FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE locktype = 'advisory' AND objid = 7461002 AND granted AND datname = '${name}' AND state = 'idle'`
  await expect.poll(() => ask(`SELECT 1 ${holder}`), { interval: 5 }).toHaveLength(1)
  await ask(`SELECT pg_terminate_backend(pid) ${holder}`)
  expect((await applied).length).toBeGreaterThan(0)
})
