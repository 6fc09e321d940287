import { startWorker, workerIsAlive, type Worker } from '~/runtime/worker'

/** A worker for as long as a command waits for background work. */
export type WorkerAtHand = {
  /** Call now and then: starts a worker in this process when no other one is alive (any more). */
  check: () => Promise<void>
  stop: () => Promise<void>
}

/** Uses the portal's worker when it lives, otherwise one of our own. */
export function workerAtHand(): WorkerAtHand {
  let own: Worker | undefined
  return {
    check: async () => {
      if (!own && !(await workerIsAlive())) own = await startWorker()
    },
    stop: async () => own?.stop(),
  }
}
