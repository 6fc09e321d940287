import { addLocalDays } from '~/kernel/clock'

/**
 * New contacts that a channel may write to on its first day, and the daily increase. There are no official figures: these
 * are careful.
 */
const FIRST_DAY = 20
const GROWTH = 1.25
/** Days after which a channel is warm. */
const WARM_DAYS = 30

/** Days since the warm-up began, from 0; null once the channel is warm or was never new. */
export function warmUpDay(warmUpFrom: string | null, today: string): number | null {
  if (warmUpFrom === null) return null
  const days = Math.round(
    (Date.parse(`${today}T12:00:00Z`) - Date.parse(`${warmUpFrom}T12:00:00Z`)) / 86_400_000,
  )
  return days >= WARM_DAYS ? null : Math.max(0, days)
}

export type RiskFacts = {
  warmUpFrom: string | null
  today: string
  dailyCap: number
  /** Contacts that the channel wrote to first in the last 30 days, and how many of them answered. */
  writtenTo: number
  answered: number
  restricted: boolean
  official: boolean
  /** Messages sent today, and how many of them to new contacts; left out where only the allowance is needed. */
  outToday?: { all: number; newContacts: number }
}
export type Risk = {
  level: 'baixo' | 'medio' | 'alto'
  answerRate: number | null
  newContactsAllowed: number
  reasons: string[]
}

/** The answer rate of fewer contacts than this says nothing. */
const ENOUGH = 30
/**
 * Below the first rate a channel may write to half as many new contacts; below the second to no more than on its first day.
 */
const FEW_ANSWER = 0.1
const ALMOST_NO_ANSWERS = 0.03
/** A channel that writes mostly to new contacts looks like one that was bought for spam. */
const MOSTLY_NEW_CONTACTS = 0.5

/** Share of today's messages that went to new contacts; null before there are enough of them. */
function newContactShareOf({ outToday }: RiskFacts): number | null {
  return outToday && outToday.all >= ENOUGH ? outToday.newContacts / outToday.all : null
}

function answerRateOf({ writtenTo, answered }: RiskFacts): number | null {
  return writtenTo >= ENOUGH ? answered / writtenTo : null
}

/**
 * New contacts that the channel may write to by itself on `today`, by its warm-up and its answers. Both the budget of a
 * campaign and the gate of every message use it.
 */
export function newContactsAllowed(facts: RiskFacts): number {
  const day = warmUpDay(facts.warmUpFrom, facts.today)
  const warm = day === null ? facts.dailyCap : Math.min(facts.dailyCap, Math.floor(FIRST_DAY * GROWTH ** day))
  const rate = answerRateOf(facts)
  if (facts.official || rate === null || rate >= FEW_ANSWER) return warm
  const less = rate < ALMOST_NO_ANSWERS ? FIRST_DAY : Math.max(FIRST_DAY, Math.floor(warm / 2))
  return Math.min(warm, less)
}

/** Ban risk of a channel, with its figures (ambition 12). */
export function riskOf(facts: RiskFacts): Risk {
  const allowed = newContactsAllowed(facts)
  const answerRate = answerRateOf(facts)
  const reasons: string[] = []
  const day = warmUpDay(facts.warmUpFrom, facts.today)
  if (facts.restricted) reasons.push('O WhatsApp limitou este número: conversas novas estão paradas.')
  if (day !== null)
    reasons.push(
      `Número em aquecimento, dia ${String(day + 1)} de ${String(WARM_DAYS)}: até ${String(allowed)} pessoas novas hoje.`,
    )
  if (answerRate !== null && answerRate < FEW_ANSWER)
    reasons.push(
      `Só ${percent(answerRate)} das pessoas responderam nos últimos 30 dias; abaixo de 10% o risco de bloqueio cresce.`,
    )
  const share = newContactShareOf(facts)
  if (share !== null && share > MOSTLY_NEW_CONTACTS)
    reasons.push(
      `${percent(share)} dos envios de hoje foram a pessoas que nunca escreveram a este número; acima de 50% o risco de bloqueio cresce.`,
    )
  if (facts.official)
    return { level: facts.restricted ? 'alto' : 'baixo', answerRate, newContactsAllowed: allowed, reasons }
  const high = facts.restricted || (answerRate !== null && answerRate < ALMOST_NO_ANSWERS)
  return {
    level: high ? 'alto' : reasons.length > 0 ? 'medio' : 'baixo',
    answerRate,
    newContactsAllowed: allowed,
    reasons,
  }
}

/**
 * Why no campaign may write to new contacts through the channel now, whether it is to begin or is under way; null: it may.
 */
export function campaignRefusal(facts: RiskFacts): string | null {
  const risk = riskOf(facts)
  return risk.level === 'alto' ? risk.reasons.join(' ') : null
}

/**
 * How many days a batch to so many new contacts takes within the channel's budget, and why it is rejected when that is
 * too many. `reason` null: it fits.
 */
export function batchBudget(
  facts: RiskFacts,
  newContacts: number,
  newContactsToday: number,
): { days: number; reason: string | null } {
  let left = newContacts
  let days = 0
  for (let day = facts.today; left > 0 && days < 366; day = addLocalDays(day, 1), days++)
    left -= Math.max(0, newContactsAllowed({ ...facts, today: day }) - (days === 0 ? newContactsToday : 0))
  const blockedReason = campaignRefusal(facts)
  if (blockedReason !== null && newContacts > 0)
    return {
      days,
      reason: `${blockedReason} Um envio a ${String(newContacts)} pessoas novas agora pode custar o número.`,
    }
  if (days > 7)
    return {
      days,
      reason: `${String(newContacts)} pessoas novas levariam ${String(days)} dias no ritmo que este número aguenta (${String(newContactsAllowed(facts))} hoje). Divida a lista ou use outro número.`,
    }
  return { days, reason: null }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`
}
