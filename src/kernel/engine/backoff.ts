/** Waits before another try of a failed call, in seconds: Inngest's own table. */
const TABLE = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200]

/** Milliseconds to wait after failed attempt number `attempt` (from 0), with up to a tenth of jitter. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const seconds = TABLE[Math.min(attempt, TABLE.length - 1)] ?? 0
  return Math.round(seconds * 1000 * (1 + random() / 10))
}

const UNITS: Record<string, number> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 }

/** When a `Sleep` ends: a timestamp, or a duration such as `1d2h30s` from `now`. Null when it is neither. */
export function sleepEnd(text: string, now: Date): Date | null {
  if (/^(\d+[wdhms])+$/.test(text)) {
    let seconds = 0
    for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g))
      seconds += Number(count) * (UNITS[unit ?? ''] ?? 0)
    return new Date(now.getTime() + seconds * 1000)
  }
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? null : time
}

/** A `Retry-After` header: seconds or a timestamp. Null when absent or unreadable. */
export function retryAfter(header: string | null, now: Date): Date | null {
  if (!header) return null
  if (/^\d+$/.test(header)) return new Date(now.getTime() + Number(header) * 1000)
  const time = new Date(header)
  return Number.isNaN(time.getTime()) ? null : time
}
