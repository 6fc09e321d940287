import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { HeldRow, HeldRows } from './held-rows'
import { PageCheckbox, RowCheckbox } from './list-selection'
import { SORT, listHref, sortText } from './query'
import type { Column, SearchParams, SortState } from './types'

export type TableProps<Row> = {
  label: string
  path: string
  params: SearchParams
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  rowLabel: (row: Row) => string
  rowHref: ((row: Row) => string) | undefined
  rowActions: ((row: Row) => ReactNode) | undefined
  sort: SortState | undefined
  selectable: boolean
}

/** What stands for no value at a desk; a card leaves it out. */
const NOTHING = '—'

// One markup for both widths: a table at a desk, cards of two columns on a phone.
const CARD_PLACE = {
  title: 'max-md:order-1 max-md:col-start-1 max-md:row-start-1 max-md:truncate max-md:font-medium',
  aside: 'max-md:order-2 max-md:col-start-2 max-md:row-start-1 max-md:text-right max-md:font-medium',
  meta: 'max-md:order-3 max-md:col-start-1 max-md:truncate max-md:text-xs max-md:text-soft',
  none: 'max-md:hidden',
} as const

/** Lines below a card's title: with them a card stays within 96 px. */
const META_LINES = { withActions: 2, alone: 3 } as const

/** The link of a row covers it; what can be pressed or hovered by itself lies above. */
const ABOVE_LINK =
  '[&_:is(a,button,label,summary):not([data-row-link])]:relative [&_:is(a,button,input,label,summary):not([data-row-link])]:z-1'

/** The ids of the columns that a card shows below its title. */
function metaOnCard<Row>(
  columns: readonly Column<Row>[],
  title: Column<Row> | undefined,
  isMissing: (column: Column<Row>) => boolean,
  lines: number,
): Set<string> {
  const metas = columns.filter(
    (column) => column !== title && (column.card ?? 'meta') === 'meta' && !isMissing(column),
  )
  return new Set(metas.slice(0, lines).map(({ id }) => id))
}

/** Below the frame's header; inside a list that scrolls by itself, at its top. */
const STICKY =
  'sticky top-14 z-10 bg-surface shadow-[inset_0_-1px_0_var(--line)] md:top-13 in-data-[wide=true]:top-0! first:rounded-tl-lg last:rounded-tr-lg'

/** The rows themselves, rendered on the server. */
export function ListTable<Row>(props: TableProps<Row>) {
  const { label, columns, rows, selectable, rowActions } = props
  return (
    <table aria-label={label} className="w-full border-collapse text-sm max-md:block">
      <thead className="max-md:hidden">
        <tr>
          {selectable ? (
            <th scope="col" className={clsx('w-9 pl-3.5', STICKY)}>
              <span className="flex items-center">
                <PageCheckbox />
              </span>
            </th>
          ) : null}
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} {...props} />
          ))}
          {rowActions ? (
            <th scope="col" className={clsx('w-px', STICKY)}>
              <span className="sr-only">Ações</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="max-md:block">
        <HeldRows
          rows={Object.fromEntries(
            rows.map((row) => [props.rowId(row), <BodyRow key={props.rowId(row)} row={row} {...props} />]),
          )}
        />
      </tbody>
    </table>
  )
}

function HeaderCell<Row>({ column, path, params, sort }: TableProps<Row> & { column: Column<Row> }) {
  const current = column.sort && sort?.key === column.sort.key ? sort.direction : null
  const end = column.align === 'end'
  return (
    <th
      scope="col"
      aria-sort={current ? (current === 'asc' ? 'ascending' : 'descending') : undefined}
      style={column.width ? { width: column.width } : undefined}
      className={clsx(
        'h-9 px-2.5 text-xs font-medium whitespace-nowrap text-faint first:pl-4 last:pr-4',
        STICKY,
        end ? 'text-right' : 'text-left',
      )}
    >
      {column.sort ? (
        <Link
          scroll={false}
          href={listHref(path, params, { [SORT]: sortText(nextSort(column.sort, current)) })}
          className={clsx(
            'group inline-flex items-center gap-1 rounded hover:text-ink',
            end && 'flex-row-reverse',
            current && 'text-ink',
          )}
        >
          {column.header}
          {current === 'asc' ? <ArrowUp size={13} aria-hidden /> : null}
          {current === 'desc' ? <ArrowDown size={13} aria-hidden /> : null}
        </Link>
      ) : (
        column.header
      )}
    </th>
  )
}

