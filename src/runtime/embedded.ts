import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clusterIn, initialise, runningServer, startServer, stopServer, type Cluster } from './cluster'
import { freePort } from './free-port'
import type { GeneratedSecrets } from './generated-secrets'
import { databasePlace, rememberPort } from './place'

/** A process that uses the server shares this lock; one that stops it needs it alone. A session dies with its process. */
const LEASE_LOCK = 7_461_001
const PROVISION_LOCK = 7_461_003
const PATIENCE_MS = 90_000

/** The right to use the embedded server: it stays up at least until every lease is given back. */
export type Lease = {
  ownerUrl: string
  appUrl: string
  /** Gives the lease back; the last one out stops the server. */
  release: () => Promise<void>
}

/** Joins the embedded server of this installation, starting it when it isn't running. */
export async function leaseServer(secrets: GeneratedSecrets): Promise<Lease> {
  const cluster = clusterIn(databasePlace().folder)
  await initialise(cluster, secrets.postgresPassword)
  let session = await join(cluster, secrets)
  let released = false
  await provision(session, secrets)
  const watch = () => {
    session.once('end', () => {
      // The server restarts its sessions after one of them dies badly: take the lease again.
      if (!released)
        void join(cluster, secrets).then(
          (next) => ((session = next), watch()),
          () => undefined,
        )
    })
  }
  watch()
  const url = (role: string, password: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${session.port}/retoma`
  return {
    ownerUrl: url('retoma_owner', secrets.ownerPassword),
    appUrl: url('retoma_app', secrets.appPassword),
    release: async () => {
      if (released) return
      released = true
      await leave(cluster, session)
    },
  }
}

/** A session that has the lease. Starts the server as often as it takes: another process may be stopping it. */
async function join(cluster: Cluster, secrets: GeneratedSecrets): Promise<pg.Client> {
  const deadline = performance.now() + PATIENCE_MS
  for (let failure: unknown; ; await sleep(100)) {
    try {
      const server = runningServer(cluster)
      if (!server) await start(cluster)
      else if (server.ready) return await openLease(server.port, secrets)
    } catch (error) {
      failure = error
    }
    if (performance.now() > deadline) {
      throw new Error('O banco de dados embutido não iniciou.', { cause: failure })
    }
  }
}

async function start(cluster: Cluster): Promise<void> {
  const port = await freePort(databasePlace().port ?? 0)
  await startServer(cluster, port)
  rememberPort(port)
}

async function openLease(port: number, secrets: GeneratedSecrets): Promise<pg.Client> {
  const client = new pg.Client({
    ...{
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password: secrets.postgresPassword,
      database: 'postgres',
    },
    application_name: 'retoma-lease',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query("SET lock_timeout = '30s'")
    await client.query('SELECT pg_advisory_lock_shared($1)', [LEASE_LOCK])
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** Empties the embedded database. @throws when another process uses it: its data would vanish under it. */
export async function dropDatabase(secrets: GeneratedSecrets): Promise<void> {
  const cluster = clusterIn(databasePlace().folder)
  await initialise(cluster, secrets.postgresPassword)
  const session = await join(cluster, secrets)
  try {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [LEASE_LOCK])
    const { rows } = await session.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      LEASE_LOCK,
    ])
    if (!rows[0]?.alone)
      throw new Error('O banco está em uso por outro processo do Retoma. Pare-o e tente de novo.')
    await session.query('DROP DATABASE IF EXISTS retoma WITH (FORCE)')
  } finally {
    await session.end().catch(() => undefined)
  }
}

async function leave(cluster: Cluster, session: pg.Client): Promise<void> {
  try {
    await session.query('SELECT pg_advisory_unlock_shared($1)', [LEASE_LOCK])
    const { rows } = await session.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      LEASE_LOCK,
    ])
    if (rows[0]?.alone) await stopServer(cluster)
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** Roles and database, made once; again harmless. Passwords always follow the secrets file. */
async function provision(session: pg.Client, secrets: GeneratedSecrets): Promise<void> {
  await session.query('SELECT pg_advisory_lock($1)', [PROVISION_LOCK])
  try {
    const roles = { retoma_owner: secrets.ownerPassword, retoma_app: secrets.appPassword }
    for (const [role, password] of Object.entries(roles)) {
      const there = await session.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
      const verb = there.rowCount === 0 ? 'CREATE' : 'ALTER'
      await session.query(
        `${verb} ROLE ${role} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD ${session.escapeLiteral(password)}`,
      )
    }
    const there = await session.query("SELECT 1 FROM pg_database WHERE datname = 'retoma'")
    if (there.rowCount === 0) await session.query('CREATE DATABASE retoma OWNER retoma_owner')
    await session.query('REVOKE CONNECT ON DATABASE retoma FROM PUBLIC')
    await session.query('GRANT CONNECT ON DATABASE retoma TO retoma_app')
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [PROVISION_LOCK])
  }
}
