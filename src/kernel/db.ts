import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '~/env'
import { PrismaClient } from '~/generated/prisma/client'
import { AppError } from './errors'
import { FairGate } from './fair-gate'

// Counts, centavos and the shop's ids all fit a safe integer.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Prisma's client inside a unit of work. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>
/** A raw connection inside a unit of work, for set-based SQL and COPY. */
export type Sql = pg.PoolClient

/** Never in a row unless it is asked for by name. */
const OMIT = { user: { passwordHash: true } } as const

/** Units of work at once in this process, and of one empresa: none takes the others' connections. */
const UNITS = { total: 10, perKey: 4, maxWaiting: 1_000, maxWaitMs: 20_000 }
/** Connections beside those of the units, for what belongs to no empresa. */
const SPARE = 2
/** Concurrent session reads, in total and per user. */
const SESSIONS = { total: 4, perKey: 2, maxWaiting: 400, maxWaitMs: 10_000 }
/** Concurrent sign-ins, in total and per address: anonymous clients can cause them. */
const TRIES = { total: 2, perKey: 1, maxWaiting: 100, maxWaitMs: 5_000 }

type Connections = { prisma: PrismaClient; pool: pg.Pool }
/** Every unit of work passes the gate `units`, keyed by its empresa. */
type Database = Connections & { units: FairGate }
/** `sessions` is keyed by user id, `tries` by the client's address; `waits` are known rate limits by account and address. */
type AccountDatabase = Connections & {
  sessions: FairGate
  tries: FairGate
  waits: Map<string, { until: number; at: number }>
}
/** One of each per process, also across Next's bundles and the reloads of its development server. */
const holder = globalThis as { retomaDatabase?: Database; retomaAccounts?: AccountDatabase }

/** The unscoped database as role `retoma_app`. Fenced: kernel/tenancy, domains/access and named system jobs only. */
export function database(): Database {
  return (holder.retomaDatabase ??= {
    ...connections(UNITS.total + SPARE, 'retoma'),
    units: new FairGate(UNITS),
  })
}

/** The same database over connections of its own: who signs in, and who is signed in, never waits for a tenant's work. Fenced: domains/access. */
export function accountDatabase(): AccountDatabase {
  return (holder.retomaAccounts ??= {
    ...connections(SESSIONS.total + TRIES.total, 'retoma accounts'),
    sessions: new FairGate(SESSIONS),
    tries: new FairGate(TRIES),
    waits: new Map(),
  })
}

/** What each connection of this process asks of the server. */
let options: string | undefined

/**
 * From now on no commit of this process waits for the disk: only for work that starts again where a crash of the server has
 * left it. Called before the database is used.
 */
export function commitWithoutWaiting(): void {
  options = '-c synchronous_commit=off'
}

function connections(max: number, name: string): Connections {
  const { DATABASE_URL: connectionString } = env()
  if (!connectionString) throw new AppError('INTERNAL', 'DATABASE_URL não está definida.')
  const pool = openPool({ connectionString, max, application_name: name, options })
  return { prisma: new PrismaClient({ adapter: new PrismaPg(pool), omit: OMIT }), pool }
}

/** Keep-alive: a connection that is silent for this long is probed. */
const KEEP_ALIVE_MS = 10_000
/** How often a server checks, during a long statement, that its client is still connected. */
const CHECK_EVERY = '2s'

/**
 * Connections of a process of ours: one that dies ends nothing, and what a killed process locked (rows, a place in a queue)
 * is free within seconds, not only once its statement has ended. Servers that can't check (on Windows) reject only the setting.
 */
export function openPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    // The operating system detects a server that vanished, so that a unit waiting for it releases its place.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    verify: (client, done) => {
      client.query(`SET client_connection_check_interval = '${CHECK_EVERY}'`).then(
        () => done(),
        () => done(),
      )
    },
  })
  surviveLostConnections(pool)
  return pool
}

/** A connection that dies, idle or between two statements, must not end the process: the next one replaces it. */
export function surviveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
}

/** Closes every connection of this process. */
export async function closeDatabase(): Promise<void> {
  const open = [holder.retomaDatabase, holder.retomaAccounts]
  holder.retomaDatabase = undefined
  holder.retomaAccounts = undefined
  for (const one of open) {
    await one?.prisma.$disconnect()
    if (one && !one.pool.ended) await one.pool.end()
  }
}
