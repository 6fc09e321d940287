import { contactOf } from '../contact'
import { afterKey, keyset, rejectRow } from '../paging'
import { plain } from '../plain'
import { text, words, type Condition, type Row, type TableReader } from '../port'
import type { FieldMapping, LeadRecord, RefusedRecord, ShopPage, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, inRange, utc, type LocalTime } from '../time'
import { formKey, guessField, INTERNAL_KEYS, LEAD_FIELDS, type LeadField } from './keys'
import type { EntryMetas } from './metas'

/** `user_agent` isn't read: nothing here needs it. */
export const ENTRY_COLUMNS = ['id', 'form_plugin', 'form_id', 'captured'] as const
export const ENTRY_OPTIONAL = ['captured_gmt', 'url'] as const
export type EntriesTable = Table<(typeof ENTRY_COLUMNS)[number] | (typeof ENTRY_OPTIONAL)[number]>

export type LeadSource = {
  reader: TableReader
  entries: EntriesTable
  metas: EntryMetas
  local: LocalTime
  /** Title of a form by `plugin/id`. */
  formNames: ReadonlyMap<string, string>
}

type Captured = { id: number; row: Row; capturedAt: Date | null }

/**
 * Pages of form entries with their answers. The tenant's field names are compared here, in memory, never in a query
 * (t-11).
 */
export async function* leadPages(
  source: LeadSource,
  options: { range: ShopRange; after: string | null; mapping: FieldMapping },
): AsyncGenerator<ShopPage<'leads'>> {
  const { entries, local } = source
  const accepted = acceptedKeys(options.mapping)
  const everything = !options.range.from && !options.range.to
  for await (const rows of keyset(source.reader, entries, {
    key: 'id',
    after: afterKey(options.after),
    where: leadConditions(options.range),
  })) {
    const cursor = String(rows.at(-1)?.[entries.at.id] ?? '')
    const captured = rows
      .map((row): Captured => {
        const capturedAt =
          utc(text(row[entries.at.captured_gmt])) ?? local.instant(text(row[entries.at.captured]))
        return { id: Number(row[entries.at.id]), row, capturedAt }
      })
      .filter((entry) => everything || inRange(entry.capturedAt, options.range))
    const answers = await source.metas.of(new Set(captured.map((entry) => entry.id)))
    const records: LeadRecord[] = []
    const rejected: RefusedRecord[] = []
    for (const entry of captured) {
      const lead = leadRecord(source, entry, answers.get(entry.id) ?? [], accepted)
      if ('reason' in lead)
        rejected.push({
          ...rejectRow(entries, entry.row, 'id', lead.code, lead.reason),
          sourceKey: String(entry.id),
        })
      else records.push(lead)
    }
    yield { records, refused: rejected, read: captured.length, cursor }
  }
}

/** Coarse conditions for entries captured in the range. */
export function leadConditions(range: ShopRange): Condition[] {
  return range.from || range.to ? [{ anyRange: [coarse('captured', range)] }] : []
}

type Accepted = Map<string, { field: LeadField | null; rank: number }>

/** Field and rank by normalised key; a key listed earlier wins over later ones of the same field. Null: ignored. */
function acceptedKeys(mapping: FieldMapping): Accepted {
  const accepted: Accepted = new Map()
  for (const field of LEAD_FIELDS) {
    mapping[field].forEach((key, rank) => {
      if (!accepted.has(formKey(key))) accepted.set(formKey(key), { field, rank })
    })
  }
  for (const key of mapping.ignored)
    if (!accepted.has(formKey(key))) accepted.set(formKey(key), { field: null, rank: 0 })
  return accepted
}

/** The user's own choices rank below this number: a guess never wins over them. */
const GUESSED = 1000

function leadRecord(
  source: LeadSource,
  entry: Captured,
  answers: [string, string][],
  accepted: Accepted,
): LeadRecord | { code: string; reason: string } {
  const { at } = source.entries
  const picked: Partial<Record<LeadField, { key: string; value: string; rank: number }>> = {}
  const extra: Record<string, string> = {}
  const keep = (key: string, value: string) => {
    if (!Object.hasOwn(extra, key)) setOwn(extra, key, plain(value))
  }
  for (const [key, value] of answers) {
    const normal = formKey(key)
    if (INTERNAL_KEYS.has(normal) && !accepted.has(normal)) continue
    const chosen = accepted.get(normal)
    const guess = chosen ? null : guessField(key)
    const field = chosen ? chosen.field : (guess?.field ?? null)
    if (value.trim() === '') continue
    if (!field) {
      keep(key, value)
      continue
    }
    const rank = chosen?.rank ?? GUESSED + (guess?.rank ?? 0)
    const known = picked[field]
    if (!known || rank < known.rank) {
      if (known && known.rank >= GUESSED) keep(known.key, known.value)
      picked[field] = { key, value, rank }
    } else if (!chosen) keep(key, value)
  }
  const contact = contactOf([picked.name?.value], picked.email?.value, [picked.whatsapp?.value])
  if (!entry.capturedAt)
    return { code: 'sem_data', reason: 'O registro não tem data de captura que se leia.' }
  if (!contact.name && !contact.email && contact.phone.status === 'none')
    return {
      code: 'sem_contato',
      reason:
        'O registro não tem nome, telefone nem e-mail. Se o formulário usa outros campos, diga em Conexão o que cada um guarda.',
    }
  const plugin = words(entry.row[at.form_plugin]) ?? ''
  const formId = words(entry.row[at.form_id]) ?? ''
  return {
    ...contact,
    externalId: entry.id,
    formPlugin: plugin,
    formId,
    formName: source.formNames.get(`${plugin}/${formId}`) ?? null,
    size: words(picked.size?.value),
    extra,
    url: plain(text(entry.row[at.url]) ?? '').trim() || null,
    capturedAt: entry.capturedAt,
  }
}

/** A form may name a field `__proto__`: it stays a plain key. */
function setOwn(target: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}
