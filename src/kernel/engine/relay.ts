import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Inngest } from 'inngest'
import pg from 'pg'
import { systemClock } from '../clock'
import { surviveLostConnections } from '../db'
import { log } from '../log'
import { CLEAN_UP_EVERY_MS, cleanUp } from './retention'
import { listenForWork } from './wake'
import { beat, retire } from './workers'

const BATCH = 100
const LEASE_MS = 10_000

/**
 * Carries the outbox to a real Inngest server, in order. At least once: the server drops a repeated event id.
 * The worker counts as alive meanwhile.
 */
export async function startRelay(client: Inngest, databaseUrl: string): Promise<{ stop(): Promise<void> }> {
  const workerId = randomUUID()
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'retoma relay' })
  surviveLostConnections(pool)
  const stopped = new AbortController()
  let work = new AbortController()
  await beat(pool, workerId, LEASE_MS)
  const listener = await listenForWork(databaseUrl, () => work.abort())

  async function loop(): Promise<void> {
    let cleanUpAt = 0
    while (!stopped.signal.aborted) {
      work = new AbortController()
      try {
        await beat(pool, workerId, LEASE_MS)
        while ((await relayBatch(client, pool)) === BATCH);
        if (performance.now() >= cleanUpAt) {
          await cleanUp(pool, systemClock())
          cleanUpAt = performance.now() + CLEAN_UP_EVERY_MS
        }
      } catch (error) {
        log('engine').warn({ err: error }, 'events were not relayed, trying again')
      }
      const signal = AbortSignal.any([work.signal, stopped.signal])
      await pause(LEASE_MS / 3, undefined, { signal }).catch(() => undefined)
    }
  }
  const looping = loop()

  return {
    stop: async () => {
      stopped.abort()
      await looping
      await listener.stop()
      await retire(pool, workerId).catch(() => undefined)
      await pool.end()
    },
  }
}

type Waiting = { seq: number; id: string; name: string; data: Record<string, unknown>; ts: Date }

async function relayBatch(client: Inngest, pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<Waiting>(
    'SELECT seq, id, name, data, ts FROM engine.events WHERE routed_at IS NULL ORDER BY seq LIMIT $1',
    [BATCH],
  )
  if (rows.length === 0) return 0
  await client.send(rows.map(({ id, name, data, ts }) => ({ id, name, data, ts: ts.getTime() })))
  await pool.query('UPDATE engine.events SET routed_at = now() WHERE seq = ANY ($1::bigint[])', [
    rows.map((row) => row.seq),
  ])
  return rows.length
}
