// `npm run bench:pages [-- <orders>]`: every list of the portal and the dashboard over a million orders; p95 under 150 ms on the server.
import pg from 'pg'
import { unifyCustomers } from '../src/domains/customers/unify'
import { matchCarts } from '../src/domains/recovery/service'
import { refreshDailyFigures } from '../src/domains/reports/daily'
import { provideEnv } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../src/kernel/tenancy/unit'
import { createCallerFactory } from '../src/kernel/trpc'
import { applyMigrations } from '../src/runtime/schema-engine'
import { appRouter } from '../src/wiring/router'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { pageCases } from './page-cases'
import { seedVolume, VOLUME_NOW } from './seed-volume'

const LIMIT_MS = 150
const RUNS = 60
const size = Number(process.argv[2] ?? 1_000_000)

async function times(work: () => Promise<unknown>, runs: number): Promise<number[]> {
  await work()
  await work()
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await work()
    taken.push(performance.now() - start)
  }
  return taken.sort((a, b) => a - b)
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
const show = (ms: number) => ms.toFixed(1).padStart(8)

async function step(label: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await work()
  console.log(`${label.padEnd(34)} ${((performance.now() - start) / 1000).toFixed(1).padStart(7)} s`)
}

const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', [
    "ALTER SYSTEM SET max_wal_size = '8GB'",
    'SELECT pg_reload_conf()',
    'CREATE DATABASE pages OWNER retoma_owner',
  ])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'pages'))
  const superUrl = urlOf(server.port, 'postgres', 'pages')
  const volume = {
    orders: size,
    carts: Math.ceil(size / 2),
    leads: Math.ceil(size / 5),
    people: Math.ceil(size * 0.4),
    conversations: Math.ceil(size * 0.2),
  }
  let empresaId = ''
  await step(`seed ${size} orders`, async () => (empresaId = await seedVolume(superUrl, volume)))
  provideEnv({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(server.port, 'retoma_app', 'pages'),
    RETOMA_LOG_LEVEL: 'silent',
  })
  const scope = systemScope(empresaId, 'bench', () => VOLUME_NOW)
  const unit = (work: (ctx: EmpresaSqlCtx) => Promise<unknown>) => () => withEmpresaSql(scope, work)
  await step('unify customers', unit(unifyCustomers))
  await step('match carts', unit(matchCarts))
  await step('daily figures', unit(refreshDailyFigures))
  const bare = new pg.Client(superUrl)
  await bare.connect()
  await step('vacuum analyze', () => bare.query('VACUUM ANALYZE'))

  const caller = createCallerFactory(appRouter)({
    user: { id: '00000000-0000-4000-8000-000000000000', name: 'bench', email: 'bench@retoma.test' },
    request: scope.request,
    now: scope.now,
    authorize: () => Promise.resolve(scope),
  })
  console.log(
    `\n${'page'.padEnd(44)}${'p50'.padStart(8)}${'p95'.padStart(9)}${'bare p50'.padStart(9)}   ratio   (ms)`,
  )
  let slow = 0
  for (const { name, page, sql } of await pageCases(caller)) {
    const ours = await times(page, RUNS)
    const theirs = await times(async () => {
      for (const statement of sql) await bare.query(statement, [empresaId])
    }, RUNS)
    const p95 = quantile(ours, 0.95)
    if (p95 > LIMIT_MS) slow += 1
    const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5)
    const verdict = p95 > LIMIT_MS ? `  over ${LIMIT_MS} ms` : ''
    console.log(
      `${name.padEnd(44)}${show(quantile(ours, 0.5))} ${show(p95)} ${show(quantile(theirs, 0.5))} ${ratio.toFixed(2).padStart(7)}${verdict}`,
    )
  }
  await bare.end()
  await closeDatabase()
  console.log(slow === 0 ? `\nall pages under ${LIMIT_MS} ms` : `\n${slow} over ${LIMIT_MS} ms`)
  if (slow > 0) process.exitCode = 1
} finally {
  await server.stop()
}
