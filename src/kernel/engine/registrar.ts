import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { log } from '../log'
import {
  currentRegistration,
  holdRegistration,
  noteRegistered,
  othersAlive,
  releaseRegistration,
} from './lease'

/** A server that lost its list of apps gets it back within a minute; registering again changes nothing. */
const AGAIN_EVERY_MS = 60_000
const LONGEST_WAIT_MS = 60_000
/** How long a leaving worker waits until another one is registered. */
const HAND_OVER_MS = 5_000

/** Milliseconds before the next try after `failures` in a row, between half and all of 1, 2, 4 … 60 seconds. */
export function registrationWait(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.max(0, failures - 1))
  return Math.round(longest * (0.5 + random() / 2))
}

type Options = {
  pool: pg.Pool
  workerId: string
  leaseMs: number
  /** Registers this worker's functions with the server. It must end well within the lease. */
  register: () => Promise<void>
  /** Called once the server has taken the registration. */
  onRegistered: () => void
  wait?: (failures: number) => number
}

/**
 * Keeps the functions registered with an Inngest server, by one living worker at a time: this one while it has the lease.
 * A server that is away is asked again, with growing gaps, and the lease is free for another worker meanwhile.
 */
export class Registrar {
  private readonly stopped = new AbortController()
  private work = new AbortController()
  private readonly looping: Promise<void>
  private registered = false
  private failures = 0
  private tryAt = 0
  private againAt = 0

  constructor(private readonly options: Options) {
    this.looping = this.loop()
  }

  /** Whether the server calls this worker, as far as it knows. */
  holds(): boolean {
    return this.registered
  }

  /** Looks at once: another worker may have given the registration up. */
  wake(): void {
    this.work.abort()
  }

  /** Leaves the registration to another living worker, and waits a moment until it is registered. Without one it is kept. */
  async handOver(): Promise<void> {
    const { pool, workerId } = this.options
    if (!(await othersAlive(pool, workerId).catch(() => false))) return
    await this.stop()
    for (const end = performance.now() + HAND_OVER_MS; performance.now() < end; await pause(100)) {
      const current = await currentRegistration(pool).catch(() => null)
      if (current && current.holder !== workerId) return
    }
  }

  /** Stops polling and gives up the lease. */
  async stop(): Promise<void> {
    this.stopped.abort()
    await this.looping
    await this.giveUp()
  }

  private async loop(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      this.work = new AbortController()
      const wait = await this.look().catch((error: unknown) => {
        log('engine').warn({ err: error }, 'the registration could not be looked at, trying again')
        return this.options.leaseMs / 3
      })
      const signal = AbortSignal.any([this.work.signal, this.stopped.signal])
      await pause(wait, undefined, { signal }).catch(() => undefined)
    }
  }

  /** @returns milliseconds until the next look. */
  private async look(): Promise<number> {
    const { pool, workerId, leaseMs } = this.options
    const now = performance.now()
    if (now < this.tryAt) return this.tryAt - now
    const leased = await holdRegistration(pool, workerId, leaseMs)
    if (!leased) {
      this.registered = false
      this.failures = 0
    } else if (!this.registered || now >= this.againAt) await this.register()
    return this.failures > 0 ? Math.max(0, this.tryAt - performance.now()) : leaseMs / 3
  }

  private async register(): Promise<void> {
    const before = this.registered
    const { pool, workerId, register, onRegistered, wait = registrationWait } = this.options
    try {
      await register()
    } catch (error) {
      this.failures += 1
      this.registered = false
      const waitMs = wait(this.failures)
      this.tryAt = performance.now() + waitMs
      const reason = error instanceof Error ? error.message : String(error)
      log('engine').warn(
        { workerId, reason, waitMs },
        'the Inngest server took no registration, trying again',
      )
      await releaseRegistration(pool, workerId)
      return
    }
    this.failures = 0
    this.againAt = performance.now() + AGAIN_EVERY_MS
    this.registered = await noteRegistered(pool, workerId)
    if (this.registered && !before) {
      log('engine').info({ workerId }, 'this worker holds the registration')
      onRegistered()
    }
  }

  private async giveUp(): Promise<void> {
    this.registered = false
    const { pool, workerId } = this.options
    await releaseRegistration(pool, workerId).catch((error: unknown) =>
      log('engine').warn({ err: error }, 'the registration was not given up: it ends with its lease'),
    )
  }
}
