import { fromLocal } from '~/kernel/clock'

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)/
/** A timestamp with its own offset, as REST and some exports write it. */
const WITH_OFFSET = /^(.{19})(?:\.\d+)? ?(?:Z|([+-])(\d\d):?(\d\d)?)$/

/** Time of a UTC column (`*_gmt`, user_registered); null for zero and impossible dates. */
export function utc(text: string | null): Date | null {
  const match = text === null ? null : STAMP.exec(text)
  if (!match || text === null) return null
  const own = ownOffset(text)
  if (own) return own
  const [, year, month, day, hour, minute, second] = match.map(Number)
  if (year === undefined || year < 1971 || !month || !day) return null
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // A day or an hour that doesn't exist would have rolled over.
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day && time.getUTCHours() === hour
    ? time
    : null
}

/** Time of a timestamp with its offset; null when it has none. */
function ownOffset(text: string): Date | null {
  const match = text.length > 19 ? WITH_OFFSET.exec(text) : null
  if (!match) return null
  const [, stamp = '', sign, hours = '0', minutes = '0'] = match
  const wall = utc(stamp)
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return wall && new Date(wall.getTime() - (sign === '-' ? -offset : offset))
}

/** Time of a unix count in seconds, or in the milliseconds of some plugins; null for zero and what is no number. */
export function unix(text: string | null): Date | null {
  if (text === null || !/^(?:\d{8,11}|\d{13})$/.test(text)) return null
  return new Date(Number(text) * (text.length === 13 ? 1 : 1000))
}

/**
 * Reads wall-clock columns of one zone (t-15). Offsets are cached per hour, since computing one is slow and zones
 * change on the hour.
 */
export class LocalTime {
  private readonly hours = new Map<string, number | null>()

  constructor(readonly timezone: string) {}

  /** Time of a site-local column; null for zero and impossible dates. */
  instant(text: string | null): Date | null {
    const match = text === null ? null : STAMP.exec(text)
    if (!match || text === null) return null
    const own = ownOffset(text)
    if (own) return own
    const hour = text.slice(0, 13)
    let start = this.hours.get(hour)
    if (start === undefined) {
      start = fromLocal(`${hour}:00:00`, this.timezone)?.getTime() ?? null
      if (this.hours.size > 50_000) this.hours.clear()
      this.hours.set(hour, start)
    }
    const [minute, second] = [Number(match[5]), Number(match[6])]
    if (start === null || minute > 59 || second > 59) return null
    return new Date(start + (minute * 60 + second) * 1000)
  }

  /** Time of a unix count that includes the site's offset, as WordPress's `current_time('timestamp')` returns it. */
  shifted(text: string | null): Date | null {
    const wall = unix(text)
    return wall && this.instant(wall.toISOString().slice(0, 19).replace('T', ' '))
  }
}

/** WordPress's zone: the named one, else the offset in hours. Null when neither is set or known. */
export function zoneOf(
  timezoneString: string | null,
  gmtOffset: string | null,
  isTimezone: (name: string) => boolean,
): string | null {
  const named = timezoneString?.trim()
  if (named && /^[A-Za-z]/.test(named) && isTimezone(named)) return named
  const minutes = offsetMinutes(gmtOffset) ?? offsetMinutes(named ?? null)
  if (minutes === null || Math.abs(minutes) > 14 * 60) return null
  // POSIX names have the opposite sign.
  if (minutes % 60 === 0)
    return minutes === 0 ? 'UTC' : `Etc/GMT${minutes < 0 ? '+' : '-'}${String(Math.abs(minutes) / 60)}`
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** `-3`, `5.75`, `-3,5`, `UTC-3`, `-03:00` in minutes; null for anything else. */
function offsetMinutes(text: string | null): number | null {
  const offset = (text ?? '').trim().replace(/^(?:UTC|GMT)(?=[+-])/i, '')
  const clock = /^([+-]?)(\d{1,2}):(\d\d)$/.exec(offset)
  if (clock) return (clock[1] === '-' ? -1 : 1) * (Number(clock[2]) * 60 + Number(clock[3]))
  return /^[+-]?\d{1,2}([.,]\d{1,2})?$/.test(offset)
    ? Math.round(Number(offset.replace(',', '.')) * 60)
    : null
}

const DAY_MS = 86_400_000
const asColumn = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

/**
 * Bounds for a date column, with a margin of one day on each side so that they hold in every zone; the exact times are
 * compared after decoding. Null bounds stay open.
 */
export function coarse(column: string, range: { from: Date | null; to: Date | null }) {
  return {
    column,
    from: range.from && asColumn(range.from.getTime() - DAY_MS),
    to: range.to && asColumn(range.to.getTime() + DAY_MS),
  }
}

/** True when the time lies in the half-open range. */
export function inRange(time: Date | null, range: { from: Date | null; to: Date | null }): boolean {
  if (!time) return false
  return (!range.from || time >= range.from) && (!range.to || time < range.to)
}
