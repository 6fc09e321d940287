export type SavedView = { name: string; query: string }

/** The views kept in the browser; whatever can't be read is no view. */
export function parseViews(text: string | null): SavedView[] {
  if (!text) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isView) : []
  } catch {
    return []
  }
}

function isView(value: unknown): value is SavedView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'query' in value &&
    typeof value.query === 'string'
  )
}
