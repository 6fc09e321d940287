import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { childLog, stopChild } from './child'

/** A part that dies this often within a minute is not started again. */
const MAX_RESTARTS = 5

/** Child processes that are kept running, and stopped by their ids. */
export class Crew {
  /** Rejects when a part can't be kept running. */
  readonly broken: Promise<never>
  private fail: (error: Error) => void = () => undefined
  private readonly children = new Set<ChildProcess>()
  private stopping = false

  constructor() {
    this.broken = new Promise<never>((_, reject) => (this.fail = reject))
    this.broken.catch(() => undefined)
  }

  /** Starts a part, and starts it again when it dies. `start` resolves when the part is ready. */
  async keep(name: string, start: () => Promise<ChildProcess>, deaths: number[] = []): Promise<void> {
    const child = await start()
    this.children.add(child)
    // It may have begun while the others were being stopped.
    if (this.stopping) return stopChild(child)
    child.once('exit', () => {
      this.children.delete(child)
      if (this.stopping) return
      const recent = [...deaths.filter((at) => performance.now() - at < 60_000), performance.now()]
      if (recent.length > MAX_RESTARTS) {
        this.fail(new Error(`${name} não para em pé; veja ${childLog(name)}.`))
        return
      }
      sleep(500)
        .then(() => (this.stopping ? undefined : this.keep(name, start, recent)))
        .catch(this.fail)
    })
  }

  async stop(): Promise<void> {
    this.stopping = true
    await Promise.all([...this.children].map(stopChild))
  }
}
