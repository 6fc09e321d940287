import { searchText } from '~/kernel/search-text'

/** The short name that a name suggests for the address of its pages: `Calçados da Ana!` → `calcados-da-ana`; may be empty. */
export function slugFrom(name: string): string {
  const words = searchText(name).match(/[a-z0-9]+/g) ?? []
  return words.join('-').slice(0, 40).replace(/-+$/, '')
}

type Fields = Record<string, unknown>

/** The fields whose value differs, as they were and as they are. */
export function changesOf(old: Fields, fresh: Fields): { before: Fields; after: Fields } {
  const changed = Object.keys(fresh).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(fresh[name]),
  )
  const pick = (from: Fields) => Object.fromEntries(changed.map((name) => [name, from[name]]))
  return { before: pick(old), after: pick(fresh) }
}
