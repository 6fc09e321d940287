import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from './clock'
import { database } from './db'
import { currentRegistration, type Registration } from './engine/lease'
import { anyWorkerAlive } from './engine/workers'
import { remoteServer } from './inngest'
import { log } from './log'
import { listDueConnections } from './tenancy/directory'

/** `external`: another server runs the functions, and answers for itself. */
export type CheckResult = 'ok' | 'failing' | 'external'
type CheckName = 'database' | 'migrations' | 'worker' | 'queue' | 'connections'
export type Readiness = {
  ready: boolean
  /** `registration` only where another server runs the functions: a living worker is registered there. */
  checks: Record<CheckName, CheckResult> & { registration?: CheckResult }
  /** The worker that server calls, and since when; absent on the embedded engine. */
  registration?: Registration | null
}

/** An event that no worker has taken for this long means that the queue stands still. */
const STUCK_SECONDS = 120
/** A WhatsApp channel with something to send that no worker has served for this long. */
const UNSERVED_SECONDS = 300
const PATIENCE_MS = 3_000

/** Whether this installation can serve: database, migrations, a living worker, a moving queue, served channels. */
export async function readiness(
  migrationsDir = path.join(process.cwd(), 'prisma/migrations'),
): Promise<Readiness> {
  const { pool } = database()
  const remote = remoteServer() !== null
  let registration: Registration | null = null
  const registered = async () => {
    registration = await currentRegistration(pool)
    return registration !== null
  }
  const checks = {
    database: check('database', async () => (await pool.query('SELECT 1')).rowCount === 1),
    migrations: check('migrations', async () => (await missingMigrations(migrationsDir)).length === 0),
    worker: remote ? Promise.resolve('external' as const) : check('worker', () => anyWorkerAlive(pool)),
    ...(remote ? { registration: check('registration', registered) } : {}),
    queue: check('queue', queueMoves),
    connections: check('connections', connectionsServed),
  }
  const names = Object.keys(checks) as (keyof typeof checks)[]
  const results = await Promise.all(names.map(async (name) => [name, (await checks[name]) ?? 'ok'] as const))
  return {
    ready: results.every(([, result]) => result !== 'failing'),
    checks: Object.fromEntries(results) as Readiness['checks'],
    ...(remote ? { registration } : {}),
  }
}

/** The cause goes to the log; the client learns only that the check fails. */
async function check(name: string, passes: () => Promise<boolean>): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  try {
    if (await Promise.race([passes(), late])) return 'ok'
    log('health').warn({ check: name }, 'not ready')
  } catch (error) {
    log('health').error({ check: name, err: error }, 'check failed')
  } finally {
    clearTimeout(timer)
  }
  return 'failing'
}

async function missingMigrations(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const { rows } = await database().pool.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  const done = new Set(rows.map((row) => row.migration_name))
  return entries.filter((entry) => entry.isDirectory() && !done.has(entry.name)).map((entry) => entry.name)
}

async function queueMoves(): Promise<boolean> {
  const { rows } = await database().pool.query<{ stuck: boolean }>(
    `SELECT EXISTS (SELECT FROM engine.events
       WHERE routed_at IS NULL AND ts < clock_timestamp() - $1 * interval '1 second') AS stuck`,
    [STUCK_SECONDS],
  )
  return rows[0]?.stuck === false
}

async function connectionsServed(): Promise<boolean> {
  const before = new Date(systemClock().getTime() - UNSERVED_SECONDS * 1000)
  return (await listDueConnections(before, 1)).length === 0
}
