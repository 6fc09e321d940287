import { variablesOf } from '~/domains/templates/rules/templates'
import { COMMON_VARIABLES, CREDITOR_VARIABLES, FIELD_PREFIX } from '~/domains/templates/rules/variables'
import type { TemplateKind } from '~/domains/templates/kinds'
import { firstName, type MessageValues } from '~/kernel/message'

/** Code of messages that wait only because their campaign is paused. */
export const PAUSED = 'campanha_pausada'
/**
 * Variables that the shop itself fills in: a file's column of the same name is a different variable, `{campo.data}`.
 */
const OWN: readonly string[] = [...COMMON_VARIABLES.filter((name) => name !== 'nome'), ...CREDITOR_VARIABLES]

/** A contact as a segment or a file names them; the phone as kernel/phone reads it. */
export type Person = {
  name: string | null
  phoneRaw: string | null
  phone: string | null
  phoneKey: string | null
  phoneStatus: 'valid' | 'incomplete' | 'invalid' | 'none'
  uf: string | null
  customerId: string | null
  /** Row of a segment that stands for the contact; null for a line of a file. */
  sourceId: string | null
  /** The file's own columns by their keys. */
  values: Record<string, string>
}
export type Recipient = Person & { line: number; refusal: string | null }

/** Phone keys of contacts who must not be written to. */
export type Known = {
  optedOut: ReadonlySet<string>
  notOnWhatsapp: ReadonlySet<string>
  /** The holdout of the follow-ups, who get no message so that the effect can be measured. */
  heldOut: ReadonlySet<string>
}

/**
 * Template values of one contact. A file's own column also fills the variable of its name, except the shop's own
 * variables.
 */
export function valuesOf(contact: Pick<Person, 'name' | 'values'>): MessageValues {
  const own = Object.fromEntries(
    Object.entries(contact.values).map(([key, value]) => [`${FIELD_PREFIX}${key}`, value]),
  )
  const bare = Object.fromEntries(Object.entries(contact.values).filter(([key]) => !OWN.includes(key)))
  const name = firstName(contact.name)
  return { ...bare, ...own, ...(name ? { nome: name } : {}) }
}

/**
 * Decides for each contact of a list whether they can be written to, and if not why: the first reason that a user can
 * act on.
 */
export function preCheck(
  contacts: readonly Person[],
  template: { kind: TemplateKind; body: string },
  known: Known,
): Recipient[] {
  const needed = variablesOf(template.body, template.kind).known.filter((name) => !OWN.includes(name))
  const firstLine = new Map<string, number>()
  return contacts.map((contact, n) => {
    const line = n + 1
    const rejection = rejectionOf(contact, needed, known, firstLine)
    if (rejection === null && contact.phoneKey) firstLine.set(contact.phoneKey, line)
    return { ...contact, line, refusal: rejection }
  })
}

const HOLDOUT_REASON = 'Faz parte do grupo de controle dos acompanhamentos, que não recebe mensagens.'
const PHONES: Record<Exclude<Person['phoneStatus'], 'valid'>, string> = {
  none: 'Sem telefone.',
  incomplete: 'Telefone sem DDD.',
  invalid: 'Telefone inválido.',
}

function rejectionOf(
  contact: Person,
  needed: readonly string[],
  known: Known,
  firstLine: ReadonlyMap<string, number>,
): string | null {
  if (contact.phoneStatus !== 'valid') return PHONES[contact.phoneStatus]
  const key = contact.phoneKey
  if (!key || !contact.phone) return PHONES.invalid
  const before = firstLine.get(key)
  if (before !== undefined) return `Repetido: o mesmo telefone está na linha ${String(before)}.`
  if (known.optedOut.has(key)) return 'Pediu para não receber mensagens.'
  if (known.notOnWhatsapp.has(key)) return 'O número não está no WhatsApp.'
  if (known.heldOut.has(key)) return HOLDOUT_REASON
  const values = valuesOf(contact)
  const missing = needed.filter((name) => (values[name] ?? '').trim() === '')
  return missing.length > 0 ? `Sem valor para ${missing.map((name) => `{${name}}`).join(', ')}.` : null
}

/** The reason under which all repeated lines are counted. */
export const REPEATED = 'Telefone repetido na lista.'

/** Rejections by reason, the most frequent first; repeated lines count as one reason. */
export function tallyRefusals(
  recipients: readonly { refusal: string | null; count?: number }[],
): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { refusal: rejection, count = 1 } of recipients) {
    if (rejection === null) continue
    const reason = rejection.startsWith('Repetido') ? REPEATED : rejection
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}

const DAY_SECONDS = 86_400
/** Days that a campaign may take beyond its plan: a Sunday, a channel that was disconnected. */
export const SPARE_DAYS = 2

/**
 * When a campaign ends at the latest: the time that its recipients, its pace and the channel's budget take, and two
 * days.
 */
export function lastsUntil(
  start: Date,
  plan: { days: number; people: number; dailyCap: number; gapSeconds: number | null },
): Date {
  const capDays = Math.ceil(plan.people / Math.max(1, plan.dailyCap))
  // A contact may be written to during half of a day.
  const paceDays = Math.ceil((2 * plan.people * (plan.gapSeconds ?? 0)) / DAY_SECONDS)
  const days = Math.max(plan.days, capDays, paceDays) + SPARE_DAYS
  return new Date(start.getTime() + days * DAY_SECONDS * 1000)
}

/**
 * When each message of a list may leave at the earliest, in its order: `gapSeconds` apart, and never planned into the
 * recipient's quiet hours, or all would leave in the morning at once. Without a gap all at the start.
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

/** What a campaign's recipients and its channel allow. */
export type Pace = {
  people: number
  /** Seconds between two messages. */
  gapSeconds: number
  /** Local days that the budget of new contacts and the channel's daily cap require. */
  days: number
}

const HOUR_MS = 3_600_000
/** Upper limit of the estimate. */
const MAX_HOURS = 24 * 400

/**
 * When the last message of a campaign leaves, quiet hours excluded: its pace hour by hour, and with a limit per day not
 * before the last of its days opens.
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
