import { absoluteText, relativeText } from './moment'

/**
 * A time: relative in the text, absolute on hover. `now` is the request's, so that server and browser agree.
 * `absolute` shows the date and hour instead, for details.
 */
export function Moment({
  at,
  now,
  timezone,
  absolute = false,
}: {
  at: Date
  now: Date
  timezone: string
  absolute?: boolean
}) {
  const exact = absoluteText(at, timezone)
  return (
    <time dateTime={at.toISOString()} title={exact} className="whitespace-nowrap tabular-nums">
      {absolute ? exact : relativeText(at, now, timezone)}
    </time>
  )
}
