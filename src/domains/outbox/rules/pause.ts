import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'

/** Tomorrow, 8 in the morning, in the empresa's zone: when paused sending resumes by itself. */
export function tomorrowMorning(now: Date, timezone: string): Date {
  const morning = fromLocal(`${addLocalDays(localDay(now, timezone), 1)} 08:00:00`, timezone)
  if (!morning) throw new AppError('INTERNAL', 'A hora de retomar não pôde ser calculada.')
  return morning
}
