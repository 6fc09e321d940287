import { setTimeout as pause } from 'node:timers/promises'
import type { DispatchDeps } from '~/domains/messaging/service/dispatch/deps'
import { serveDue } from '~/domains/messaging/service/dispatch/loop'
import { sweepDeliveries } from '~/domains/messaging/service/watch'
import { env } from '~/env'
import { systemClock } from '~/kernel/clock'
import { database } from '~/kernel/db'
import { endClockWalk, readClockWalk, strideProductClock } from '~/kernel/engine/product-clock'
import { log } from '~/kernel/log'
import { listDueConnections, listForSchedule, nextDueSimulator } from '~/kernel/tenancy/directory'
import { demoLife } from './demo-life'
import { earliest, nextInstant, passFigures, passTime, walkScope } from '~/wiring/passing-time'

/** No stride is longer, so that the page sees the hours go by. */
const LONGEST_MS = 3_600_000
/** Nor shorter: what is due within it is one stride. Well below the time in which a sent message must be confirmed. */
const SHORTEST_MS = 30_000
/** Rounds of sending and hearing at one instant; more are due an instant later. */
const MOST_ROUNDS = 50
/** Timetables are read again after that long of the machine's time: people work in the portal meanwhile. */
const READ_AGAIN_MS = 2_000
const POLL_MS = 300

/**
 * Walks the demonstration's clock wherever somebody wants it, until stopped. Does nothing without RETOMA_SIMULATED_CLOCK.
 * What is left of a walk is kept in the database: another process, or this one after a crash, goes on with it.
 */
export function startClockWalk(deps: DispatchDeps): { stop(): Promise<void> } {
  if (!env().RETOMA_SIMULATED_CLOCK) return { stop: () => Promise.resolve() }
  const stopped = new AbortController()
  const loop = async () => {
    while (!stopped.signal.aborted) {
      try {
        if (await readClockWalk()) await byOne(() => walkClock(deps, stopped.signal))
      } catch (error) {
        log('app').error({ err: error }, 'the clock stumbled and tries again')
      }
      await pause(POLL_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}

/** One process walks: another would stride on while this one is still busy with an instant. */
async function byOne(work: () => Promise<unknown>): Promise<void> {
  const client = await database().pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock(hashtextextended('product-clock', 0)) AS mine",
    )
    if (!rows[0]?.mine) return
    try {
      await work()
    } finally {
      await client.query("SELECT pg_advisory_unlock(hashtextextended('product-clock', 0))")
    }
  } catch (error) {
    broken = error instanceof Error ? error : undefined
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Walks to where the clock is wanted, instant by instant: what is due at one is done before the next comes, so a crash in
 * between repeats the instant it stood at, which changes nothing. Ends when it is there, stopped or aborted.
 * @returns how many strides it took.
 */
export async function walkClock(deps: DispatchDeps, signal?: AbortSignal): Promise<number> {
  const empresas = new Timetables(deps)
  const shop = demoLife(deps.clock)
  let strides = 0
  for (; !signal?.aborted && (await readClockWalk()); strides++) {
    await shop.pass()
    await empresas.passDue()
    await serve(deps)
    if (await endClockWalk()) break
    const now = deps.clock().getTime()
    const next = earliest([
      new Date(now + LONGEST_MS),
      empresas.next(),
      await nextDueSimulator(new Date(now)),
    ])
    await strideProductClock(new Date(Math.max(next?.getTime() ?? 0, now + SHORTEST_MS)))
  }
  await readClockWalk()
  await shop.end()
  await empresas.figures()
  return strides
}

/**
 * Sends what is due at this instant, and hears what simulated phones have to say to it. Real numbers send nothing while the
 * clock walks: a day's messages would leave them within seconds.
 */
async function serve(deps: DispatchDeps): Promise<void> {
  const workerId = deps.newId()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await listDueConnections(deps.clock(), 200, 'simulators')
    if (!(await serveDue(deps, workerId, due))) return
    for (const empresaId of new Set(due.map((one) => one.empresaId)))
      await sweepDeliveries(walkScope(empresaId, deps.clock), 0)
  }
}

/** When the rooms of each empresa have something to do next. */
class Timetables {
  private readonly at = new Map<string, Date | null>()
  private readonly passed = new Set<string>()
  private readAt = Number.NEGATIVE_INFINITY

  constructor(private readonly deps: DispatchDeps) {}

  /** Lets time pass in every empresa whose instant has come. */
  async passDue(): Promise<void> {
    await this.read()
    const now = this.deps.clock()
    for (const [empresaId, next] of this.at) {
      const isFirst = next !== null && !this.passed.has(empresaId)
      if (!isFirst && (next === null || next > now)) continue
      const scope = walkScope(empresaId, this.deps.clock)
      await passTime(scope)
      this.passed.add(empresaId)
      this.at.set(empresaId, await nextInstant(scope))
    }
  }

  next(): Date | null {
    return earliest([...this.at.values()])
  }

  /** What a walk changes in the figures is added up at its end. */
  async figures(): Promise<void> {
    for (const empresaId of this.passed) await passFigures(walkScope(empresaId, this.deps.clock))
  }

  /** An instant that was known before stands until it has come: "within an hour" must not begin anew with each reading. */
  private async read(): Promise<void> {
    const now = systemClock().getTime()
    if (Math.abs(now - this.readAt) < READ_AGAIN_MS) return
    this.readAt = now
    for (const { id } of await listForSchedule()) {
      const next = await nextInstant(walkScope(id, this.deps.clock))
      this.at.set(id, earliest([next, this.at.get(id) ?? null]))
    }
  }
}
