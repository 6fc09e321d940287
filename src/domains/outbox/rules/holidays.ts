/** National holidays on a fixed date, `MM-DD`. */
const FIXED = new Set(['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '11-20', '12-25'])

/** Easter Sunday of a Gregorian year, `[month, day]` (the anonymous algorithm of Meeus, Jones and Butcher). */
export function easter(year: number): [month: number, day: number] {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return [Math.floor(n / 31), (n % 31) + 1]
}

/** Days from Easter on which the country stops: carnival's Monday and Tuesday, Good Friday, Corpus Christi. */
const MOVABLE = [-48, -47, -2, 60]

/** True for a Brazilian national holiday (and carnival and Corpus Christi, which shops observe). `day` is `AAAA-MM-DD`. */
export function isHoliday(day: string): boolean {
  if (FIXED.has(day.slice(5))) return true
  const [month, date] = easter(Number(day.slice(0, 4)))
  const sunday = Date.UTC(Number(day.slice(0, 4)), month - 1, date)
  const distance = (Date.parse(`${day}T00:00:00Z`) - sunday) / 86_400_000
  return MOVABLE.includes(distance)
}
