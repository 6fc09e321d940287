import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { runAs, urlOf } from '../../test/postgres/server'
import { childEnv } from '../env'
import { failureText, migrate } from './migrate'
import { PROJECT_ROOT } from './paths'

const port = inject('postgresPort')
const name = `m_${process.pid}`
const ownerUrl = urlOf(port, 'retoma_owner', name)

beforeAll(() => runAs(port, 'postgres', 'postgres', [`CREATE DATABASE ${name} OWNER retoma_owner`]))
afterAll(() => runAs(port, 'postgres', 'postgres', [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]))

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('a migration that fails is reported in one Portuguese line, without the engine’s stack trace', async () => {
  await ask('CREATE SCHEMA engine')
  const failure: unknown = await migrate(ownerUrl).catch((error: unknown) => error)
  await ask('DROP SCHEMA engine')
  const message = /^A migração \d+_engine não pôde ser aplicada.*schema "engine" already exists/
  expect(failure).toMatchObject({ message: expect.stringMatching(message) as string })
  expect(String(failure)).not.toMatch(/schema_|\n/)
})

test('a database of another program is reported', () => {
  const cause = Object.assign(new Error('not empty. Read https://pris.ly'), { code: 'P3005' })
  expect(failureText(new Error('x', { cause }))).toMatch(/já tem tabelas que não são do Retoma/)
  expect(failureText('x')).toMatch(/^A atualização do banco de dados não pôde/)
})

test('a server that is away, or rejects the connection, is reported', async () => {
  await expect(migrate('postgresql://x:y@127.0.0.1:1/x')).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    message: expect.stringMatching(/DATABASE_OWNER_URL.*ECONNREFUSED/) as string,
  })
})

test('the worker brings an empty database up to date by itself', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
    cwd: PROJECT_ROOT,
    env: childEnv({ DATABASE_URL: urlOf(port, 'retoma_app', name), DATABASE_OWNER_URL: ownerUrl }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  expect(JSON.parse(line.toString())).toMatchObject({ ready: true })
  const [last] = await ask(
    'SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  )
  const { name: applied } = last as { name: string }
  expect(
    await readFile(path.join(PROJECT_ROOT, 'prisma/migrations', applied, 'migration.sql'), 'utf8'),
  ).not.toBe('')
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
})
