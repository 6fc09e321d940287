import type { CreatedTable } from './create'
import type { Leftovers } from './leftovers'

/** Which columns of a table are kept, and which of its rows. */
export type Wanted = { columns: readonly string[]; only?: { column: string; values: ReadonlySet<string> } }

/** What the dump says, in its order. Rows hold the wanted columns in the order of `Wanted`. */
export type DumpEvent =
  /** A table, as soon as it is known: by its CREATE TABLE, or by the columns that an INSERT names. */
  | { kind: 'table'; name: string; columns: readonly string[]; created: boolean }
  /** `ignores`: of a key that is there already the first row counts (INSERT IGNORE). */
  | { kind: 'rows'; table: string; rows: (string | null)[][]; ignores: boolean }
  /** A stretch of a table could not be read; its rows are missing. The reason is Portuguese. */
  | { kind: 'broken'; table: string; reason: string }

export type DumpEnd = {
  /** Table in which the file breaks off, `''` when that is between tables; null for a whole file. */
  cutIn: string | null
  /** How the file's own text says that the export failed; null otherwise. */
  failure: string | null
  /** The compressed file turned unreadable instead of ending. */
  corrupt: boolean
  /** Values that were not in the charset that the file declares. */
  wrongCharset: number
  /** Values that were UTF-8 taken for Latin-1, and were put right. */
  mended: number
  /** Statements understood: none means that this is no export. */
  statements: number
  /** Charset of `SET NAMES`, null when nothing declares it. */
  charset: string | null
  /** Tables whose rows came before their columns were known; a second reading with `known` finds them. */
  late: ReadonlySet<string>
  known: ReadonlyMap<string, CreatedTable>
  leftovers: Leftovers
}
