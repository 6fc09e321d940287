import { addLocalDays } from '~/kernel/clock'

/** New people a number may write to on its first day, and how much more each day. No official figures exist: careful ones. */
const FIRST_DAY = 20
const GROWTH = 1.25
/** Days after which a number is warm. */
const WARM_DAYS = 30

/** Days since the warm-up began, from 0; null once the number is warm or was never new. */
export function warmUpDay(warmUpFrom: string | null, today: string): number | null {
  if (warmUpFrom === null) return null
  const days = Math.round(
    (Date.parse(`${today}T12:00:00Z`) - Date.parse(`${warmUpFrom}T12:00:00Z`)) / 86_400_000,
  )
  return days >= WARM_DAYS ? null : Math.max(0, days)
}

/** People who never wrote to the number that it may write to on `today`, both local days. */
export function strangersAllowed(warmUpFrom: string | null, today: string, dailyCap: number): number {
  const day = warmUpDay(warmUpFrom, today)
  return day === null ? dailyCap : Math.min(dailyCap, Math.floor(FIRST_DAY * GROWTH ** day))
}

export type RiskFacts = {
  warmUpFrom: string | null
  today: string
  dailyCap: number
  /** People written to first in the last 30 days, and how many of all written to answered. */
  writtenTo: number
  answered: number
  restricted: boolean
  official: boolean
}
export type Risk = {
  level: 'baixo' | 'medio' | 'alto'
  answerRate: number | null
  strangersAllowed: number
  reasons: string[]
}

/** Fewer than this many people say nothing about an answer rate. */
const ENOUGH = 30

/** Ban risk of a number, with the figures behind it (ambition 12). */
export function riskOf(facts: RiskFacts): Risk {
  const allowed = strangersAllowed(facts.warmUpFrom, facts.today, facts.dailyCap)
  const answerRate = facts.writtenTo >= ENOUGH ? facts.answered / facts.writtenTo : null
  const reasons: string[] = []
  const day = warmUpDay(facts.warmUpFrom, facts.today)
  if (facts.restricted) reasons.push('O WhatsApp limitou este número: conversas novas estão paradas.')
  if (day !== null)
    reasons.push(
      `Número em aquecimento, dia ${String(day + 1)} de ${String(WARM_DAYS)}: até ${String(allowed)} pessoas novas hoje.`,
    )
  if (answerRate !== null && answerRate < 0.1)
    reasons.push(
      `Só ${percent(answerRate)} das pessoas responderam nos últimos 30 dias; abaixo de 10% o risco de bloqueio cresce.`,
    )
  if (facts.official)
    return { level: facts.restricted ? 'alto' : 'baixo', answerRate, strangersAllowed: allowed, reasons }
  const high = facts.restricted || (answerRate !== null && answerRate < 0.03)
  return {
    level: high ? 'alto' : reasons.length > 0 ? 'medio' : 'baixo',
    answerRate,
    strangersAllowed: allowed,
    reasons,
  }
}

/**
 * How many days a batch to `strangers` new people takes within the number's budget, and why it is refused when that is
 * too many. `reason` null: it fits.
 */
export function batchBudget(
  facts: RiskFacts,
  strangers: number,
  strangersToday: number,
): { days: number; reason: string | null } {
  let left = strangers
  let days = 0
  for (let day = facts.today; left > 0 && days < 366; day = addLocalDays(day, 1), days++)
    left -= Math.max(
      0,
      strangersAllowed(facts.warmUpFrom, day, facts.dailyCap) - (days === 0 ? strangersToday : 0),
    )
  const risk = riskOf(facts)
  if (risk.level === 'alto' && strangers > 0)
    return {
      days,
      reason: `${risk.reasons.join(' ')} Um envio a ${String(strangers)} pessoas novas agora pode custar o número.`,
    }
  if (days > 7)
    return {
      days,
      reason: `${String(strangers)} pessoas novas levariam ${String(days)} dias no ritmo que este número aguenta (${String(risk.strangersAllowed)} hoje). Divida a lista ou use outro número.`,
    }
  return { days, reason: null }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`
}
