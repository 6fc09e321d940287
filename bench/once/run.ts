import pg from 'pg'
import { interceptPool, type Rewrite } from './sessions'
import type { SendWrapper } from './network'
import { makePlaces, nameMessagesByKey } from './places'
import type { Fault } from './oracle'
import { Schedule, type Result } from './schedule'

/** Four processes each, and a margin where the end of one overlaps with the beginning of the next. */
const ACTORS = 4
const BATCH = 200

export type Options = {
  /** Past row-level security: makes the empresas and watches. */
  superUrl: string
  first: number
  count: number
  parallel: number
  /** Breaks the product on purpose. */
  rewrite?: Rewrite
  wrap?: SendWrapper
  onResult?: (result: Result) => void
  /** No new schedule after this one says so. */
  enough?: () => boolean
}

export type Totals = Record<
  'schedules' | 'messages' | 'calls' | 'unknowns' | 'crashes' | 'deadlocks' | 'points',
  number
> & {
  faults: Record<Fault, number>
  /** Seeds that failed, each reproducible by itself. */
  failed: Result[]
}

/** Runs seeds `first` to `first + count - 1` against the database that the environment names. */
export async function runSchedules(options: Options): Promise<Totals> {
  const { first, count, parallel } = options
  const totals: Totals = {
    ...{ schedules: 0, messages: 0, calls: 0, unknowns: 0, crashes: 0, deadlocks: 0, points: 0 },
    faults: { duplicate: 0, loss: 0, blind: 0, unwanted: 0, unrecorded: 0, error: 0 },
    failed: [],
  }
  const monitor = new pg.Pool({
    connectionString: options.superUrl,
    max: Math.max(2, Math.ceil(parallel / 2)),
  })
  monitor.on('error', () => undefined)
  await nameMessagesByKey(monitor)
  const restore = interceptPool(parallel * (ACTORS + 1), options.rewrite)
  const places = queueOf(count, (size) => makePlaces(monitor, size))
  let next = first
  const worker = async () => {
    while (next < first + count && options.enough?.() !== true) {
      const seed = next++
      const result = await new Schedule(seed, await places(), monitor, options.wrap).run()
      add(totals, result)
      options.onResult?.(result)
    }
  }
  try {
    // One that breaks ends the others too, but not in the middle: their open transactions would block what follows.
    const stop = (error: unknown) => {
      next = Infinity
      throw error
    }
    const ended = await Promise.allSettled(Array.from({ length: parallel }, () => worker().catch(stop)))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  } finally {
    restore()
    await monitor.end()
  }
  return totals
}

/** Takes things one by one that are made many at a time. */
function queueOf<T>(count: number, make: (size: number) => Promise<T[]>): () => Promise<T> {
  let left = count
  let batch: Promise<T[]> = Promise.resolve([])
  return async () => {
    for (;;) {
      const known = batch
      const item = (await known).pop()
      if (item !== undefined) return item
      if (batch !== known) continue
      const size = Math.max(1, Math.min(BATCH, left))
      left -= size
      batch = make(size)
    }
  }
}

function add(totals: Totals, result: Result): void {
  totals.schedules += 1
  for (const name of ['messages', 'calls', 'unknowns', 'crashes', 'deadlocks', 'points'] as const)
    totals[name] += result[name]
  for (const { fault } of result.verdicts) totals.faults[fault] += 1
  if (result.verdicts.length > 0) totals.failed.push(result)
}
