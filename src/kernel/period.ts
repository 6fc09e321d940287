import { z } from 'zod'
import { addLocalDays, isRealDate, localDay, startOfLocalDay } from './clock'
import { PERIODS } from './period-names'

/** A calendar day of the empresa, `AAAA-MM-DD`. */
export const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'Use uma data no formato AAAA-MM-DD.')
  .refine(
    (text) => isRealDate(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))),
    'Esta data não existe.',
  )

/** Fields that every list with a period has: a named one, or days inclusive. `from`/`to` win over `period`. */
export const periodFields = { period: z.enum(PERIODS).optional(), from: day.optional(), to: day.optional() }
export type PeriodInput = {
  period?: (typeof PERIODS)[number] | undefined
  from?: string | undefined
  to?: string | undefined
}

/** The local days of a period, inclusive; null is unbounded. */
export function periodDays(
  input: PeriodInput,
  timezone: string,
  now: Date,
): { from: string | null; to: string | null } {
  if (input.from !== undefined || input.to !== undefined)
    return { from: input.from ?? null, to: input.to ?? null }
  const today = localDay(now, timezone)
  const back = (days: number) => ({ from: addLocalDays(today, -days), to: today })
  switch (input.period) {
    case 'hoje':
      return back(0)
    case 'ontem':
      return { from: addLocalDays(today, -1), to: addLocalDays(today, -1) }
    case '7dias':
      return back(6)
    case '30dias':
      return back(29)
    case '90dias':
      return back(89)
    case 'mes':
      return { from: `${today.slice(0, 8)}01`, to: today }
    default:
      return { from: null, to: null }
  }
}

/** The same as half-open timestamps [from, to) in UTC. */
export function periodRange(
  input: PeriodInput,
  timezone: string,
  now: Date,
): { from: Date | null; to: Date | null } {
  const { from, to } = periodDays(input, timezone, now)
  return {
    from: from === null ? null : startOfLocalDay(from, timezone),
    to: to === null ? null : startOfLocalDay(addLocalDays(to, 1), timezone),
  }
}
