import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { clusterIn, initialise, startServer, stopServer } from '../../src/runtime/cluster'
import { freePort } from '../../src/runtime/free-port'

/** Durability is off: the data dies with the test. */
const THROW_AWAY = { fsync: 'off', max_connections: '200' }

/** A throw-away PostgreSQL with the product's two roles. */
export async function startPostgres(): Promise<{ port: number; stop: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'retoma-pg-'))
  const cluster = clusterIn(folder, THROW_AWAY)
  await initialise(cluster, 'postgres')
  const port = await freePort()
  await startServer(cluster, port)
  await runAs(port, 'postgres', 'postgres', [
    "CREATE ROLE retoma_owner LOGIN CREATEDB PASSWORD 'owner'",
    "CREATE ROLE retoma_app LOGIN PASSWORD 'app'",
  ])
  return {
    port,
    stop: async () => {
      await stopServer(cluster)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs statements one by one as a role. */
export async function runAs(
  port: number,
  user: string,
  database: string,
  statements: string[],
): Promise<void> {
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
export function urlOf(
  port: number,
  user: 'postgres' | 'retoma_owner' | 'retoma_app',
  database: string,
): string {
  return `postgresql://${user}:${passwordOf(user)}@127.0.0.1:${port}/${database}`
}
