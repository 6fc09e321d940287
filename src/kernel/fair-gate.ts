import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from './errors'

export type GateLimits = {
  /** Tasks that run at once. */
  total: number
  /** Of these, tasks of one key. */
  perKey: number
  /** Waiting tasks of one key; one more is rejected. */
  maxWaiting: number
  /** Milliseconds that a task waits before it is rejected; `Infinity` for background work, which has the time. */
  maxWaitMs: number
}
/** The tasks of one key: how many run, and which ones wait, in order. */
type Lane = { running: number; waiting: Set<() => void> }

const crowded = () =>
  new AppError('TOO_MANY_TRIES', 'Muitos pedidos ao mesmo tempo. Espere um instante e tente de novo.', {
    retryAfterSeconds: 5,
  })

/**
 * Shares a scarce resource among keys: each key runs only so many tasks at once, and waiting keys are served round-robin,
 * so that the thousandth task of one key comes after the first of another. A task started inside another one passes at
 * once: it would wait for the slot that its own caller occupies.
 */
export class FairGate {
  private readonly lanes = new Map<string, Lane>()
  private readonly inside = new AsyncLocalStorage<true>()
  private running = 0
  constructor(private limits: GateLimits) {}

  /** Other limits from now on: a bench that counts its connections itself. */
  setLimits(limits: Partial<GateLimits>): void {
    this.limits = { ...this.limits, ...limits }
  }

  /** @throws AppError TOO_MANY_TRIES when too many of the key wait already, or for too long. */
  async run<T>(key: string, work: () => Promise<T>, maxWaitMs = this.limits.maxWaitMs): Promise<T> {
    if (this.inside.getStore()) return work()
    const lane = this.lanes.get(key) ?? { running: 0, waiting: new Set() }
    this.lanes.set(key, lane)
    if (this.running < this.limits.total && lane.running < this.limits.perKey) this.admit(lane)
    else await this.waitForSlot(key, lane, maxWaitMs)
    try {
      return await this.inside.run(true, work)
    } finally {
      this.running--
      lane.running--
      this.forget(key, lane)
      this.next()
    }
  }

  private forget(key: string, lane: Lane): void {
    if (lane.running === 0 && lane.waiting.size === 0) this.lanes.delete(key)
  }

  private admit(lane: Lane): void {
    this.running++
    lane.running++
  }

  private waitForSlot(key: string, lane: Lane, maxWaitMs: number): Promise<void> {
    if (lane.waiting.size >= this.limits.maxWaiting) return Promise.reject(crowded())
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(late)
        resolve()
      }
      const leave = () => {
        lane.waiting.delete(enter)
        this.forget(key, lane)
        reject(crowded())
      }
      const late = maxWaitMs === Infinity ? undefined : setTimeout(leave, maxWaitMs)
      lane.waiting.add(enter)
    })
  }

  /** Fills the free places, one key after the other; the key that was served goes to the end of the line. */
  private next(): void {
    for (const [key, lane] of this.lanes) {
      if (this.running >= this.limits.total) return
      if (lane.running >= this.limits.perKey) continue
      const [enter] = lane.waiting
      if (!enter) continue
      lane.waiting.delete(enter)
      this.lanes.delete(key)
      this.lanes.set(key, lane)
      this.admit(lane)
      enter()
    }
  }
}
