import type { Cell, Column } from './export/cells'

/** The parameter of a list's address that names the columns shown, by commas. */
export const COLUMNS = 'colunas'
/** In place of their names: every column, also those that a list begins without. */
export const ALL_COLUMNS = 'todas'

type FileCell<Row> = { header?: string; width: number; value: (row: Row) => Cell }

/** A column of a list, as the screen and the file share it. */
export type ListColumn<Row, Id extends string = string> = {
  /** Stands in the address when columns are chosen. */
  id: Id
  header: string
  /** Not shown until chosen. The first column can't be hidden. */
  hidden?: boolean
  /** What a file has for it; more than one where the screen joins values. `header`: where the file's differs. */
  file: FileCell<Row> | readonly FileCell<Row>[]
}

/** The columns that an address shows, in the list's own order: the first always; unknown names are left out. */
export function shownColumns<Entry extends { id: string; hidden?: boolean }>(
  columns: readonly Entry[],
  chosen: string | undefined,
): Entry[] {
  if (chosen === ALL_COLUMNS) return [...columns]
  const names = chosen?.split(',')
  return columns.filter(({ id, hidden }, at) => at === 0 || (names ? names.includes(id) : hidden !== true))
}

/** The columns of a file that has these columns of a list. */
export function fileColumns<Row>(columns: readonly ListColumn<Row>[]): Column<Row>[] {
  return columns.flatMap(({ header, file }) =>
    [file].flat().map((cell: FileCell<Row>) => ({ ...cell, header: cell.header ?? header })),
  )
}
