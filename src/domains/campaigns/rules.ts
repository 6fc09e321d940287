import { variablesOf } from '~/domains/messaging/rules/templates'
import { COMMON_VARIABLES, CREDITOR_VARIABLES, FIELD_PREFIX } from '~/domains/messaging/rules/variables'
import type { TemplateKind } from '~/domains/messaging/kinds'
import { firstName, type MessageValues } from '~/kernel/message'

/** Code of what waits only because its campaign is paused. */
export const PAUSED = 'campanha_pausada'
/** What the shop itself fills in for everybody: a file's column of the same name is another thing, `{campo.data}`. */
const OWN: readonly string[] = [...COMMON_VARIABLES.filter((name) => name !== 'nome'), ...CREDITOR_VARIABLES]

/** A person as a segment or a file names them; the phone as kernel/phone reads it. */
export type Person = {
  name: string | null
  phoneRaw: string | null
  phone: string | null
  phoneKey: string | null
  phoneStatus: 'valid' | 'incomplete' | 'invalid' | 'none'
  uf: string | null
  customerId: string | null
  /** Row of a segment that the person stands for; null for a line of a file. */
  sourceId: string | null
  /** The file's own columns by their keys. */
  values: Record<string, string>
}
export type Recipient = Person & { line: number; refusal: string | null }

/** What is known of people who can't be written to, by phone key. */
export type Known = {
  optedOut: ReadonlySet<string>
  notOnWhatsapp: ReadonlySet<string>
  /** People whom the follow-up's draw keeps free of messages, so that their effect can be told. */
  heldOut: ReadonlySet<string>
}

/** Values of one person for a template. A file's own column fills the variable of its name too, but not the shop's own. */
export function valuesOf(person: Pick<Person, 'name' | 'values'>): MessageValues {
  const own = Object.fromEntries(
    Object.entries(person.values).map(([key, value]) => [`${FIELD_PREFIX}${key}`, value]),
  )
  const bare = Object.fromEntries(Object.entries(person.values).filter(([key]) => !OWN.includes(key)))
  const name = firstName(person.name)
  return { ...bare, ...own, ...(name ? { nome: name } : {}) }
}

/** Says of everybody in a list whether they can be written to, and if not why: the first reason that a person can act on. */
export function preCheck(
  people: readonly Person[],
  template: { kind: TemplateKind; body: string },
  known: Known,
): Recipient[] {
  const needed = variablesOf(template.body, template.kind).known.filter((name) => !OWN.includes(name))
  const firstLine = new Map<string, number>()
  return people.map((person, n) => {
    const line = n + 1
    const refusal = refusalOf(person, needed, known, firstLine)
    if (refusal === null && person.phoneKey) firstLine.set(person.phoneKey, line)
    return { ...person, line, refusal }
  })
}

const HELD_OUT = 'Faz parte do grupo de controle dos acompanhamentos, que não recebe mensagens.'
const PHONES: Record<Exclude<Person['phoneStatus'], 'valid'>, string> = {
  none: 'Sem telefone.',
  incomplete: 'Telefone sem DDD.',
  invalid: 'Telefone inválido.',
}

function refusalOf(
  person: Person,
  needed: readonly string[],
  known: Known,
  firstLine: ReadonlyMap<string, number>,
): string | null {
  if (person.phoneStatus !== 'valid') return PHONES[person.phoneStatus]
  const key = person.phoneKey
  if (!key || !person.phone) return PHONES.invalid
  const before = firstLine.get(key)
  if (before !== undefined) return `Repetido: o mesmo telefone está na linha ${String(before)}.`
  if (known.optedOut.has(key)) return 'Pediu para não receber mensagens.'
  if (known.notOnWhatsapp.has(key)) return 'O número não está no WhatsApp.'
  if (known.heldOut.has(key)) return HELD_OUT
  const values = valuesOf(person)
  const missing = needed.filter((name) => (values[name] ?? '').trim() === '')
  return missing.length > 0 ? `Sem valor para ${missing.map((name) => `{${name}}`).join(', ')}.` : null
}

/** What all repeated lines are counted as. */
export const REPEATED = 'Telefone repetido na lista.'

/** Refusals by reason, the most frequent first; repeated lines count as one reason. */
export function tallyRefusals(
  recipients: readonly { refusal: string | null; count?: number }[],
): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { refusal, count = 1 } of recipients) {
    if (refusal === null) continue
    const reason = refusal.startsWith('Repetido') ? REPEATED : refusal
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}

const DAY_SECONDS = 86_400
/** Days that a campaign may take beyond its plan: a Sunday, a number that was away. */
export const SPARE_DAYS = 2

/** When a campaign ends at the latest: what its people, its pace and the number's budget take, and two days. */
export function lastsUntil(
  start: Date,
  plan: { days: number; people: number; dailyCap: number; gapSeconds: number | null },
): Date {
  const capDays = Math.ceil(plan.people / Math.max(1, plan.dailyCap))
  // Somebody may be written to during half of a day.
  const paceDays = Math.ceil((2 * plan.people * (plan.gapSeconds ?? 0)) / DAY_SECONDS)
  const days = Math.max(plan.days, capDays, paceDays) + SPARE_DAYS
  return new Date(start.getTime() + days * DAY_SECONDS * 1000)
}

/**
 * When each of a list may leave at the earliest, in its order: `gapSeconds` apart, and never planned into hours in which
 * that person may not be written to, or the morning would see them all at once. Without a gap all at the start.
 */
export function plannedTimes(
  start: Date,
  ufs: readonly (string | null)[],
  gapSeconds: number | null,
  quietUntil: (at: Date, uf: string | null) => Date | null,
): Date[] {
  if (gapSeconds === null) return ufs.map(() => start)
  let next = start
  return ufs.map((uf) => {
    const at = quietUntil(next, uf) ?? next
    next = new Date(at.getTime() + gapSeconds * 1000)
    return at
  })
}

/** What a campaign's people and its number allow. */
export type Pace = {
  people: number
  /** Seconds between two messages. */
  gapSeconds: number
  /** Local days that the budget of new people and the number's daily cap ask for. */
  days: number
}

const HOUR_MS = 3_600_000
/** No campaign is looked further ahead. */
const MAX_HOURS = 24 * 400

/**
 * When the last of a campaign leaves, the hours in which nobody is written to left out: its pace hour by hour, and where its
 * days are limited not before the last of them opens.
 */
export function lastLeavesAt(start: Date, pace: Pace, quietUntil: (at: Date) => Date | null): Date {
  const opens = (at: Date) => quietUntil(at) ?? at
  let left = Math.max(0, pace.people - 1) * pace.gapSeconds * 1000
  let at = opens(start)
  for (let hours = 0; left > 0 && hours < MAX_HOURS; hours++) {
    const hourEnds = (Math.floor(at.getTime() / HOUR_MS) + 1) * HOUR_MS
    const spent = Math.min(left, hourEnds - at.getTime())
    left -= spent
    at = new Date(at.getTime() + spent)
    if (left > 0) at = opens(at)
  }
  const lastDay = opens(new Date(start.getTime() + Math.max(0, pace.days - 1) * DAY_SECONDS * 1000))
  return at > lastDay ? at : lastDay
}
