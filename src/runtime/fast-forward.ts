import { setTimeout as pause } from 'node:timers/promises'
import type { DispatchDeps } from '~/domains/outbox/service/dispatch/deps'
import { serveDue } from '~/domains/outbox/service/dispatch/loop'
import { sweepDeliveries } from '~/domains/inbox/service/deliveries'
import { env } from '~/env'
import { systemClock } from '~/kernel/clock'
import { database } from '~/kernel/db'
import { endFastForward, readFastForward, strideProductClock } from '~/kernel/engine/product-clock'
import { log } from '~/kernel/log'
import { listDueConnections, listForSchedule, nextOfSimulators } from '~/kernel/tenancy/directory'
import { demoLife } from './demo-life'
import {
  earliest,
  nextInstant,
  passFigures,
  passTime,
  passTimeQuietly,
  fastForwardScope,
} from '~/wiring/passing-time'

/** What the network reports within that long is read in one stride. Well below the time in which a sent message must be confirmed. */
const SHORTEST_MS = 30_000
/** The longest stride, and the shortest one to the next work of a domain. */
type Strides = { longest: number; domains: number }
/** The open page shows the hours passing. */
const WATCHED: Strides = { longest: 3_600_000, domains: SHORTEST_MS }
const UNWATCHED: Strides = { longest: 4 * 3_600_000, domains: 2 * 3_600_000 }
/** Only a queue that is under way is sent at the channel's own pace, or a day's campaign would take a week of the clock. */
const PACE_MS = 1_000
/** What is due and still hasn't happened after that many strides no longer delays the clock. */
const PATIENCE = 20
/** Rounds of sending and receiving at one point in time; more are due at the next. */
const MAX_ROUNDS = 50
/** Timetables are read again after that long of the machine's time: users work in the portal meanwhile. */
const READ_AGAIN_MS = 2_000
const POLL_MS = 300

/**
 * Fast-forwards the demonstration's clock on request, until stopped. Does nothing without RETOMA_SIMULATED_CLOCK.
 * The database keeps what is left of a fast-forward: another process, or this one after a crash, continues it.
 */
