// `npm run bench:finish [-- <orders>]`: what follows an import, on a shop of a million orders: first run, and again unchanged.
import { unifyCustomers } from '../src/domains/customers/unify'
import { matchCarts, refreshStatuses } from '../src/domains/recovery/service'
import { refreshDailyFigures } from '../src/domains/reports/daily'
import { provideEnv } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '../src/kernel/tenancy/unit'
import { applyMigrations } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { seedVolume, VOLUME_NOW } from './seed-volume'

const size = Number(process.argv[2] ?? 1_000_000)
const STEPS: [name: string, run: (ctx: EmpresaSqlCtx) => Promise<unknown>][] = [
  ['unifyCustomers', unifyCustomers],
  ['matchCarts', matchCarts],
  ['refreshDailyFigures', refreshDailyFigures],
  ['refreshStatuses', refreshStatuses],
]

const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', [
    "ALTER SYSTEM SET max_wal_size = '8GB'",
    'SELECT pg_reload_conf()',
    'CREATE DATABASE finish OWNER retoma_owner',
  ])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'finish'))
  const volume = { orders: size, carts: size, leads: Math.ceil(size * 0.2), people: Math.ceil(size * 0.4) }
  const empresaId = await seedVolume(urlOf(server.port, 'postgres', 'finish'), volume)
  provideEnv({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(server.port, 'retoma_app', 'finish'),
    RETOMA_LOG_LEVEL: 'silent',
  })
  const scope = systemScope(empresaId, 'bench', () => VOLUME_NOW)
  for (const round of ['first', 'again']) {
    for (const [name, run] of STEPS) {
      const start = performance.now()
      const result = await withEmpresaSql(scope, run)
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${name.padEnd(20)} ${round} ${seconds.padStart(7)} s  ${JSON.stringify(result)}`)
    }
  }
  await closeDatabase()
} finally {
  await server.stop()
}
