import type { ReactNode } from 'react'

/** What Next gives a page as `searchParams`, awaited. */
export type SearchParams = Record<string, string | string[] | undefined>

export type Direction = 'asc' | 'desc'
export type SortState = { key: string; direction: Direction }

export type Column<Row> = {
  /** Stands in the URL when columns are chosen. */
  id: string
  header: string
  /** Null, empty text or a dash is shown as a dash at a desk, and left out on a card. */
  cell: (row: Row) => ReactNode
  /** `end` for money and counts: right-aligned, tabular figures. */
  align?: 'start' | 'end'
  /** A CSS width at a desk, as `12rem`; without it the content decides. */
  width?: string
  /** Makes the header a link; `first` is the direction of the first click. `labels` name both ways on a phone. */
  sort?: { key: string; first: Direction; labels?: { asc: string; desc: string } }
  /** Place on a phone's card. `title`: first line; `aside`: first line, right; `meta` (default): below; `none`: not there. */
  card?: 'title' | 'aside' | 'meta' | 'none'
  /** On a card, put the header before the value: "Itens 3". */
  cardLabel?: boolean
  /** Not shown until chosen. The first column can't be hidden. */
  hidden?: boolean
}

export type FilterOption = { value: string; label: string }

/** A filter that lives in the URL. `all` names the state without filter ("Todos"). */
export type Filter =
  | {
      kind: 'choice'
      param: string
      label: string
      options: readonly FilterOption[]
      all?: string
      /** Several values at once: rows with any of them are shown. */
      many?: boolean
    }
  | {
      kind: 'period'
      label: string
      /** Named periods; `value` goes to `param`, free days go to `fromParam` and `toParam` as AAAA-MM-DD. */
      options: readonly FilterOption[]
      param?: string
      fromParam?: string
      toParam?: string
      all?: string
    }

/** A ready-made view above the list: a label and the filters it sets, as a query string without `?`. */
export type View = { label: string; query: string; count?: number }

/** An export of what is shown: the list adds its own search, filters, sort and columns to `href`. */
export type Export = { label: string; href: string }
