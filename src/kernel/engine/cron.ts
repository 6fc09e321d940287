import { Cron } from 'croner'
import { isTimezone } from '../clock'

const SCHEDULE = /^(?:TZ=(\S+) +)?(\S+(?: +\S+){4})$/

/** A five-field schedule with an optional `TZ=Zone` before it (default UTC), or null when it is not one. */
export function parseSchedule(schedule: string): Cron | null {
  const match = SCHEDULE.exec(schedule.trim())
  const timezone = match?.[1] ?? 'UTC'
  if (!match?.[2] || !isTimezone(timezone)) return null
  try {
    return new Cron(match[2], { timezone, paused: true })
  } catch {
    return null
  }
}

/** The first time of a schedule after `now`, or null when there is none. @throws Error on a malformed schedule. */
export function nextInstant(schedule: string, now: Date): Date | null {
  const cron = parseSchedule(schedule)
  if (!cron) throw new Error(`not a schedule: ${schedule}`)
  return cron.nextRun(now)
}
