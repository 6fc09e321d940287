import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { log } from '~/kernel/log'

/** SQLSTATE of a server that is starting, recovering or stopping: a retry soon helps. */
const passing = z.object({ code: z.enum(['57P01', '57P02', '57P03']) })
const FIRST_PAUSE_MS = 250
const MAX_PAUSE_MS = 5_000

/** Retries with growing pauses while the database is starting; any other failure is thrown at once. */
export async function onceReady<T>(
  work: () => Promise<T>,
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<T> {
  for (let rest = FIRST_PAUSE_MS; ; rest = Math.min(rest * 2, MAX_PAUSE_MS)) {
    try {
      return await work()
    } catch (error) {
      if (!passing.safeParse(error).success) throw error
      log('engine').warn({ err: error }, 'the database is starting, trying again')
      await wait(rest)
    }
  }
}
