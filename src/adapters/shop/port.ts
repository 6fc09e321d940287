import { plain } from './plain'

/** A value as the shop stored it: text, an integer, or NULL. */
export type Cell = string | number | null
export type Row = Cell[]

/** Half-open range of text or dates as the column holds them. */
export type ColumnRange = { column: string; from: string | null; to: string | null }

/**
 * Conditions, all of them required. Values come from this adapter's own lists and dates, never from a tenant's settings
 * (t-11).
 */
export type Condition =
  | { column: string; oneOf: readonly string[] }
  | { column: string; noneOf: readonly string[] }
  | { anyRange: readonly ColumnRange[] }

export type Select = {
  table: string
  /** A column that this shop lacks is named null and reads NULL. */
  columns: readonly (string | null)[]
  where?: readonly Condition[]
  /** Keyset: greater than `after`, up to `upTo` inclusive. */
  key?: { column: string; after: number; upTo: number }
  /** Rows whose integer column is one of `ids`; ordered by that column first, and without a limit. */
  among?: { column: string; ids: readonly number[] }
  orderBy: readonly string[]
  limit?: number
}

/** The shop's tables, however they are reached. Reads only. Every method may throw AppError SOURCE_UNAVAILABLE. */
export interface TableReader {
  readonly serverVersion: string
  /** True for the shop's own database, false for an export of some day. */
  readonly live: boolean
  /** Columns by table, in the shop's own case, for every table that can be read. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>
  /** Portuguese: what was wrong with the source as a whole. */
  readonly warnings: readonly string[]
  /** Tables that the source has, but cut or unreadable, with the reason in Portuguese: they count as missing. */
  readonly damaged: ReadonlyMap<string, string>
  select(query: Select): Promise<Row[]>
  count(query: Pick<Select, 'table' | 'where'>): Promise<number>
  /** Greatest integer of a column, 0 when there is none. */
  max(table: string, column: string): Promise<number>
  close(): Promise<void>
}

/** Text of a cell without NUL bytes, which PostgreSQL cannot store; null for NULL. */
export function text(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null
  const value = typeof cell === 'number' ? String(cell) : cell
  return value.includes('\0') ? value.replaceAll('\0', '') : value
}

const LONGEST = 500
const UNTIDY = /^\s|\s\s|\s$|[^\S ]/

/**
 * Trimmed text without HTML and with single spaces, at most 500 characters; null when it is empty or WordPress erased
 * it.
 */
export function words(cell: Cell | undefined): string | null {
  let value = plain(text(cell) ?? '')
  // Most values need no cleaning, and the check is much cheaper than replacing.
  if (UNTIDY.test(value)) value = value.replace(/\s+/g, ' ').trim()
  if (value.length > LONGEST) value = value.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')
  return value === '' || value === '[deleted]' ? null : value
}

/** Safe non-negative integer of a cell, null for anything else. */
export function whole(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === '') return null
  const value = Number(cell)
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}
