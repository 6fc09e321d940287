// `npm run bench:recovery [-- <carts and orders>]`: matchCarts against the same match as one bare SQL statement; at most 2×.
import pg from 'pg'
import { matchCarts } from '../src/domains/recovery/service'
import { provideEnv } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { systemScope, withEmpresaSql } from '../src/kernel/tenancy/unit'
import { applyMigrations } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { bareMatch } from './bare-match'
import { seedVolume, VOLUME_NOW } from './seed-volume'

const LIMIT = 2
/** More than this data needs; the last ones find nothing. */
const ROUNDS = 8
const size = Number(process.argv[2] ?? 1_000_000)

const FINGERPRINT = `
SELECT (SELECT count(*) FROM cart_matches) AS matches,
  (SELECT sum(hashtextextended(concat_ws('|', cart_id, order_id, outcome, reason, by_email, by_phone, distance_seconds), 0)::numeric) FROM cart_matches) AS judged,
  (SELECT sum(hashtextextended(concat_ws('|', id, status, recovery_kind, extract(epoch FROM window_ends_at)), 0)::numeric) FROM carts) AS decided`

async function asSuper<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function timed<T>(label: string, work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const start = performance.now()
  const result = await work()
  const seconds = (performance.now() - start) / 1000
  console.log(`${label.padEnd(34)} ${seconds.toFixed(1).padStart(7)} s`)
  return { seconds, result }
}

const server = await startPostgres()
try {
  const [ours, bare] = [urlOf(server.port, 'postgres', 'ours'), urlOf(server.port, 'postgres', 'bare')]
  const admin = (statements: string[]) => runAs(server.port, 'postgres', 'postgres', statements)
  await admin([
    "ALTER SYSTEM SET max_wal_size = '8GB'",
    'ALTER SYSTEM SET autovacuum = off',
    'SELECT pg_reload_conf()',
  ])
  await admin(['CREATE DATABASE ours OWNER retoma_owner'])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'ours'))
  const volume = { orders: size, carts: size, leads: 0, people: Math.ceil(size * 0.4) }
  const { result: empresaId } = await timed(`seed ${size} carts, ${size} orders`, () =>
    seedVolume(ours, volume),
  )
  await admin(['CREATE DATABASE bare TEMPLATE ours STRATEGY file_copy', 'CHECKPOINT'])

  provideEnv({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(server.port, 'retoma_app', 'ours'),
    RETOMA_LOG_LEVEL: 'silent',
  })
  const scope = systemScope(empresaId, 'bench', () => VOLUME_NOW)
  const first = await timed('matchCarts, everything to write', () => withEmpresaSql(scope, matchCarts))
  console.log(first.result)
  await admin(['CHECKPOINT'])
  const statement = bareMatch(empresaId, VOLUME_NOW, ROUNDS)
  const limit = await timed('one bare statement', () =>
    asSuper(bare, async (client) => {
      await client.query("SET work_mem = '128MB'")
      await client.query(statement)
    }),
  )
  const again = await timed('matchCarts again, nothing to write', () => withEmpresaSql(scope, matchCarts))
  await closeDatabase()

  const [a, b] = await Promise.all(
    [ours, bare].map((url) => asSuper(url, async (client) => (await client.query(FINGERPRINT)).rows[0])),
  )
  const same = JSON.stringify(a) === JSON.stringify(b)
  const ratio = first.seconds / limit.seconds
  console.log(
    `same result: ${same}; unchanged run wrote ${again.result.matchesWritten + again.result.cartsChanged} rows`,
  )
  console.log(`ratio ${ratio.toFixed(2)} (limit ${LIMIT})`)
  if (!same || ratio > LIMIT) process.exitCode = 1
} finally {
  await server.stop()
}
