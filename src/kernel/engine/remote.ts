import { randomUUID } from 'node:crypto'
import type { Inngest, InngestFunction } from 'inngest'
import { openPool } from '../db'
import { log } from '../log'
import { openApp } from './app'
import { REGISTRATION_LEASE_MS } from './lease'
import { Registrar } from './registrar'
import { startRelay } from './relay'

type Options = {
  databaseUrl: string
  /** Where the server reaches the functions, when not on this worker's own port. */
  origin?: string
  leaseMs?: number
  /** How long a stopping worker waits for calls to end. */
  graceMs?: number
  /** Milliseconds before the next try after so many failures to register. */
  wait?: (failures: number) => number
}

/**
 * Serves functions for the client's Inngest server, which may be away: one living worker is registered there, and it alone
 * relays the outbox. Resolves without waiting for the server.
 */
export async function startRemote(
  client: Inngest,
  functions: InngestFunction.Any[],
  options: Options,
): Promise<{ port: number; workerId: string; stop(): Promise<void> }> {
  const { databaseUrl, origin, leaseMs = REGISTRATION_LEASE_MS, graceMs = 10_000, wait } = options
  const workerId = randomUUID()
  const app = await openApp(client, functions, origin)
  const pool = openPool({ connectionString: databaseUrl, max: 2, application_name: 'retoma registration' })
  // The relay starts first and asks the registrar, which wakes the relay.
  const current: { registrar?: Registrar } = {}
  const relay = await startRelay(client, databaseUrl, {
    workerId,
    mayRelay: () => current.registrar?.holds() ?? false,
    onFree: () => current.registrar?.wake(),
  }).catch(async (error: unknown) => {
    await Promise.all([app.stop(), pool.end()])
    throw error
  })
  const { register } = app
  const registrar = new Registrar({ pool, workerId, leaseMs, register, onRegistered: relay.wake, wait })
  current.registrar = registrar

  const stop = async () => {
    // Another worker is registered first, so that no call of the server meets a closed port.
    await registrar.handOver()
    const cut = await app.drain(graceMs)
    if (cut > 0) log('engine').warn({ cut }, 'calls were cut off: the server calls them again')
    // What the last calls emitted leaves now, unless a successor has the registration and carries it.
    await relay.stop()
    await registrar.stop()
    await Promise.all([app.stop(), pool.end()])
  }
  return { port: app.port, workerId, stop }
}
