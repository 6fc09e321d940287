import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { systemClock, type Clock } from '../clock'
import { openPool } from '../db'
import { log } from '../log'
import { backoffMs } from './backoff'
import { callApp } from './call'
import { claim, nextDue, promote } from './claim'
import { decide, failed, type Decision } from './decide'
import type { RegisteredFunction } from './registration'
import { CLEAN_UP_EVERY_MS, cleanUp } from './retention'
import { routeEvents } from './route'
import { fireSchedules, storeRegistration } from './schedule'
import { startEngineServer } from './server'
import { settle } from './settle'
import type { Call } from './store'
import { listenForWork } from './wake'
import { beat, reclaim, retire } from './workers'

export type EngineOptions = {
  databaseUrl: string
  eventKey: string
  signingKey: string
  clock?: Clock
  /** Calls at once in this process. */
  capacity?: number
  /** A worker that hasn't renewed for so long is dead and its calls go to others. */
  leaseMs?: number
  /** How often a call may die with its worker before the run ends as failed. */
  maxLosses?: number
  backoff?: (attempt: number) => number
  /** How long a stopping engine waits for calls to end before it gives them back. */
  graceMs?: number
}

/** The embedded engine: claims calls from the database and drives the app's `serve()` handler with them. */
export class Engine {
  readonly workerId = randomUUID()
  private readonly clock: Clock
  private readonly capacity: number
  private readonly leaseMs: number
  private readonly pool: pg.Pool
  private readonly inFlight = new Map<number, Promise<void>>()
  private readonly aborted = new AbortController()
  private functions: RegisteredFunction[] = []
  private looping: Promise<void> | undefined
  private work = new AbortController()
  private housekeepingAt = 0
  private cleanUpAt = 0
  private parts: { stop(): Promise<void> }[] = []
  private newEvents = true
  private dueAt = 0
  private stopping = false

  constructor(private readonly options: EngineOptions) {
    this.clock = options.clock ?? systemClock
    this.capacity = options.capacity ?? 10
    this.leaseMs = options.leaseMs ?? 10_000
    this.pool = openPool({
      connectionString: options.databaseUrl,
      max: 4,
      application_name: 'retoma engine',
    })
  }

  /** Opens the API and begins to work. @returns the address for the SDK. @throws Error without a database. */
  async start(): Promise<string> {
    const { eventKey, signingKey, databaseUrl } = this.options
    await beat(this.pool, this.workerId, this.leaseMs)
    this.parts.push(
      await listenForWork(databaseUrl, () => {
        this.newEvents = true
        this.wake()
      }),
    )
    const server = await startEngineServer({
      pool: this.pool,
      eventKey,
      signingKey,
      register: (app, functions) => this.register(app, functions),
    })
    this.parts.push(server)
    this.looping = this.loop()
    return server.url
  }

  /** Stops claiming, lets calls end for a moment, and gives the rest back to other workers. */
  async stop(): Promise<void> {
    this.stopping = true
    this.wake()
    await this.looping
    await Promise.race([
      Promise.all(this.inFlight.values()),
      pause(this.options.graceMs ?? 5_000, undefined, { ref: false }),
    ])
    this.aborted.abort()
    await Promise.all(this.inFlight.values())
    for (const part of this.parts) await part.stop()
    await retire(this.pool, this.workerId).catch(() => undefined)
    await this.pool.end()
  }

  private async register(app: string, functions: RegisteredFunction[]): Promise<void> {
    await storeRegistration(this.pool, app, functions, this.clock())
    this.functions = functions
    this.dueAt = 0
    this.wake()
  }

  private wake(): void {
    this.work.abort()
  }

