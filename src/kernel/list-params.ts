import { takesMany } from './many'

/** Names that every list has in its address, and the names of the same fields in the procedures. */
const FIELDS: Record<string, string> = { busca: 'q', ordem: 'sort', periodo: 'period', de: 'from', ate: 'to' }

/** Names whose value is a list, written with commas. */
const LISTS: readonly string[] = ['ids']

/**
 * The input of a list's procedure from its address: known names translated, empty values left out. A name that comes
 * several times gives all its values where its field of `shape` takes several, and else the first.
 */
export function fromListParams(
  params: Record<string, string | string[] | undefined>,
  shape: Readonly<Record<string, unknown>> = {},
): Record<string, string | string[]> {
  const input: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(params)) {
    const field = FIELDS[name] ?? name
    const values = [...new Set([value ?? []].flat().filter(Boolean))]
    const [first] = values
    if (!first) continue
    if (LISTS.includes(name)) input[field] = first.split(',')
    else input[field] = values.length > 1 && takesMany(shape[field]) ? values : first
  }
  return input
}
