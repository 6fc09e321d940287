import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
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

// One markup for both widths: a table at a desk, cards on a phone.
const CARD_PLACE = {
  title: 'max-md:order-1 max-md:flex-1 max-md:basis-1/2 max-md:font-medium',
  aside: 'max-md:order-2 max-md:ml-auto max-md:shrink-0 max-md:max-w-[55%] max-md:font-medium',
  meta: 'max-md:order-4 max-md:text-soft',
  none: 'max-md:hidden',
} as const

/** The rows themselves, rendered on the server. */
export function ListTable<Row>(props: TableProps<Row>) {
  const { label, columns, rows, selectable, rowActions } = props
  return (
    <table aria-label={label} className="w-full border-collapse text-sm max-md:block">
      <thead className="max-md:hidden">
        <tr>
          {selectable ? (
            <th scope="col" className="w-9 pl-3.5">
              <span className="flex items-center">
                <PageCheckbox />
              </span>
            </th>
          ) : null}
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} {...props} />
          ))}
          {rowActions ? (
            <th scope="col" className="w-px">
              <span className="sr-only">Ações</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => (
          <BodyRow key={props.rowId(row)} row={row} {...props} />
        ))}
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
  return (
    <tr
      data-row={rowId(row)}
      data-href={href}
      tabIndex={-1}
      className={clsx(
        'group/row border-t border-line transition-colors -outline-offset-2 hover:bg-sunken/60 focus:bg-sunken/60 has-[[data-row-select]:checked]:bg-jade-soft/60',
        'max-md:relative max-md:flex max-md:min-h-12 max-md:flex-wrap max-md:items-baseline max-md:gap-x-3 max-md:gap-y-0.5 max-md:py-3 max-md:pr-3',
        "max-md:after:order-3 max-md:after:h-0 max-md:after:basis-full max-md:after:content-['']",
        selectable ? 'max-md:pl-12' : 'max-md:pl-3',
        href && 'cursor-pointer',
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
        const value = column.cell(row)
        const missing = value === null || value === undefined || value === '' || value === NOTHING
        return (
          <td
            key={column.id}
            className={clsx(
              'h-9 px-2.5 py-1 max-md:h-auto max-md:min-w-0 max-md:p-0',
              missing && column !== title ? 'max-md:hidden' : 'max-md:block',
              column.align === 'end' && 'text-right tabular-nums',
              index === 0 && !selectable && 'pl-4',
              CARD_PLACE[column === title ? 'title' : (column.card ?? 'meta')],
            )}
          >
            {column.cardLabel ? (
              <span className="mr-1 text-xs text-faint md:hidden">{column.header}</span>
            ) : null}
            {missing ? (
              <span className="text-faint">{NOTHING}</span>
            ) : column === title && href ? (
              <Link
                href={href}
                prefetch={false}
                className="font-medium text-ink hover:underline max-md:inline-block max-md:py-1"
              >
                {value}
              </Link>
            ) : (
              value
            )}
          </td>
        )
      })}
      {rowActions ? (
        <td className="w-px pr-2 pl-1 max-md:order-5 max-md:basis-full max-md:p-0">
          <div className="flex items-center justify-end gap-0.5 max-md:mt-1 max-md:justify-start max-md:gap-2">
            {rowActions(row)}
          </div>
        </td>
      ) : null}
    </tr>
  )
}