function nextSort(own: NonNullable<Column<unknown>['sort']>, current: 'asc' | 'desc' | null): SortState {
  if (!current) return { key: own.key, direction: own.first }
  return { key: own.key, direction: current === 'asc' ? 'desc' : 'asc' }
}

function BodyRow<Row>({ row, ...props }: TableProps<Row> & { row: Row }) {
  const { columns, rowId, rowLabel, rowHref, rowActions, selectable } = props
  const href = rowHref?.(row)
  const title = columns.find((column) => column.card === 'title') ?? columns[0]
  const values = new Map(columns.map((column) => [column, column.cell(row)]))
  const isMissing = (column: Column<Row>) => {
    const value = values.get(column)
    return value === null || value === undefined || value === '' || value === NOTHING
  }
  const lines = rowActions ? META_LINES.withActions : META_LINES.alone
  const onCard = metaOnCard(columns, title, isMissing, lines)
  return (
    <HeldRow
      id={rowId(row)}
      href={href}
      className={clsx(
        'group/row relative border-t border-line transition-colors -outline-offset-2 hover:bg-sunken/60 focus:bg-sunken/60 has-[[data-row-select]:checked]:bg-jade-soft/60 data-gone:opacity-45',
        'max-md:grid max-md:min-h-14 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:content-center max-md:items-center max-md:gap-x-3 max-md:py-1.5 max-md:pr-2',
        selectable ? 'max-md:pl-12' : 'max-md:pl-3',
        href && ABOVE_LINK,
      )}
    >
      {selectable ? (
        <td className="w-9 pl-3.5 max-md:absolute max-md:top-3.5 max-md:left-4 max-md:p-0">
          <span className="flex items-center">
            <RowCheckbox id={rowId(row)} label={rowLabel(row)} />
          </span>
        </td>
      ) : null}
      {columns.map((column, index) => {
        const missing = isMissing(column)
        const place = column === title ? 'title' : (column.card ?? 'meta')
        const hidden = (missing && place !== 'title') || (place === 'meta' && !onCard.has(column.id))
        return (
          <td
            key={column.id}
            className={clsx(
              'h-9 px-2.5 py-1 max-md:h-auto max-md:min-w-0 max-md:p-0',
              hidden ? 'max-md:hidden' : 'max-md:block',
              column.align === 'end' && 'text-right tabular-nums max-md:text-left',
              index === 0 && !selectable && 'pl-4',
              CARD_PLACE[place],
            )}
          >
            {column.cardLabel ? (
              <span className="mr-1 text-xs text-faint md:hidden">{column.header}</span>
            ) : null}
            {column === title && href ? (
              <Link
                href={href}
                prefetch={false}
                data-row-link
                className="-my-1 inline-block min-w-6 py-1 font-medium text-ink -outline-offset-2 after:absolute after:inset-0 after:content-[''] hover:underline"
              >
                {missing ? rowLabel(row) : values.get(column)}
              </Link>
            ) : missing ? (
              <span className="text-faint">{NOTHING}</span>
            ) : (
              values.get(column)
            )}
          </td>
        )
      })}
      {rowActions ? (
        <td className="w-px pr-2 pl-1 max-md:order-4 max-md:col-start-2 max-md:row-span-2 max-md:row-start-2 max-md:w-auto max-md:p-0">
          <div className="flex items-center justify-end gap-0.5">{rowActions(row)}</div>
        </td>
      ) : null}
    </HeldRow>
  )
}
