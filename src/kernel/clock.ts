import { TZDate } from '@date-fns/tz'
import { addDays } from 'date-fns/addDays'
import { format } from 'date-fns/format'

/** Source of "now". Services take `now` from their ctx; only edges read a clock. */
export type Clock = () => Date
export const systemClock: Clock = () => new Date()

/** Calendar day of a timestamp in a zone, `AAAA-MM-DD`. */
export function localDay(time: Date, timezone: string): string {
  return format(new TZDate(time, timezone), 'yyyy-MM-dd')
}

/** First moment (UTC) of a local day; days that begin without a midnight start when the clock does. */
export function startOfLocalDay(day: string, timezone: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(new TZDate(year, month - 1, date, timezone).getTime())
}

/** `AAAA-MM-DD` plus whole calendar days. */
export function addLocalDays(day: string, days: number): string {
  return format(addDays(new Date(`${day}T12:00:00`), days), 'yyyy-MM-dd')
}

/** Timestamp of a wall-clock reading `AAAA-MM-DD HH:MM:SS` in a zone; null for zero and impossible dates. */
export function fromLocal(text: string, timezone: string): Date | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text)
  if (!match) return null
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  if (year < 1971 || !isRealDate(year, month, date) || hour > 23 || minute > 59 || second > 59) return null
  return new Date(new TZDate(year, month - 1, date, hour, minute, second, timezone).getTime())
}

/** True for a day that exists in the Gregorian calendar. */
export function isRealDate(year: number, month: number, date: number): boolean {
  const probe = new Date(Date.UTC(year, month - 1, date))
  return probe.getUTCFullYear() === year && probe.getUTCMonth() === month - 1 && probe.getUTCDate() === date
}

/** True when the platform knows the IANA zone. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('pt-BR', { timeZone: name })
    return true
  } catch {
    return false
  }
}
