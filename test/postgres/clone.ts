import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { provideEnv } from '../../src/env'
import { closeDatabase } from '../../src/kernel/db'
import { runAs, urlOf } from './server'

export type TestDatabase = { ownerUrl: string; appUrl: string; superUrl: string }

/** Gives this test file a database of its own and points the application at it. Call at the top of the file. */
export function useDatabase(): TestDatabase {
  const port = inject('postgresPort')
  const name = `t_${randomBytes(6).toString('hex')}`
  const urls = {
    ownerUrl: urlOf(port, 'retoma_owner', name),
    appUrl: urlOf(port, 'retoma_app', name),
    superUrl: urlOf(port, 'postgres', name),
  }
  beforeAll(async () => {
    await cloneDatabase(port, name)
    provideEnv({
      NODE_ENV: 'test',
      DATABASE_URL: urls.appUrl,
      DATABASE_OWNER_URL: urls.ownerUrl,
      RETOMA_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      NEXTAUTH_SECRET: 'test-secret-test-secret-test-secret-',
      RETOMA_LOG_LEVEL: process.env.RETOMA_LOG_LEVEL ?? 'silent',
    })
  })
  afterAll(async () => {
    await closeDatabase()
    await runAs(port, 'postgres', 'postgres', [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`])
  })
  return urls
}

/** CREATE DATABASE from a template fails while another clone is being made: queues by an advisory lock. */
async function cloneDatabase(port: number, name: string): Promise<void> {
  await runAs(port, 'postgres', 'postgres', [
    'SELECT pg_advisory_lock(4242)',
    `CREATE DATABASE ${name} TEMPLATE template_retoma OWNER retoma_owner`,
  ])
}
