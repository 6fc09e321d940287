import type { Direction, Filter, SearchParams, SortState } from './types'

/** The names in the URL that belong to every list; filters must not use them. */
export const SEARCH = 'busca'
export const SORT = 'ordem'
export const CURSOR = 'cursor'
/** Only these rows, by commas: a selection that leaves as a file. */
export const IDS = 'ids'

export const PERIOD_PARAMS = { param: 'periodo', fromParam: 'de', toParam: 'ate' } as const

/** The first value of a parameter; undefined when absent or empty. */
export function param(params: SearchParams, name: string): string | undefined {
  const value = params[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === '' ? undefined : first
}

/** Every value of a parameter, each once; none when absent or empty. */
export function all(params: SearchParams, name: string): string[] {
  return [...new Set([params[name] ?? []].flat().filter(Boolean))]
}

/** What a parameter becomes: a value, several, or null to remove it. */
type Change = string | readonly string[] | null

export type ListQuery = {
  search: string | undefined
  cursor: string | undefined
  /** A filter's value. */
  filter: (name: string) => string | undefined
}

/** Reads what the URL says of a list. Values are untrusted strings: validate them with the procedure's schema. */
export function readList(params: SearchParams): ListQuery {
  return {
    search: param(params, SEARCH),
    cursor: param(params, CURSOR),
    filter: (name) => param(params, name),
  }
}

/** `placed` is ascending, `-placed` descending. */
export function parseSort(text: string | undefined): SortState | undefined {
  if (!text) return undefined
  return text.startsWith('-') ? { key: text.slice(1), direction: 'desc' } : { key: text, direction: 'asc' }
}

export function sortText({ key, direction }: { key: string; direction: Direction }): string {
  return direction === 'desc' ? `-${key}` : key
}

/** The address of the list after some parameters change; null or empty removes one. A change goes back to the first page. */
export function listHref(path: string, params: SearchParams, changes: Record<string, Change>): string {
  const next = new URLSearchParams()
  for (const name of Object.keys(params)) {
    if (name === CURSOR || name in changes) continue
    for (const value of all(params, name)) next.append(name, value)
  }
  for (const [name, change] of Object.entries(changes))
    for (const value of [change ?? []].flat()) if (value) next.append(name, value)
  const text = next.toString()
  if (!text) return path
  return `${path}${path.includes('?') ? '&' : '?'}${text}`
}

/** Names of the parameters of the filters. */
export function filterParams(filters: readonly Filter[]): string[] {
  return filters.flatMap((filter) =>
    filter.kind === 'choice'
      ? [filter.param]
      : [
          filter.param ?? PERIOD_PARAMS.param,
          filter.fromParam ?? PERIOD_PARAMS.fromParam,
          filter.toParam ?? PERIOD_PARAMS.toParam,
        ],
  )
}

/** True when a search or a filter narrows the list. */
export function isNarrowed(params: SearchParams, filters: readonly Filter[]): boolean {
  return [SEARCH, ...filterParams(filters)].some((name) => param(params, name) !== undefined)
}

/** True when the view's query sets exactly what the URL filters by. */
export function isView(params: SearchParams, query: string, filters: readonly Filter[]): boolean {
  const view = new URLSearchParams(query)
  const names = new Set([...filterParams(filters), SEARCH, ...view.keys()])
  return [...names].every((name) => all(params, name).sort().join('&') === view.getAll(name).sort().join('&'))
}

/** The list's parameters as a query string, without the place in the pages: what a saved view keeps. */
export function viewQuery(params: SearchParams): string {
  const address = listHref('', params, {})
  return address.startsWith('?') ? address.slice(1) : address
}
