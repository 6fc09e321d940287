import { AsyncLocalStorage } from 'node:async_hooks'

/** Where a process dies or loses its connection: at the n-th point of the actor, before or after what happens there. */
export type Crash = {
  at: number
  when: 'before' | 'after'
  /** `die`: the process is gone, nothing of it runs on. `drop`: the connection is lost and the code gets an error. */
  how: 'die' | 'drop'
}

/** What a lost connection looks like to the code that used it. */
export class LostConnection extends Error {}

/** A promise of a dead process: it never settles. */
export const NEVER = new Promise<never>(() => undefined)

type State = 'running' | 'waiting' | 'finished'

/**
 * One process of a schedule: a dispatcher, the receiver of webhooks, the shop's operator. It stops before every statement
 * and every network call until the schedule lets it go on, so that the seed alone decides which processes meet and where.
 */
export class Actor {
  state: State = 'running'
  /** Backend of the open transaction, to see which other one it waits for. */
  pid: number | null = null
  blocked = false
  /** Crashes that really happened. */
  crashed = 0
  /** Called when the open transaction is known to be committed, whether or not the code gets the answer. */
  onCommit: (() => void)[] = []
  /** Tick of the schedule at which the open transaction began. */
  beganAt = 0
  skewMs = 0
  private points = 0
  private go: () => void = () => undefined
  private onStopped: () => void = () => undefined
  private stopped = Promise.resolve()
  private kill: () => void = () => undefined

  constructor(
    readonly name: string,
    private readonly crashes: readonly Crash[],
    readonly tick: () => number,
  ) {
    this.move()
  }

  /** Runs one job in this process; a death ends it, a lost connection is survived as the product's loops do. */
  async run(job: () => Promise<unknown>): Promise<'done' | 'failed' | 'died'> {
    const death = new Promise<'died'>((resolve) => (this.kill = () => resolve('died')))
    await this.untilReleased()
    const alive = job().then(
      () => 'done' as const,
      (error: unknown) => {
        this.onError(error)
        return 'failed' as const
      },
    )
    return Promise.race([alive, death])
  }

  /** Errors of a job: the schedule decides which ones may happen. */
  onError: (error: unknown) => void = () => undefined

  /**
   * One point: waits until it is released, does `act`, and crashes there if the schedule says so.
   * @param cut undoes what the crash leaves open; its error is what the code gets.
   */
  async point<T>(act: () => Promise<T>, cut: () => Promise<void>): Promise<T> {
    await this.untilReleased()
    this.points += 1
    const crash = this.crashes.find(({ at }) => at === this.points)
    if (crash?.when === 'before') return this.crash(crash, cut)
    const result = await act()
    return crash ? this.crash(crash, cut) : result
  }

  /** Lets it go on to its next point. */
  release(): void {
    this.move()
    this.go()
  }

  /** Resolves once it waits at a point, or has finished. */
  settled(): Promise<void> {
    return this.stopped
  }

  finish(): void {
    this.state = 'finished'
    this.onStopped()
  }

  private async crash(crash: Crash, cut: () => Promise<void>): Promise<never> {
    this.crashed += 1
    await cut()
    this.onCommit = []
    if (crash.how === 'drop') throw new LostConnection('connection lost')
    this.kill()
    return NEVER
  }

  private untilReleased(): Promise<void> {
    const released = new Promise<void>((resolve) => (this.go = resolve))
    this.state = 'waiting'
    this.onStopped()
    return released
  }

  private move(): void {
    this.state = 'running'
    this.stopped = new Promise((resolve) => (this.onStopped = resolve))
  }
}

/** The process whose code runs. */
export const current = new AsyncLocalStorage<Actor>()

/** Calls `committed` once the current transaction is committed in the database; at once where no process can crash. */
export function afterCommit(committed: () => void): void {
  const actor = current.getStore()
  if (actor) actor.onCommit.push(committed)
  else committed()
}
