import { setTimeout as pause } from 'node:timers/promises'
import type { DispatchDeps } from '~/domains/messaging/service/dispatch/deps'
import { serveDue } from '~/domains/messaging/service/dispatch/loop'
import { sweepDeliveries } from '~/domains/messaging/service/watch'
import { env } from '~/env'
import { systemClock } from '~/kernel/clock'
import { database } from '~/kernel/db'
import { endClockWalk, readClockWalk, strideProductClock } from '~/kernel/engine/product-clock'
import { log } from '~/kernel/log'
import { listDueConnections, listForSchedule, nextOfSimulators } from '~/kernel/tenancy/directory'
import { demoLife } from './demo-life'
import {
  earliest,
  nextInstant,
  passFigures,
  passTime,
  passTimeQuietly,
  walkScope,
} from '~/wiring/passing-time'

/** What the network reports within that long is read in one stride. Well below the time in which a sent message must be confirmed. */
const SHORTEST_MS = 30_000
/** The longest stride, and the shortest to what the rooms have to do. */
type Strides = { longest: number; rooms: number }
/** The page sees the hours go by. */
const WATCHED: Strides = { longest: 3_600_000, rooms: SHORTEST_MS }
const UNWATCHED: Strides = { longest: 4 * 3_600_000, rooms: 2 * 3_600_000 }
/** Only a queue that is under way is followed at the number's own pace, or a day's campaign would take a week of the clock. */
const PACE_MS = 1_000
/** What is due and still doesn't happen after that many strides no longer holds the clock up. */
const PATIENCE = 20
/** Rounds of sending and hearing at one instant; more are due an instant later. */
const MAX_ROUNDS = 50
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

/** The clock that is walked. */
export type WalkTime = {
  /** Whether there is somewhere to go. */
  wanted(): Promise<boolean>
  /** One stride, to an instant or to the walk's end if that comes first. */
  stride(instant: Date): Promise<void>
  /** Ends a walk that is there. @returns false when there is more to go. */
  arrived(): Promise<boolean>
}
/** Something of the caller's own that happens on the way. */
export type Beside = { pass(): Promise<void>; next(): Date | null }
type WalkOptions = {
  time?: WalkTime
  beside?: Beside
  /** Nobody looks on the way: the figures are added up once, at the end. */
  unwatched?: boolean
}

/** The product's own clock, as the time machine moves it. */
const PRODUCT_TIME: WalkTime = {
  wanted: async () => (await readClockWalk()) !== null,
  stride: strideProductClock,
  arrived: endClockWalk,
}

/**
 * Walks to where the clock is wanted, instant by instant: what is due at one is done before the next comes, so a crash in
 * between repeats the instant it stood at, which changes nothing. A queue that is under way is sent at its number's own pace
 * before the clock goes on. Ends when it is there, stopped or aborted.
 * @returns how many strides it took.
 */
export async function walkClock(
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
      rooms: empresas.next(),
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

/** Where the clock stands next: when the next message may leave, or at what else there is, within a stride's bounds. */
export function nextStride(
  now: Date,
  due: { rooms: Date | null; beside: Date | null; report: Date | null; send: Date | null },
  { longest, rooms }: Strides = WATCHED,
): Date {
  const after = (at: Date | null, least: number) =>
    at === null ? Number.POSITIVE_INFINITY : Math.max(at.getTime(), now.getTime() + least)
  return new Date(
    Math.min(
      now.getTime() + longest,
      after(due.rooms, rooms),
      after(due.beside, SHORTEST_MS),
      after(due.report, SHORTEST_MS),
      after(due.send, PACE_MS),
    ),
  )
}

/**
 * Sends what is due at this instant, and hears what simulated phones have to say to it. Real numbers send nothing while the
 * clock walks: a day's messages would leave them within seconds.
 * @returns whether anything was sent or reported.
 */
async function serve(deps: DispatchDeps): Promise<boolean> {
  const workerId = deps.newId()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const due = await listDueConnections(deps.clock(), 200, 'simulators')
    if (!(await serveDue(deps, workerId, due))) return round > 0
    for (const empresaId of new Set(due.map((one) => one.empresaId)))
      await sweepDeliveries(walkScope(empresaId, deps.clock), 0)
  }
  return true
}

/** When the rooms of each empresa have something to do next. */
class Timetables {
  private readonly at = new Map<string, Date | null>()
  private readonly passed = new Set<string>()
  private readAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly deps: DispatchDeps,
    private readonly unwatched: boolean,
  ) {}

  /** Lets time pass in every empresa whose instant has come. */
  async passDue(): Promise<void> {
    await this.read()
    const now = this.deps.clock()
    for (const [empresaId, next] of this.at) {
      const isFirst = next !== null && !this.passed.has(empresaId)
      if (!isFirst && (next === null || next > now)) continue
      const scope = walkScope(empresaId, this.deps.clock)
      await (this.unwatched ? passTimeQuietly : passTime)(scope)
      this.passed.add(empresaId)
      this.at.set(empresaId, await nextInstant(scope))
    }
  }

  next(): Date | null {
    return earliest([...this.at.values()])
  }

  /** What changed without a room's knowing is added up at the end. */
  async figures(): Promise<void> {
    for (const empresaId of this.passed) await passFigures(walkScope(empresaId, this.deps.clock))
  }

  /** An instant that was known before stands until it has come: "within an hour" must not begin again with each reading. */
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
