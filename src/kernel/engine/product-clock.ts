import { env } from '~/env'
import { systemClock, type Clock } from '../clock'
import { database } from '../db'

const REFRESH_MS = 200
let offsetMs = 0
let readAt = Number.NEGATIVE_INFINITY

/** The product's time: the machine's, plus how far the demonstration was moved forward. Read where scopes are made. */
export const productClock: Clock = () => new Date(systemClock().getTime() + offsetMs)

/** Reads how far the clock was moved; free unless RETOMA_SIMULATED_CLOCK is set. Processes call it before they act. */
export async function refreshProductClock(): Promise<void> {
  if (!env().RETOMA_SIMULATED_CLOCK) return
  const now = systemClock().getTime()
  if (Math.abs(now - readAt) < REFRESH_MS) return
  readAt = now
  const { rows } = await database().pool.query<{ offset: number }>(
    'SELECT offset_ms AS offset FROM engine.product_clock',
  )
  offsetMs = rows[0]?.offset ?? 0
}

/** Moves the product's time forward for every process. @returns the new time; the machine's own without RETOMA_SIMULATED_CLOCK. */
export async function advanceProductClock(milliseconds: number): Promise<Date> {
  if (!env().RETOMA_SIMULATED_CLOCK) return systemClock()
  await database().pool.query('UPDATE engine.product_clock SET offset_ms = offset_ms + $1', [
    Math.max(0, Math.round(milliseconds)),
  ])
  readAt = Number.NEGATIVE_INFINITY
  await refreshProductClock()
  return productClock()
}
