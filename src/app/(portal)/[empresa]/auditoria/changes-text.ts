/** What a change says in one line: `cutoffMinutes: 60 → 90 · name: "A" → "B"`. Empty when there is nothing to say. */
export function changesText(before: unknown, after: unknown): string {
  const old = leaves(before)
  const fresh = leaves(after)
  const names = [...new Set([...old.keys(), ...fresh.keys()])]
  return names
    .filter((name) => old.get(name) !== fresh.get(name))
    .map((name) => {
      const [was, is] = [old.get(name), fresh.get(name)]
      if (was === undefined) return `${name}: ${is ?? '—'}`
      return `${name}: ${was} → ${is ?? '—'}`
    })
    .join(' · ')
}

/** Every value of a nested object under its dotted path, as text. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return found
  if (typeof value === 'object' && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${name}` : name, found)
    return found
  }
  if (path) found.set(path, text(value))
  return found
}

function text(value: unknown): string {
  if (value === true) return 'sim'
  if (value === false) return 'não'
  if (Array.isArray(value)) return value.map(text).join(', ') || 'nenhum'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
