import { setTimeout as pause } from 'node:timers/promises'
import { refreshProductClock } from '~/kernel/engine/product-clock'
import { listenForWork } from '~/kernel/engine/wake'
import { log } from '~/kernel/log'
import { listDueConnections, type DueConnection } from '~/kernel/tenancy/directory'
import { DISPATCH_CHANNEL } from '../queue'
import type { DispatchDeps } from './deps'
import { dispatchOne } from './send'
import { tellSimulated } from './simulated-network'

export type DispatcherOptions = {
  deps: DispatchDeps
  /** For LISTEN; the units of work use the process's own pool. */
  databaseUrl: string
  /** Connections served at once. One connection is served by one dispatcher at a time, whatever this says. */
  concurrency?: number
  /** Longest sleep when nothing tells of work. */
  pollMs?: number
}
export type Dispatcher = {
  workerId: string
  /** Takes no new message and waits for those being sent. */
  stop(): Promise<void>
}

/**
 * Sends what is due, of every empresa, until stopped. Each round serves every due connection once, the longest waiting
 * first, so that nobody's campaign holds up another's answers. Any number of processes may run one.
 */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { deps, databaseUrl, concurrency = 8, pollMs = 1000 } = options
  const workerId = deps.newId()
  const stopped = new AbortController()
  let wake: () => void = () => undefined
  const listener = await listenForWork(databaseUrl, () => wake(), DISPATCH_CHANNEL)

  const loop = async () => {
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve))
      const worked = await serveRound(deps, workerId, concurrency, stopped.signal).catch((error: unknown) => {
        log('app').error({ err: error }, 'dispatch round failed')
        return false
      })
      if (!worked && !stopped.signal.aborted)
        await Promise.race([
          woken,
          pause(pollMs, undefined, { signal: stopped.signal }).catch(() => undefined),
        ])
    }
  }
  const running = loop()
  return {
    workerId,
    stop: async () => {
      stopped.abort()
      wake()
      await running
      await listener.stop()
    },
  }
}

/**
 * Serves every connection that is due now, once. @returns whether any message was sent, judged or told, so that another
 * round may find more.
 */
export async function serveRound(
  deps: DispatchDeps,
  workerId: string,
  concurrency = 8,
  signal?: AbortSignal,
): Promise<boolean> {
  await refreshProductClock()
  const due = await listDueConnections(deps.clock(), 200)
  let worked = false
  const next = due[Symbol.iterator]()
  const serve = async () => {
    for (const connection of next) {
      if (signal?.aborted) return
      if (await serveConnection(deps, workerId, connection)) worked = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, due.length) }, serve))
  return worked
}

/** One connection's failure is its own: the others are served all the same. */
async function serveConnection(deps: DispatchDeps, workerId: string, due: DueConnection): Promise<boolean> {
  const { empresaId, id } = due
  try {
    const told = due.simulate && (await tellSimulated(deps, empresaId, id))
    const kind = due.send ? await dispatchOne(deps, empresaId, id, workerId) : 'idle'
    return told || kind === 'claimed' || kind === 'more'
  } catch (error) {
    log('app').error({ err: error, empresaId, connectionId: id }, 'connection could not be served')
    return false
  }
}
