import { fromLocal, localDay } from '~/kernel/clock'

/** A post that nothing could send in its hour is reported, not sent late. */
export const LATEST_MINUTES = 60

export type Planned = { at: string; weekdays: readonly number[]; lastDay: string | null }
export type PostTurn = { kind: 'wait' } | { kind: 'post' | 'late'; day: string; due: Date }

/** Whether a post is due now: at most once a local day, whatever the clock does. */
export function postTurn(post: Planned, timezone: string, now: Date): PostTurn {
  const day = localDay(now, timezone)
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  const due = fromLocal(`${day} ${post.at}:00`, timezone)
  if (!due || due > now || !post.weekdays.includes(weekday)) return { kind: 'wait' }
  if (post.lastDay !== null && post.lastDay >= day) return { kind: 'wait' }
  const late = now.getTime() - due.getTime() > LATEST_MINUTES * 60_000
  return { kind: late ? 'late' : 'post', day, due }
}
