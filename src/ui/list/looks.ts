import type { ListColumn } from '~/kernel/list-columns'
import type { Column } from './types'

type Look<Row> = Omit<Column<Row>, 'id' | 'header' | 'hidden'>

/** The columns of a list from the definition that its file shares, each with its look on the screen. */
export function withLooks<Row, Id extends string>(
  columns: readonly ListColumn<Row, Id>[],
  looks: Record<Id, Look<NoInfer<Row>>>,
): Column<Row>[] {
  return columns.map(({ id, header, hidden = false }) => ({ id, header, hidden, ...looks[id] }))
}
