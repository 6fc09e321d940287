// `npm run bench:engine [-- <runs>]`: steps/s and events/s of the embedded engine beside bare SQL on the same server.
import pg from 'pg'
import { provideEnv } from '../src/env'
import { closeDatabase, database, surviveLostConnections } from '../src/kernel/db'
import { startEmbedded } from '../src/kernel/engine/embedded'
import { sendEvent } from '../src/kernel/engine/outbox'
import { createClient } from '../src/kernel/inngest'
import { applyMigrations } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'

const RUNS = Number(process.argv[2] ?? 400)
const STEPS = 5
const EVENTS = 20_000
const CAPACITY = 10

async function rate(label: string, count: number, work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  const perSecond = count / ((performance.now() - from) / 1000)
  console.log(`${label.padEnd(52)} ${perSecond.toFixed(0).padStart(7)}/s`)
  return perSecond
}

async function idle(query: string): Promise<void> {
  while ((await database().pool.query(query)).rowCount !== 0)
    await new Promise((done) => setTimeout(done, 20))
}

/** What any queue on PostgreSQL costs: claim one row, mark it, commit. */
async function bareLoop(pool: pg.Pool): Promise<void> {
  const worker = async () => {
    const sql = await pool.connect()
    for (let more = true; more;) {
      await sql.query('BEGIN')
      const { rowCount } = await sql.query(
        'UPDATE bare SET done = true WHERE id = (SELECT id FROM bare WHERE NOT done ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)',
      )
      await sql.query('COMMIT')
      more = rowCount === 1
    }
    sql.release()
  }
  await Promise.all(Array.from({ length: CAPACITY }, worker))
}

const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE bench OWNER retoma_owner'])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'bench'))
  const databaseUrl = urlOf(server.port, 'retoma_app', 'bench')
  provideEnv({ NODE_ENV: 'test', DATABASE_URL: databaseUrl, RETOMA_LOG_LEVEL: 'silent' })
  const owner = new pg.Pool({ connectionString: urlOf(server.port, 'retoma_owner', 'bench'), max: CAPACITY })
  surviveLostConnections(owner)
  await owner.query(
    'CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, done BOOLEAN NOT NULL DEFAULT false)',
  )
  await owner.query('CREATE INDEX ON bare (id) WHERE NOT done')
  await owner.query(`INSERT INTO bare (done) SELECT false FROM generate_series(1, ${RUNS * STEPS})`)

  const client = createClient('bench')
  const work = client.createFunction(
    { id: 'work', triggers: [{ event: 'bench.work' }] },
    async ({ step }) => {
      for (let index = 0; index < STEPS; index += 1) await step.run(`step ${index}`, () => index)
    },
  )
  const engine = await startEmbedded(client, [work], { databaseUrl, capacity: CAPACITY })

  const steps = await rate(`${RUNS} runs of ${STEPS} steps on the engine`, RUNS * STEPS, async () => {
    await sendEvent(Array.from({ length: RUNS }, () => ({ name: 'bench.work', data: {} })))
    await idle(
      'SELECT FROM engine.runs WHERE ended_at IS NULL UNION ALL SELECT FROM engine.events WHERE routed_at IS NULL',
    )
  })
  const bareSteps = await rate('the same number of rows in a bare SKIP LOCKED loop', RUNS * STEPS, () =>
    bareLoop(owner),
  )
  const events = await rate(`${EVENTS} events stored and routed`, EVENTS, async () => {
    for (let sent = 0; sent < EVENTS; sent += 1000) {
      await sendEvent(Array.from({ length: 1000 }, (_, index) => ({ name: 'bench.idle', data: { index } })))
    }
    await idle('SELECT FROM engine.events WHERE routed_at IS NULL')
  })
  console.log(
    `engine to bare loop: ${(steps / bareSteps).toFixed(2)}; events per step: ${(events / steps).toFixed(0)}`,
  )
  await engine.stop()
  await owner.end()
  await closeDatabase()
} finally {
  await server.stop()
}
