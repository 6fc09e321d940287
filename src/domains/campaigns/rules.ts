import { variablesOf } from '~/domains/messaging/rules/templates'
import { FIELD_PREFIX } from '~/domains/messaging/rules/variables'
import type { TemplateKind } from '~/domains/messaging/kinds'
import { firstName, type MessageValues } from '~/kernel/message'

/** Code of what waits only because its campaign is paused. */
export const PAUSED = 'campanha_pausada'
/** What a campaign fills in for everybody. */
const COMMON = ['telefone', 'empresa', 'data', 'hora']

/** A person as a segment or a file names them; the phone as kernel/phone reads it. */
export type Person = {
  name: string | null
  phoneRaw: string | null
  phone: string | null
  phoneKey: string | null
  phoneStatus: 'valid' | 'incomplete' | 'invalid' | 'none'
  uf: string | null
  customerId: string | null
  /** The file's own columns by their keys. */
  values: Record<string, string>
}
export type Recipient = Person & { line: number; refusal: string | null }

/** What is known of people who can't be written to, by phone key. */
export type Known = { optedOut: ReadonlySet<string>; notOnWhatsapp: ReadonlySet<string> }

/** Values of one person for a template. A file's own column fills the variable of its name too. */
export function valuesOf(person: Pick<Person, 'name' | 'values'>): MessageValues {
  const own = Object.fromEntries(
    Object.entries(person.values).map(([key, value]) => [`${FIELD_PREFIX}${key}`, value]),
  )
  const name = firstName(person.name)
  return { ...person.values, ...own, ...(name ? { nome: name } : {}) }
}

/** Says of everybody in a list whether they can be written to, and if not why: the first reason that a person can act on. */
export function preCheck(
  people: readonly Person[],
  template: { kind: TemplateKind; body: string },
  known: Known,
): Recipient[] {
  const needed = variablesOf(template.body, template.kind).known.filter((name) => !COMMON.includes(name))
  const firstLine = new Map<string, number>()
  return people.map((person, n) => {
    const line = n + 1
    const refusal = refusalOf(person, needed, known, firstLine)
    if (refusal === null && person.phoneKey) firstLine.set(person.phoneKey, line)
    return { ...person, line, refusal }
  })
}

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
  const values = valuesOf(person)
  const missing = needed.filter((name) => (values[name] ?? '').trim() === '')
  return missing.length > 0 ? `Sem valor para ${missing.map((name) => `{${name}}`).join(', ')}.` : null
}

/** Refusals by reason, the most frequent first; repeated lines count as one reason. */
export function tallyRefusals(
  recipients: readonly { refusal: string | null; count?: number }[],
): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { refusal, count = 1 } of recipients) {
    if (refusal === null) continue
    const reason = refusal.startsWith('Repetido') ? 'Telefone repetido na lista.' : refusal
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}
