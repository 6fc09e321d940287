const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timezone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${timezone}|${key}`
  let format = formats.get(id)
  if (!format) {
    format = new Intl.DateTimeFormat('pt-BR', { timeZone: timezone, ...options })
    formats.set(id, format)
  }
  return format
}

/** `20/11/2026 14:03` in the zone. */
export function absoluteText(at: Date, timezone: string): string {
  return formatIn(timezone, 'full', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(at)
    .replace(',', '')
}

/** `20/11/2026` in the zone. */
export function dayText(at: Date, timezone: string): string {
  return formatIn(timezone, 'day', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at)
}

/** `14:03` in the zone. */
export function timeText(at: Date, timezone: string): string {
  return formatIn(timezone, 'time', { hour: '2-digit', minute: '2-digit' }).format(at)
}

/**
 * A time as users say it: `agora`, `há 5 min`, `há 3 h`, `ontem 14:03`, `há 4 dias`, then the day.
 * The future reads `em 5 min`, `em 3 h`, `amanhã`, `em 4 dias`. Calendar words follow the zone.
 */
export function relativeText(at: Date, now: Date, timezone: string): string {
  const gap = now.getTime() - at.getTime()
  const size = Math.abs(gap)
  const past = gap >= 0
  if (size < MINUTE) return 'agora'
  if (size < HOUR) return say(past, `${Math.floor(size / MINUTE).toString()} min`)
  const days = calendarDays(at, now, timezone)
  if (days === 0 || size < 6 * HOUR) return say(past, `${Math.floor(size / HOUR).toString()} h`)
  if (days === 1) return past ? `ontem ${timeText(at, timezone)}` : `amanhã ${timeText(at, timezone)}`
  if (days < 7) return say(past, `${days.toString()} dias`)
  return dayText(at, timezone)
}

function say(past: boolean, text: string): string {
  return past ? `há ${text}` : `em ${text}`
}

/** Whole calendar days between two times in the zone, without sign. */
function calendarDays(one: Date, other: Date, timezone: string): number {
  return Math.abs(Math.round((dayNumber(one, timezone) - dayNumber(other, timezone)) / DAY))
}

function dayNumber(at: Date, timezone: string): number {
  const [day = 1, month = 1, year = 1970] = dayText(at, timezone).split('/').map(Number)
  return Date.UTC(year, month - 1, day)
}

/** A length of time in whole units: `45 s`, `3 min`, `2 h 5 min`, `4 dias`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole.toString()} s`
  if (whole < 3600) return `${Math.round(whole / 60).toString()} min`
  if (whole < 86_400) {
    const minutes = Math.round((whole % 3600) / 60)
    return `${Math.floor(whole / 3600).toString()} h${minutes > 0 ? ` ${minutes.toString()} min` : ''}`
  }
  const days = Math.round(whole / 86_400)
  return days === 1 ? '1 dia' : `${days.toString()} dias`
}
