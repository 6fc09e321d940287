/** Names that every list has in its address, and the names of the same fields in the procedures. */
const FIELDS: Record<string, string> = { busca: 'q', ordem: 'sort', periodo: 'period', de: 'from', ate: 'to' }

/** Names whose value is a list, written with commas. */
const LISTS: readonly string[] = ['ids']

/** The input of a list's procedure from its address: known names translated, the first value of each, empty ones left out. */
export function fromListParams(
  params: Record<string, string | string[] | undefined>,
): Record<string, string | string[]> {
  const input: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(params)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first) input[FIELDS[name] ?? name] = LISTS.includes(name) ? first.split(',') : first
  }
  return input
}