export function startFastForward(deps: DispatchDeps): { stop(): Promise<void> } {
  if (!env().RETOMA_SIMULATED_CLOCK) return { stop: () => Promise.resolve() }
  const stopped = new AbortController()
  const loop = async () => {
    while (!stopped.signal.aborted) {
      try {
        if (await readFastForward()) await byOne(() => fastForward(deps, stopped.signal))
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

/** One process moves the clock: a second would stride on while the first is still working at the current time. */
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

/** The clock that is fast-forwarded. */
export type FastForwardTime = {
  /** Whether a fast-forward is requested. */
  wanted(): Promise<boolean>
  /** One stride, to a time or to the end of the fast-forward if that comes first. */
  stride(to: Date): Promise<void>
  /** Ends a fast-forward that has arrived. @returns false when it isn't there yet. */
  arrived(): Promise<boolean>
}
/** Work of the caller's own that is due on the way. */
export type Beside = { pass(): Promise<void>; next(): Date | null }
type WalkOptions = {
  time?: FastForwardTime
  beside?: Beside
  /** No page is open on the way: the figures are added up once, at the end. */
  unwatched?: boolean
}

/** The product's own clock, as the time machine moves it. */
const PRODUCT_TIME: FastForwardTime = {
  wanted: async () => (await readFastForward()) !== null,
  stride: strideProductClock,
  arrived: endFastForward,
}

/**
 * Fast-forwards the clock to the requested time, step by step: what is due at one time is done before the next comes, so a
 * crash in between repeats the current step, which changes nothing. A queue that is under way is sent at its channel's own
 * pace before the clock goes on. Ends when it has arrived, or was stopped or aborted.
 * @returns how many strides it took.
 */
export async function fastForward(
  deps: DispatchDeps,
  signal?: AbortSignal,
  { time = PRODUCT_TIME, beside, unwatched = false }: WalkOptions = {},
): Promise<number> {
  const empresas = new Timetables(deps, unwatched)
  const shop = demoLife(deps.clock, unwatched)
  let strides = 0
  let stuck = 0
  for (; !signal?.aborted && (await time.wanted()); strides++) {
    await shop.pass()
    await empresas.passDue()
    await beside?.pass()
    const worked = await serve(deps)
    if (await time.arrived()) break
    const now = deps.clock()
    const { send, report } = await nextOfSimulators()
    const overdue = (at: Date | null) => at !== null && at <= now
    stuck = !worked && (overdue(send) || overdue(report)) ? stuck + 1 : 0
    const waitedFor = (at: Date | null) => (stuck > PATIENCE && overdue(at) ? null : at)
    const due = {
      domains: empresas.next(),
      beside: beside?.next() ?? null,
      report: waitedFor(report),
      send: waitedFor(send),
    }
    await time.stride(nextStride(now, due, unwatched ? UNWATCHED : WATCHED))
  }
  await time.wanted()
  await shop.end()
  await empresas.figures()
  return strides
}

/** The clock's next time: when the next message may leave or other work is due, within a stride's bounds. */
export function nextStride(
  now: Date,
  due: { domains: Date | null; beside: Date | null; report: Date | null; send: Date | null },
  { longest, domains }: Strides = WATCHED,
): Date {
  const after = (at: Date | null, least: number) =>
    at === null ? Number.POSITIVE_INFINITY : Math.max(at.getTime(), now.getTime() + least)
  return new Date(
    Math.min(
      now.getTime() + longest,
      after(due.domains, domains),
      after(due.beside, SHORTEST_MS),
      after(due.report, SHORTEST_MS),
      after(due.send, PACE_MS),
    ),
  )
}

/**
 * Sends what is due now, and receives what simulated phones answer. Real channels send nothing during a fast-forward: a
 * day's messages would leave within seconds.
 * @returns whether anything was sent or reported.
 */
async function serve(deps: DispatchDeps): Promise<boolean> {
  const workerId = deps.newId()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const due = await listDueConnections(deps.clock(), 200, 'simulators')
    if (!(await serveDue(deps, workerId, due))) return round > 0
    for (const empresaId of new Set(due.map((one) => one.empresaId)))
      await sweepDeliveries(fastForwardScope(empresaId, deps.clock), 0)
  }
  return true
}

/** When the domains of each empresa have something to do next. */
class Timetables {
  private readonly at = new Map<string, Date | null>()
  private readonly passed = new Set<string>()
  private readAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly deps: DispatchDeps,
    private readonly unwatched: boolean,
  ) {}

  /** Runs what is due in every empresa whose time has come. */
  async passDue(): Promise<void> {
    await this.read()
    const now = this.deps.clock()
    for (const [empresaId, next] of this.at) {
      const isFirst = next !== null && !this.passed.has(empresaId)
      if (!isFirst && (next === null || next > now)) continue
      const scope = fastForwardScope(empresaId, this.deps.clock)
      await (this.unwatched ? passTimeQuietly : passTime)(scope)
      this.passed.add(empresaId)
      this.at.set(empresaId, await nextInstant(scope))
    }
  }

  next(): Date | null {
    return earliest([...this.at.values()])
  }

  /** Adds up at the end what changed outside of the domains' own runs. */
  async figures(): Promise<void> {
    for (const empresaId of this.passed) await passFigures(fastForwardScope(empresaId, this.deps.clock))
  }

  /** A known time stands until it has come: "within an hour" must not begin again with each reading. */
  private async read(): Promise<void> {
    const now = systemClock().getTime()
    if (Math.abs(now - this.readAt) < READ_AGAIN_MS) return
    this.readAt = now
    for (const { id } of await listForSchedule()) {
      const next = await nextInstant(fastForwardScope(id, this.deps.clock))
      this.at.set(id, earliest([next, this.at.get(id) ?? null]))
    }
  }
}
