// `npm run bench:once [-- <schedules>] [--seed <n>] [--parallel <n>] [--minutes <n>]`: no message twice, none lost.
import { parseArgs } from 'node:util'
import { provideEnv } from '../src/env'
import { closeDatabase } from '../src/kernel/db'
import { applyMigrations } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { runSchedules } from './once/run'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    parallel: { type: 'string' },
    minutes: { type: 'string' },
    from: { type: 'string' },
  },
})
const count = values.seed === undefined ? Number(positionals[0] ?? 100_000) : 1
const first = Number(values.seed ?? values.from ?? 1)
const minutes = Number(values.minutes ?? Infinity)

const server = await startPostgres()
try {
  const admin = (statements: string[]) => runAs(server.port, 'postgres', 'postgres', statements)
  await admin([
    'ALTER SYSTEM SET synchronous_commit = off',
    "ALTER SYSTEM SET max_wal_size = '4GB'",
    // A cycle is found at once, and always by the statement that closed it.
    "ALTER SYSTEM SET deadlock_timeout = '5ms'",
    // Tables begin empty: plans made then must not be scans of what they become.
    'ALTER SYSTEM SET enable_seqscan = off',
    'SELECT pg_reload_conf()',
    'CREATE DATABASE once OWNER retoma_owner',
  ])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'once'))
  provideEnv({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(server.port, 'retoma_app', 'once'),
    RETOMA_LOG_LEVEL: 'silent',
  })
  const from = performance.now()
  const seconds = () => (performance.now() - from) / 1000
  let done = 0
  const totals = await runSchedules({
    superUrl: urlOf(server.port, 'postgres', 'once'),
    first,
    count,
    parallel: Number(values.parallel ?? 12),
    enough: () => seconds() > minutes * 60,
    onResult: (result) => {
      done += 1
      for (const { fault, key, what } of result.verdicts)
        console.log(`seed ${result.seed}: ${fault} ${key}: ${what}`)
      if (done % 1000 === 0) console.log(`${done} schedules, ${seconds().toFixed(0)} s`)
    },
  })
  const { faults } = totals
  const figures = {
    schedules: totals.schedules,
    messages: totals.messages,
    'calls that reached the provider': totals.calls,
    'points where the order was chosen': totals.points,
    'crashes injected': totals.crashes,
    'deadlocks broken by the server': totals.deadlocks,
    duplicates: faults.duplicate + faults.blind,
    'silent losses': faults.loss,
    'sent against a wish': faults.unwanted,
    'other faults': faults.unrecorded + faults.error,
    'unknowns left to the operator': totals.unknowns,
    seconds: Math.round(seconds()),
    'schedules per second': Math.round(totals.schedules / seconds()),
  }
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(36)} ${String(value).padStart(9)}`)
  for (const { seed } of totals.failed.slice(0, 20)) console.log(`npm run bench:once -- --seed ${seed}`)
  if (totals.failed.length > 0) process.exitCode = 1
  await closeDatabase()
} finally {
  await server.stop()
}
