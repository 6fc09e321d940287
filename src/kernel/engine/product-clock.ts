import { env } from '~/env'
import { systemClock, type Clock } from '../clock'
import { database } from '../db'

const REFRESH_MS = 200
let offsetMs = 0
let walking = false
let readAt = Number.NEGATIVE_INFINITY

/** The product's time: the machine's, plus how far the demonstration was moved forward. Read where scopes are made. */
export const productClock: Clock = () => new Date(systemClock().getTime() + offsetMs)

/** Reads how far the clock was moved; free unless RETOMA_SIMULATED_CLOCK is set. Processes call it before they act. */
export async function refreshProductClock(): Promise<void> {
  if (!env().RETOMA_SIMULATED_CLOCK) return
  if (Math.abs(systemClock().getTime() - readAt) < REFRESH_MS) return
  await readClockWalk()
}

/** Whether the clock walked when it was last read: then whoever walks it serves what is due, instant by instant. */
export function clockIsWalking(): boolean {
  return walking
}

/** Moves the product's time forward at once, for every process. @returns the new time; the machine's own without RETOMA_SIMULATED_CLOCK. */
export async function advanceProductClock(milliseconds: number): Promise<Date> {
  if (!env().RETOMA_SIMULATED_CLOCK) return systemClock()
  await database().pool.query('UPDATE engine.product_clock SET offset_ms = offset_ms + $1', [
    Math.max(0, Math.round(milliseconds)),
  ])
  await readClockWalk()
  return productClock()
}

/** A walk of the clock: instants of the product's time, and the part behind it, from 0 to 1. */
export type ClockWalk = { until: Date; done: number }
type Row = { offset: number; from: number | null; to: number | null }

/** The walk that somebody wants and has not ended, as it stands in the database now; null for none. */
export async function readClockWalk(): Promise<ClockWalk | null> {
  if (!env().RETOMA_SIMULATED_CLOCK) return null
  const { rows } = await database().pool.query<Row>(
    'SELECT offset_ms AS offset, walk_from_ms AS "from", walk_to_ms AS "to" FROM engine.product_clock',
  )
  const { offset = 0, from = null, to = null } = rows[0] ?? {}
  offsetMs = offset
  walking = to !== null
  const now = systemClock().getTime()
  readAt = now
  if (from === null || to === null) return null
  return { until: new Date(now + to), done: to > from ? Math.min(1, (offset - from) / (to - from)) : 1 }
}

/** Wants the clock further ahead: it is walked there, stride by stride. While it walks, what is wanted adds up. */
export async function wantProductClock(milliseconds: number): Promise<void> {
  await database().pool.query(
    `UPDATE engine.product_clock SET walk_from_ms = coalesce(walk_from_ms, offset_ms),
       walk_to_ms = greatest(coalesce(walk_to_ms, offset_ms), offset_ms) + $1`,
    [Math.max(0, Math.round(milliseconds))],
  )
}

/** Leaves the clock where it is. @returns false when it didn't walk. */
export async function stopProductClock(): Promise<boolean> {
  const { rowCount } = await database().pool.query(
    'UPDATE engine.product_clock SET walk_from_ms = NULL, walk_to_ms = NULL WHERE walk_to_ms IS NOT NULL',
  )
  return rowCount === 1
}

/** One stride of a walk, to `instant` or to the walk's end if that comes first; never back, and none once it was stopped. */
export async function strideProductClock(instant: Date): Promise<void> {
  await database().pool.query(
    `UPDATE engine.product_clock SET offset_ms = greatest(offset_ms, least($1, walk_to_ms)) WHERE walk_to_ms IS NOT NULL`,
    [instant.getTime() - systemClock().getTime()],
  )
}

/** Ends a walk that has arrived. @returns false when there is more to go, or none was wanted. */
export async function endClockWalk(): Promise<boolean> {
  const { rowCount } = await database().pool.query(
    'UPDATE engine.product_clock SET walk_from_ms = NULL, walk_to_ms = NULL WHERE walk_to_ms <= offset_ms',
  )
  return rowCount === 1
}