  private async loop(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      this.work = new AbortController()
      let wait: number
      try {
        wait = await this.cycle()
        failures = 0
      } catch (error) {
        failures += 1
        this.newEvents = true
        wait = Math.min(10_000, 250 * 2 ** failures)
        log('engine').warn({ err: error }, 'the engine could not work, trying again')
      }
      await pause(wait, undefined, { signal: this.work.signal }).catch(() => undefined)
    }
  }

  /** @returns milliseconds until the next work is due. */
  private async cycle(): Promise<number> {
    await this.keepHouse()
    const { functions, pool } = this
    if (functions.length === 0) return this.leaseMs / 3
    if (this.newEvents) {
      this.newEvents = false
      while (await routeEvents(pool, this.clock())) await this.keepHouse()
    }
    if (this.dueAt <= this.clock().getTime()) {
      await promote(pool, this.clock())
      await fireSchedules(pool, functions, this.clock())
    }
    const slots = this.capacity - this.inFlight.size
    if (slots > 0) {
      for (const call of await claim(pool, this.workerId, functions, slots)) this.run(call)
    }
    this.dueAt = (await nextDue(pool, functions))?.getTime() ?? Infinity
    return Math.min(Math.max(0, this.dueAt - this.clock().getTime()), this.leaseMs / 3)
  }

  private async keepHouse(): Promise<void> {
    const now = performance.now()
    if (now >= this.housekeepingAt) {
      await beat(this.pool, this.workerId, this.leaseMs)
      const taken = await reclaim(this.pool, this.workerId, [...this.inFlight.keys()])
      if (taken > 0) log('engine').info({ taken }, 'took over the calls of a worker that died')
      this.newEvents = true
      this.housekeepingAt = now + this.leaseMs / 3
    }
    if (now >= this.cleanUpAt) {
      await cleanUp(this.pool, this.clock())
      this.cleanUpAt = now + CLEAN_UP_EVERY_MS
    }
  }

  private run(call: Call): void {
    const done = this.perform(call)
      .catch((error: unknown) =>
        log('engine').error({ err: error, runId: call.runId }, 'a call was not settled'),
      )
      .finally(() => {
        this.inFlight.delete(call.id)
        this.wake()
      })
    this.inFlight.set(call.id, done)
  }

  private async perform(call: Call): Promise<void> {
    let decision = await this.decide(call)
    for (let tries = 0; decision; tries += 1) {
      try {
        await settle(this.pool, this.workerId, call, decision, this.clock())
        if (decision.kind === 'failed') {
          const { functionId, runId } = call
          log('engine').warn({ functionId, runId, reason: decision.error }, 'a run failed')
        }
        return
      } catch (error) {
        if (isUnstorable(error)) decision = failed(`the result cannot be stored: ${error.message}`)
        // The step ran: its result is kept until the database takes it, as long as this worker lives.
        if (this.aborted.signal.aborted) throw error
        log('engine').warn({ err: error, runId: call.runId }, 'a result was not stored, trying again')
        await pause(Math.min(10_000, 250 * 2 ** tries), undefined, { signal: this.aborted.signal })
      }
    }
  }

  /** Null when the call got no answer: the next housekeeping returns it to the queue. */
  private async decide(call: Call): Promise<Decision | null> {
    const fn = this.functions.find((one) => one.id === call.functionId)
    if (!fn) return null
    if (call.kind === 'sleep')
      return { kind: 'advance', results: [[call.step, { data: null }]], calls: [], sleeps: [] }
    if (call.losses > (this.options.maxLosses ?? 10)) {
      return failed(`the worker died ${call.losses} times during this step`)
    }
    const { signingKey } = this.options
    try {
      const { signal } = this.aborted
      const answer = await callApp(fn, call, {
        signingKey,
        workerId: this.workerId,
        now: systemClock(),
        signal,
      })
      const now = this.clock()
      const { attempt } = call
      return decide(answer, {
        attempt,
        maxAttempts: fn.maxAttempts,
        now,
        backoff: this.options.backoff ?? backoffMs,
      })
    } catch (error) {
      if (!this.aborted.signal.aborted)
        log('engine').warn({ err: error, fn: fn.id }, 'the app did not answer a call')
      return null
    }
  }
}

/** A value that PostgreSQL rejects (a NUL in a text, half a surrogate pair, too large): a retry can't help. */
function isUnstorable(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')
}
