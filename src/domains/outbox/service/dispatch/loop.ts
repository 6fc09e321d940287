import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '~/kernel/clock'
import { isFastForwarding, refreshProductClock } from '~/kernel/engine/product-clock'
import { listenForWork } from '~/kernel/engine/wake'
import { log } from '~/kernel/log'
import { listDueConnections, type DueConnection } from '~/kernel/tenancy/directory'
import { DISPATCH_CHANNEL } from '~/domains/channels/service/wake'
import type { DispatchDeps } from './deps'
import { dispatchOne } from './send'
import { Failing } from './failing'
import { postSimulated } from './simulated-network'

export type DispatcherOptions = {
  deps: DispatchDeps
  /** For LISTEN; the units of work use the process's own pool. */
  databaseUrl: string
  /**
   * Connections served at once; most of them wait for their gateways. Each is served by one dispatcher at a time, whatever
   * the value.
   */
  concurrency?: number
  /** Longest sleep without a notification of work. */
  pollMs?: number
  /** Called after each poll that the database answered. */
  onLook?: () => void
}
export type Dispatcher = {
  workerId: string
  /** Claims no new message and waits for those being sent. */
  stop(): Promise<void>
}

/** The work that a connection may be due for; each part fails, and rests, by itself. */
const PARTS = ['simulate', 'send'] as const
type Part = (typeof PARTS)[number]
/** The results of the parts that were served. */
type Outcomes = Partial<Record<Part, 'worked' | 'idle' | 'failed'>>
const hasWorked = (outcomes: Outcomes) => PARTS.some((part) => outcomes[part] === 'worked')

/**
 * Sends what is due, of every empresa, until stopped: the longest waiting connection first, each served by itself. One that
 * waits for its gateway occupies only its own slot, so one empresa's campaign doesn't delay another's answers. Any number
 * of processes may run one.
 */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { deps, databaseUrl, concurrency = 16, pollMs = 1000, onLook } = options
  const workerId = deps.newId()
  const stopped = new AbortController()
  let wake: () => void = () => undefined
  const listener = await listenForWork(databaseUrl, () => wake(), DISPATCH_CHANNEL)

  const serving = new Map<string, Promise<void>>()
  const failing = new Failing()
  const start = (connection: DueConnection) => {
    const served = serveConnection(deps, workerId, connection).then((outcomes) => {
      const full = serving.size >= concurrency
      serving.delete(connection.id)
      for (const part of PARTS)
        if (outcomes[part])
          failing.note(`${connection.id} ${part}`, outcomes[part] === 'failed', systemClock())
      if (hasWorked(outcomes) || full) wake()
    })
    serving.set(connection.id, served)
  }
  const loop = async () => {
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve))
      for (const connection of await dueNow(deps, onLook)) {
        if (stopped.signal.aborted || serving.size >= concurrency) break
        if (serving.has(connection.id)) continue
        // A resting part is left out: a failing simulated network doesn't delay its channel's messages.
        const awake = (part: Part) =>
          connection[part] && !failing.rests(`${connection.id} ${part}`, systemClock())
        const due = { ...connection, simulate: awake('simulate'), send: awake('send') }
        if (due.simulate || due.send) start(due)
      }
      if (stopped.signal.aborted) break
      // The timer is cancelled on wake-up: a busy dispatcher is woken hundreds of times a second.
      const rest = new AbortController()
      await Promise.race([woken, pause(pollMs, undefined, { signal: rest.signal }).catch(() => undefined)])
      rest.abort()
    }
    await Promise.all(serving.values())
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
 * An unavailable database is asked again at the next poll. During a fast-forward the clock itself serves the simulators.
 */
async function dueNow(deps: DispatchDeps, onLook?: () => void): Promise<DueConnection[]> {
  try {
    await refreshProductClock()
    const due = isFastForwarding() ? [] : await listDueConnections(deps.clock(), 200)
    onLook?.()
    return due
  } catch (error) {
    log('app').error({ err: error }, 'due connections could not be listed')
    return []
  }
}

/** Serves every connection that is due now, once. @returns whether any message was sent, evaluated or reported. */
export async function serveRound(deps: DispatchDeps, workerId: string, concurrency = 8): Promise<boolean> {
  await refreshProductClock()
  return serveDue(deps, workerId, await listDueConnections(deps.clock(), 200), concurrency)
}

/** Serves these connections, once each. @returns whether any message was sent, evaluated or reported. */
export async function serveDue(
  deps: DispatchDeps,
  workerId: string,
  due: readonly DueConnection[],
  concurrency = 8,
): Promise<boolean> {
  let worked = false
  const next = due[Symbol.iterator]()
  const serve = async () => {
    for (const connection of next)
      if (hasWorked(await serveConnection(deps, workerId, connection))) worked = true
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, due.length) }, serve))
  return worked
}

/** Isolates failures: one of a connection or of its simulated network doesn't affect the rest. */
async function serveConnection(deps: DispatchDeps, workerId: string, due: DueConnection): Promise<Outcomes> {
  const { empresaId, id } = due
  const outcomes: Outcomes = {}
  const serve = async (part: Part, work: () => Promise<boolean>) => {
    if (!due[part]) return
    try {
      outcomes[part] = (await work()) ? 'worked' : 'idle'
    } catch (error) {
      log('app').error({ err: error, empresaId, connectionId: id }, 'connection could not be served')
      outcomes[part] = 'failed'
    }
  }
  await serve('simulate', () => postSimulated(deps, empresaId, id))
  await serve('send', async () =>
    ['claimed', 'more'].includes(await dispatchOne(deps, empresaId, id, workerId)),
  )
  return outcomes
}
