import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'

/** A post that could not be sent in its hour is reported, not sent late. */
export const LATEST_MINUTES = 60
/** Missed runs are reported this many days back. */
const REPORTED_DAYS = 7

/**
 * When a post goes out: at each of `times`, `HH:MM` of the empresa's clock, on its weekdays (0 Sunday), or on the one local
 * day `onceOn` instead.
 */
type Calendar = { times: readonly string[]; weekdays: readonly number[]; onceOn: string | null }
/** Runs due up to `hadUntil` are done. */
export type Planned = Calendar & { hadUntil: Date }
export type PostTurn = { day: string; time: string; due: Date }

/** Key that makes a second message of one post at one hour of one local day impossible (t-40). */
export function postKey(id: string, { day, time }: Pick<PostTurn, 'day' | 'time'>): string {
  return `post:${id}:${day}:${time}`
}

/**
 * Runs that are due now and not done, the oldest first. At most the last of them is in its hour: a group never gets the
 * same text twice at once, however long the job didn't run.
 */
export function dueRuns(post: Planned, timezone: string, now: Date): (PostTurn & { inTime: boolean })[] {
  const today = localDay(now, timezone)
  const days = Array.from({ length: REPORTED_DAYS + 1 }, (_, n) => addLocalDays(today, n - REPORTED_DAYS))
  const due = runsOn(post, timezone, days).filter((run) => run.due > post.hadUntil && run.due <= now)
  return due.map((run, n) => ({
    ...run,
    inTime: n === due.length - 1 && now.getTime() - run.due.getTime() <= LATEST_MINUTES * 60_000,
  }))
}

/** The next time at which a post is due; null when there is none any more. */
export function nextRun(post: Calendar, timezone: string, now: Date): Date | null {
  const today = localDay(now, timezone)
  const days = Array.from({ length: 8 }, (_, n) => addLocalDays(today, n))
  return runsOn(post, timezone, days).find(({ due }) => due > now)?.due ?? null
}

/** Runs of local days in chronological order. */
function runsOn(post: Calendar, timezone: string, days: readonly string[]): PostTurn[] {
  const matching =
    post.onceOn === null ? days.filter((day) => post.weekdays.includes(weekdayOf(day))) : [post.onceOn]
  const runs = matching
    .flatMap((day) =>
      post.times.flatMap((time) => {
        const due = fromLocal(`${day} ${time}:00`, timezone)
        return due ? [{ day, time, due }] : []
      }),
    )
    .sort((a, b) => a.due.getTime() - b.due.getTime())
  // Where the clock skips an hour, its readings are those of the next one: one time is one run.
  return runs.filter(({ due }, n) => due.getTime() !== runs[n - 1]?.due.getTime())
}

function weekdayOf(day: string): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay()
}

/**
 * Until when runs count as done once a post is saved: up to now, since the user expects no post at the moment of
 * saving. Only a run that was planned `before` too, and that the job hasn't seen yet, still goes out.
 */
export function hadOnSaving(
  before: (Planned & { active: boolean }) | null,
  after: Calendar,
  timezone: string,
  now: Date,
): Date {
  const waiting = before?.active ? dueRuns(before, timezone, now).find(({ inTime }) => inTime) : undefined
  if (!waiting) return now
  const kept = new Date(waiting.due.getTime() - 1)
  const stands = dueRuns({ ...after, hadUntil: kept }, timezone, now).some(
    ({ day, time, inTime }) => inTime && day === waiting.day && time === waiting.time,
  )
  return stands ? kept : now
}
