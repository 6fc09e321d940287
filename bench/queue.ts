// `npm run bench:queue [-- <messages>]`: decisions/s of the dispatcher, and their statements, beside a bare SKIP LOCKED loop on the same server.
import pg from 'pg'
import { PRIORITY } from '../src/domains/outbox/kinds'
import { dispatchDeps } from '../src/domains/outbox/service/dispatch/deps'
import { dispatchOne } from '../src/domains/outbox/service/dispatch/send'
import { queueMessages } from '../src/domains/outbox/service/queue'
import { subjectRegistry } from '../src/domains/outbox/subjects'
import { provideEnv } from '../src/env'
import { closeDatabase, database, surviveLostConnections } from '../src/kernel/db'
import { systemScope, withEmpresaSql } from '../src/kernel/tenancy/unit'
import { applyMigrations } from '../src/runtime/schema-engine'
import { runAs, startPostgres, urlOf } from '../test/postgres/server'
import { acceptingProvider } from './once/network'
import { makePlaces, START, type Place } from './once/places'

const MESSAGES = Number(process.argv[2] ?? 4000)
/** Channels that send at once; one channel's messages are decided one after another, by design. */
const NUMBERS = 8

async function rate(label: string, work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  const perSecond = MESSAGES / ((performance.now() - from) / 1000)
  console.log(`${label.padEnd(64)} ${perSecond.toFixed(0).padStart(7)}/s`)
  return perSecond
}

/** Counts what the product's pool sends: one for every trip to the server. @returns reads the count. */
function countTrips(): () => number {
  let trips = 0
  database().pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      trips += 1
      return query(...args)
    }) as typeof client.query
  })
  return () => trips
}

/** What any queue on PostgreSQL costs: claim one row, commit; write what became of it, commit. */
async function bareLoop(pool: pg.Pool): Promise<void> {
  const worker = async () => {
    const sql = await pool.connect()
    for (;;) {
      await sql.query('BEGIN')
      const { rows } = await sql.query<{ id: number }>(
        "UPDATE bare SET state = 'enviando' WHERE id = (SELECT id FROM bare WHERE state = 'pendente' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
      )
      await sql.query('COMMIT')
      if (!rows[0]) break
      await sql.query('BEGIN')
      await sql.query("UPDATE bare SET state = 'enviada' WHERE id = $1", [rows[0].id])
      await sql.query('COMMIT')
    }
    sql.release()
  }
  await Promise.all(Array.from({ length: NUMBERS }, worker))
}

const server = await startPostgres()
try {
  await runAs(server.port, 'postgres', 'postgres', ['CREATE DATABASE bench OWNER retoma_owner'])
  await applyMigrations(urlOf(server.port, 'retoma_owner', 'bench'))
  provideEnv({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(server.port, 'retoma_app', 'bench'),
    RETOMA_LOG_LEVEL: 'silent',
  })
  const owner = new pg.Pool({ connectionString: urlOf(server.port, 'postgres', 'bench'), max: NUMBERS })
  surviveLostConnections(owner)
  await owner.query(
    "CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state TEXT NOT NULL DEFAULT 'pendente')",
  )
  await owner.query("CREATE INDEX ON bare (id) WHERE state = 'pendente'")
  await owner.query(`INSERT INTO bare (state) SELECT 'pendente' FROM generate_series(1, ${MESSAGES})`)

  const trips = countTrips()
  const places = await makePlaces(owner, NUMBERS)
  const each = Math.ceil(MESSAGES / NUMBERS)
  await owner.query('UPDATE whatsapp_connections SET daily_cap = 1000000')
  // Every decision finds the gap over: what is measured is the deciding, not the waiting.
  let nowMs = START.getTime()
  const clock = () => new Date((nowMs += 5000))
  const scopeOf = ({ empresaId }: Place) => systemScope(empresaId, 'bench', clock)
  for (const place of places) {
    const rows = Array.from({ length: each }, (_, n) => ({
      dedupeKey: `m${n}`,
      kind: 'manual' as const,
      connectionId: place.connectionId,
      contactId: place.contacts[n % place.contacts.length] ?? null,
      body: `Mensagem ${n}`,
      notBefore: START,
      priority: PRIORITY.byHand,
    }))
    await withEmpresaSql(scopeOf(place), (ctx) => queueMessages(ctx, rows))
  }
  await owner.query('ANALYZE')
  let calls = 0
  const before = trips()
  const provider = acceptingProvider(() => (calls += 1))
  const deps = dispatchDeps(subjectRegistry([]), clock, { provider: () => provider })
  const decisions = await rate(
    `${MESSAGES} messages decided, written, sent and recorded, ${NUMBERS} numbers`,
    () =>
      Promise.all(
        places.map(async ({ empresaId, connectionId }) => {
          for (let n = 0; n < each; n++) await dispatchOne(deps, empresaId, connectionId, 'bench')
        }),
      ),
  )
  console.log(
    `trips to the server for each decision, outcome included: ${((trips() - before) / calls).toFixed(1)}`,
  )
  const bare = await rate('the same number of rows in a bare SKIP LOCKED loop', () => bareLoop(owner))
  const { rows } = await owner.query<{ twice: number }>(
    'SELECT count(*)::int AS twice FROM message_attempts WHERE n > 1',
  )
  console.log(
    `dispatcher to bare loop: ${(decisions / bare).toFixed(2)}; calls: ${calls} of ${each * NUMBERS}; second attempts: ${rows[0]?.twice ?? 0}`,
  )
  if (calls !== each * NUMBERS) process.exitCode = 1
  await owner.end()
  await closeDatabase()
} finally {
  await server.stop()
}
