import { parsePhp, PhpError, phpMap, phpText } from '../php'
import { idRange } from '../paging'
import { text, words, type Row, type TableReader } from '../port'
import type { ShopForm } from '../records'
import { formKey, INTERNAL_KEYS } from './keys'
import type { EntriesTable } from './read'
import type { EntryMetaTable } from './metas'

/** Titles of Form Vibes' option `fv_forms` by `plugin/id`; none when it can't be read. */
export function formNames(option: string | null): Map<string, string> {
  const names = new Map<string, string>()
  try {
    for (const [plugin, forms] of phpMap(option === null ? null : parsePhp(option)) ?? []) {
      for (const [id, form] of phpMap(forms) ?? []) {
        const name = words(phpText(phpMap(form)?.get('name')))
        if (name) names.set(`${plugin}/${id}`, name)
      }
    }
  } catch (error) {
    if (!(error instanceof PhpError)) throw error
  }
  return names
}

const STEP = 20_000
const MAX_FIELDS = 200
const SAMPLE_LENGTH = 80

type Found = ShopForm & { byField: Map<string, ShopForm['seen'][number]> }

/**
 * The forms that have entries, with every field name seen, how often it was filled in and with what, most used form
 * first. Scans both tables by id.
 */
export async function readForms(
  reader: TableReader,
  entries: EntriesTable,
  metas: EntryMetaTable,
  names: ReadonlyMap<string, string>,
): Promise<ShopForm[]> {
  const forms = new Map<string, Found>()
  const formOf = new Map<number, Found>()
  for await (const row of everyRow(reader, entries.name, ['id', 'form_plugin', 'form_id'])) {
    const plugin = words(row[1]) ?? ''
    const id = words(row[2]) ?? ''
    const key = `${plugin}/${id}`
    let form = forms.get(key)
    if (!form) {
      const name = names.get(key) ?? null
      forms.set(key, (form = { plugin, id, name, entries: 0, fields: [], seen: [], byField: new Map() }))
    }
    form.entries++
    formOf.set(Number(row[0]), form)
  }
  for await (const row of everyRow(reader, metas.name, ['id', 'data_id', 'meta_key', 'meta_value'])) {
    const form = formOf.get(Number(row[1]))
    const key = text(row[2])
    if (!form || !key || INTERNAL_KEYS.has(formKey(key))) continue
    let field = form.byField.get(key)
    if (!field) {
      if (form.fields.length >= MAX_FIELDS) continue
      form.byField.set(key, (field = { field: key, count: 0, sample: '' }))
      form.fields.push(key)
      form.seen.push(field)
    }
    const value = words(row[3])
    if (value === null) continue
    field.count++
    field.sample = value.length > SAMPLE_LENGTH ? `${value.slice(0, SAMPLE_LENGTH - 1)}…` : value
  }
  return [...forms.values()].sort((a, b) => b.entries - a.entries).map(({ byField: _, ...form }) => form)
}

async function* everyRow(reader: TableReader, table: string, columns: string[]): AsyncGenerator<Row> {
  const range = { after: 0, upTo: await reader.max(table, 'id'), limit: STEP }
  for await (const rows of idRange(reader, { name: table, columns }, range)) yield* rows
}
