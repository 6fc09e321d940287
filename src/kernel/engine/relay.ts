import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Inngest } from 'inngest'
import type pg from 'pg'
import { systemClock } from '../clock'
import { openPool } from '../db'
import { log } from '../log'
import { REGISTRATION_FREE } from './lease'
import { CLEAN_UP_EVERY_MS, cleanUp } from './retention'
import { listenForWork } from './wake'
import { beat, retire } from './workers'

const BATCH = 100
const LEASE_MS = 10_000
/** How long a stopping worker tries to relay what is left. */
const LAST_MS = 5_000

type Options = {
  workerId?: string
  /** Whether the server would call a living worker for what is relayed now; events wait in the outbox until then. */
  mayRelay?: () => boolean
  /** Called when the registration is free, and after a reconnection, when that may have been missed. */
  onFree?: () => void
}
export type Relay = {
  /** Looks for events at once. */
  wake(): void
  /** What waits is relayed once more, if it may, as far as the server takes it within a moment. */
  stop(): Promise<void>
}

/**
 * Carries the outbox to a real Inngest server, in order. At least once: the server drops a repeated event id.
 * The worker counts as alive meanwhile.
 */
export async function startRelay(
  client: Inngest,
  databaseUrl: string,
  { workerId = randomUUID(), mayRelay = () => true, onFree }: Options = {},
): Promise<Relay> {
  const pool = openPool({ connectionString: databaseUrl, max: 2, application_name: 'retoma relay' })
  const stopped = new AbortController()
  let work = new AbortController()
  const wake = () => work.abort()
  await beat(pool, workerId, LEASE_MS)
  const listener = await listenForWork(databaseUrl, (payload) => {
    if (payload === undefined || payload === REGISTRATION_FREE) onFree?.()
    wake()
  })
  const relayAll = async () => {
    while ((await relayBatch(client, pool)) === BATCH);
  }

  async function loop(): Promise<void> {
    let cleanUpAt = 0
    while (!stopped.signal.aborted) {
      work = new AbortController()
      try {
        await beat(pool, workerId, LEASE_MS)
        if (mayRelay()) await relayAll()
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

  /** A server that is away gets it from the next worker. */
  async function relayLast(): Promise<void> {
    const rest = new AbortController()
    const late = pause(LAST_MS, undefined, { signal: rest.signal, ref: false }).catch(() => undefined)
    const relayed = relayAll().catch((error: unknown) =>
      log('engine').warn({ err: error }, 'events were not relayed, the next worker does it'),
    )
    await Promise.race([relayed, late])
    rest.abort()
  }

  return {
    wake,
    stop: async () => {
      stopped.abort()
      await looping
      if (mayRelay()) await relayLast()
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
