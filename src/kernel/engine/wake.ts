import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { log } from '../log'
import { WAKE_CHANNEL } from './outbox'

/**
 * Calls `wake` at every notification on the channel (new events) with its payload, and without one after each reconnection,
 * when some may have been missed.
 */
export async function listenForWork(
  connectionString: string,
  wake: (payload?: string) => void,
  channel: string = WAKE_CHANNEL,
): Promise<{ stop(): Promise<void> }> {
  const stopped = new AbortController()
  let client = await connect()

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({ connectionString, application_name: 'retoma engine', keepAlive: true })
    next.on('notification', ({ payload }) => wake(payload))
    next.on('error', () => undefined)
    await next.connect()
    await next.query(`LISTEN ${channel}`)
    next.once('end', () => void reconnect())
    return next
  }

  async function reconnect(): Promise<void> {
    for (let wait = 250; !stopped.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      try {
        await pause(wait, undefined, { signal: stopped.signal })
        client = await connect()
        // Asked to stop meanwhile: that ended the client before this one.
        return stopped.signal.aborted ? await end() : wake()
      } catch (error) {
        if (!stopped.signal.aborted)
          log('engine').warn({ err: error }, 'no connection to the database, trying again')
      }
    }
  }

  async function end(): Promise<void> {
    client.removeAllListeners('end')
    await client.end()
  }

  return {
    stop: async () => {
      stopped.abort()
      await end()
    },
  }
}
