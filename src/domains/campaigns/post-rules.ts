import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'

/** A post that nothing could send in its hour is reported, not sent late. */
export const LATEST_MINUTES = 60

/** `onceOn` is a local day that stands instead of the weekdays; `lastDay` the local day of the last post. */
export type Planned = {
  at: string
  weekdays: readonly number[]
  onceOn: string | null
  lastDay: string | null
}
export type PostTurn = { kind: 'wait' } | { kind: 'post' | 'late'; day: string; due: Date }

/** What makes a second message of one post on one local day impossible (t-40). */
export function postKey(id: string, day: string): string {
  return `post:${id}:${day}`
}

/** Whether a post is due now: at most once a local day, whatever the clock does. */
export function postTurn(post: Planned, timezone: string, now: Date): PostTurn {
  const today = localDay(now, timezone)
  const day = post.onceOn ?? today
  const due = fromLocal(`${day} ${post.at}:00`, timezone)
  if (!due || due > now || !holdsOn(post, day)) return { kind: 'wait' }
  if (post.lastDay !== null && post.lastDay >= day) return { kind: 'wait' }
  const late = now.getTime() - due.getTime() > LATEST_MINUTES * 60_000
  return { kind: late ? 'late' : 'post', day, due }
}

function holdsOn(post: Planned, day: string): boolean {
  return post.onceOn === day || (post.onceOn === null && post.weekdays.includes(weekdayOf(day)))
}

function weekdayOf(day: string): number {
  return new Date(`${day}T12:00:00Z`).getUTCDay()
}

/** The next instant at which a post is due; null when there is none any more. */
export function nextTurn(post: Planned, timezone: string, now: Date): Date | null {
  const today = localDay(now, timezone)
  const days = post.onceOn ? [post.onceOn] : Array.from({ length: 8 }, (_, n) => addLocalDays(today, n))
  for (const day of days) {
    if (!holdsOn(post, day) || (post.lastDay !== null && post.lastDay >= day)) continue
    const due = fromLocal(`${day} ${post.at}:00`, timezone)
    if (due && due > now) return due
  }
  return null
}
