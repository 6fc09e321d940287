import { database } from '~/kernel/db'
import { anyWorkerAlive } from '~/kernel/engine/workers'
import type { Worker } from '~/runtime/worker'

/** A worker for as long as a command waits for background work. */
export type WorkerAtHand = {
  /** Call now and then: starts a worker in this process when no other one is alive (any more). */
  check: () => Promise<void>
  stop: () => Promise<void>
}

/** Uses the portal's worker when it lives, otherwise an engine of our own: an import doesn't send messages. */
export function workerAtHand(): WorkerAtHand {
  let own: Worker | undefined
  return {
    check: async () => {
      if (own || (await anyWorkerAlive(database().pool))) return
      // All background functions come with it: most commands never need them.
      const { startEngine } = await import('~/runtime/worker')
      own = await startEngine()
    },
    stop: async () => own?.stop(),
  }
}
