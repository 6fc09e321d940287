import { parsePhp, PhpError, phpMap, phpText } from '../php'
import { text, words, type TableReader } from '../port'
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

/** The forms that have entries, with every field name seen, most used form first. Walks both tables by id. */
export async function readForms(
  reader: TableReader,
  entries: EntriesTable,
  metas: EntryMetaTable,
  names: ReadonlyMap<string, string>,
): Promise<ShopForm[]> {
  const forms = new Map<string, ShopForm & { seen: Set<string> }>()
  const formOf = new Map<number, ShopForm & { seen: Set<string> }>()
  await walk(reader, entries.name, ['id', 'form_plugin', 'form_id'], (row) => {
    const plugin = words(row[1]) ?? ''
    const id = words(row[2]) ?? ''
    const key = `${plugin}/${id}`
    let form = forms.get(key)
    if (!form)
      forms.set(
        key,
        (form = { plugin, id, name: names.get(key) ?? null, entries: 0, fields: [], seen: new Set() }),
      )
    form.entries++
    formOf.set(Number(row[0]), form)
  })
  await walk(reader, metas.name, ['id', 'data_id', 'meta_key'], (row) => {
    const form = formOf.get(Number(row[1]))
    const key = text(row[2])
    if (!form || !key || form.seen.has(key)) return
    form.seen.add(key)
    if (!INTERNAL_KEYS.has(formKey(key)) && form.fields.length < 200) form.fields.push(key)
  })
  return [...forms.values()].sort((a, b) => b.entries - a.entries).map(({ seen: _, ...form }) => form)
}

async function walk(
  reader: TableReader,
  table: string,
  columns: string[],
  each: (row: (string | number | null)[]) => void,
): Promise<void> {
  const last = await reader.max(table, 'id')
  let after = 0
  while (after < last) {
    const rows = await reader.select({
      table,
      columns,
      key: { column: 'id', after, upTo: last },
      orderBy: ['id'],
      limit: STEP,
    })
    rows.forEach(each)
    if (rows.length < STEP) return
    after = Number(rows.at(-1)?.[0])
  }
}
