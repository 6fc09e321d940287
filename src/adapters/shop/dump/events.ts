import type { CreatedTable } from './create'
import type { Leftovers } from './leftovers'

/** Which columns of a table are kept, and which of its rows. */
export type Wanted = { columns: readonly string[]; only?: { column: string; values: ReadonlySet<string> } }

/** The events of a dump, in its order. Rows contain the wanted columns in the order of `Wanted`. */
export type DumpEvent =
  /** A table, as soon as it is known: by its CREATE TABLE, or by the columns that an INSERT names. */
  | { kind: 'table'; name: string; columns: readonly string[]; created: boolean }
  /** `ignores`: of rows with the same key the first one counts (INSERT IGNORE). */
  | { kind: 'rows'; table: string; rows: (string | null)[][]; ignores: boolean }
  /** A part of a table could not be read; its rows are missing. The reason is Portuguese. */
  | { kind: 'broken'; table: string; reason: string }

export type DumpEnd = {
  /** Table in which the file is cut, `''` when the cut is between tables; null for a complete file. */
  cutIn: string | null
  /** The export's failure message in the file's own text; null otherwise. */
  failure: string | null
  /** The compressed file became unreadable instead of ending. */
  corrupt: boolean
  /** Values that weren't in the charset that the file declares. */
  wrongCharset: number
  /** Values that were UTF-8 read as Latin-1, and were repaired. */
  mended: number
  /** Number of understood statements: none means that this is no export. */
  statements: number
  /** Charset of `SET NAMES`, null when nothing declares it. */
  charset: string | null
  /** Tables whose rows came before their columns were known; a second reading with `known` finds them. */
  late: ReadonlySet<string>
  known: ReadonlyMap<string, CreatedTable>
  leftovers: Leftovers
}
