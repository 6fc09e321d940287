import { env } from '~/env'
import { systemClock, type Clock } from '../clock'
import { database } from '../db'

const REFRESH_MS = 200
let offsetMs = 0
let fastForwarding = false
let readAt = Number.NEGATIVE_INFINITY

/** The product's time: the machine's, plus how far the demonstration was moved forward. Read where scopes are made. */
export const productClock: Clock = () => new Date(systemClock().getTime() + offsetMs)

/** Reads how far the clock was moved; free unless RETOMA_SIMULATED_CLOCK is set. Processes call it before they act. */
export async function refreshProductClock(): Promise<void> {
  if (!env().RETOMA_SIMULATED_CLOCK) return
  if (Math.abs(systemClock().getTime() - readAt) < REFRESH_MS) return
  await readFastForward()
}

/** Whether the clock was fast-forwarding when last read: that process then serves what is due, step by step. */
export function isFastForwarding(): boolean {
  return fastForwarding
}

/** Moves the product's time forward at once, for every process. @returns the new time; the machine's own without RETOMA_SIMULATED_CLOCK. */
export async function advanceProductClock(milliseconds: number): Promise<Date> {
  if (!env().RETOMA_SIMULATED_CLOCK) return systemClock()
  await database().pool.query('UPDATE engine.product_clock SET offset_ms = offset_ms + $1', [
    Math.max(0, Math.round(milliseconds)),
  ])
  await readFastForward()
  return productClock()
}

/** A fast-forward of the product's clock: its target time, and the share that is done, from 0 to 1. */
export type FastForward = { until: Date; done: number }
type Row = { offset: number; from: number | null; to: number | null }

/** The fast-forward that was requested and has not ended, as the database has it now; null for none. */
export async function readFastForward(): Promise<FastForward | null> {
  if (!env().RETOMA_SIMULATED_CLOCK) return null
  const { rows } = await database().pool.query<Row>(
    'SELECT offset_ms AS offset, walk_from_ms AS "from", walk_to_ms AS "to" FROM engine.product_clock',
  )
  const { offset = 0, from = null, to = null } = rows[0] ?? {}
  offsetMs = offset
  fastForwarding = to !== null
  const now = systemClock().getTime()
  readAt = now
  if (from === null || to === null) return null
  return { until: new Date(now + to), done: to > from ? Math.min(1, (offset - from) / (to - from)) : 1 }
}

/** Requests a fast-forward, which runs stride by stride. Requests made while it runs add up. */
export async function wantProductClock(milliseconds: number): Promise<void> {
  await database().pool.query(
    `UPDATE engine.product_clock SET walk_from_ms = coalesce(walk_from_ms, offset_ms),
       walk_to_ms = greatest(coalesce(walk_to_ms, offset_ms), offset_ms) + $1`,
    [Math.max(0, Math.round(milliseconds))],
  )
}

/** Stops the fast-forward: the clock stays where it is. @returns false when none was running. */
export async function stopProductClock(): Promise<boolean> {
  const { rowCount } = await database().pool.query(
    'UPDATE engine.product_clock SET walk_from_ms = NULL, walk_to_ms = NULL WHERE walk_to_ms IS NOT NULL',
  )
  return rowCount === 1
}

/** One stride of a fast-forward, to `time` or to its end if that comes first; never back, and none once it was stopped. */
export async function strideProductClock(time: Date): Promise<void> {
  await database().pool.query(
    `UPDATE engine.product_clock SET offset_ms = greatest(offset_ms, least($1, walk_to_ms)) WHERE walk_to_ms IS NOT NULL`,
    [time.getTime() - systemClock().getTime()],
  )
}

/** Ends a fast-forward that has arrived. @returns false when it isn't there yet, or none was requested. */
export async function endFastForward(): Promise<boolean> {
  const { rowCount } = await database().pool.query(
    'UPDATE engine.product_clock SET walk_from_ms = NULL, walk_to_ms = NULL WHERE walk_to_ms <= offset_ms',
  )
  return rowCount === 1
}
