/** A key that works on the current row: it clicks the element with `data-shortcut="key"` inside the row. */
export type Shortcut = { key: string; label: string }

/** Asks the frame for the help that ? shows. */
export const HELP_EVENT = 'retoma:atalhos'

/** Where a list leaves its own keys for that help. */
export const LIST_KEYS = 'data-list-keys'

/** Marks the button that opens the files of a list: the palette presses it. */
export const LIST_EXPORT = 'data-list-export'

/** The keys of the list on this page; none where there is no list. */
export function readListKeys(): readonly Shortcut[] {
  const text = document.querySelector(`[${LIST_KEYS}]`)?.getAttribute(LIST_KEYS)
  if (!text) return []
  const value: unknown = JSON.parse(text)
  return Array.isArray(value) ? value.filter(isShortcut) : []
}

function isShortcut(value: unknown): value is Shortcut {
  return typeof value === 'object' && value !== null && 'key' in value && 'label' in value
}
