type Fields = Record<string, unknown>

/** The fields whose value differs, as they were and as they are. */
export function changesOf(old: Fields, fresh: Fields): { before: Fields; after: Fields } {
  const changed = Object.keys(fresh).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]),
  )
  const pick = (from: Fields) => Object.fromEntries(changed.map((name) => [name, from[name]]))
  return { before: pick(old), after: pick(fresh) }
}
