import { ChevronLeft, ChevronRight, SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { COLUMNS, shownColumns } from '~/kernel/list-columns'
import type { BoundedCount } from '~/kernel/paging'
import { ButtonLink } from '~/ui/button'
import { Empty } from '~/ui/states'
import type { Shortcut } from '~/ui/shortcuts'
import { TabLinks } from '~/ui/tabs'
import { ExportSelected } from './export-selected'
import { FilterChips } from './filter-chips'
import { ListProvider } from './list-context'
import { ListUpdates } from './list-updates'
import { ListRows } from './list-rows'
import { BulkBar } from './list-selection'
import { ListTable } from './list-table'
import { ListToolbar } from './list-toolbar'
import { CURSOR, SEARCH, filterParams, isNarrowed, isView, listHref, param, sortText } from './query'
import type { Column, Direction, Export, Filter, SearchParams, SortState, View } from './types'

export type ListProps<Row> = {
  id: string
  label: string
  path: string
  params: SearchParams
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  rowLabel: (row: Row) => string
  rowHref?: (row: Row) => string
  rowActions?: (row: Row) => ReactNode
  next: string | null
  previous: string | null
  count?: string
  total?: BoundedCount
  sort?: SortState
  search?: { placeholder: string }
  filters?: readonly Filter[]
  views?: readonly View[]
  exports?: readonly Export[]
  bulk?: ReactNode
  shortcuts?: readonly Shortcut[]
  empty: ReactNode
}

/** A list of fewer shows no tools of its own where it can't be narrowed, sorted or exported. */
const FEW_ROWS = 3

/**
 * The one list of the product: a server component that knows no domain. The page reads the URL, asks its procedure
 * for one keyset page, and hands the rows over; every change here is a new address, so lists can be shared and saved.
 *
 * ```tsx
 * const params = await searchParams
 * const read = readFilter(cartFilter, params)           // the address in the procedure's own schema, or what is wrong with it
 * const page = await caller.carts.list({ empresa, ...read.filter, cursor: readList(params).cursor })
 * return <List id="carrinhos" label="Carrinhos" path={`/${empresa}/carrinhos`} params={params}
 *   columns={columns} rows={page.rows} next={page.next} previous={page.previous} … />
 * ```
 *
 * - `id`: names the list in the page. `label`: what the rows are, for screen readers. `path`: of this page; saved views are kept by what of it stands below the empresa.
 * - `params`: the awaited `searchParams`. The list owns `busca`, `ordem` (`key`, `-key`), `cursor` and `colunas`;
 *   filters name their own, a period uses `periodo` or `de` and `ate` (AAAA-MM-DD) unless configured otherwise.
 * - `columns`: see `types.ts`. The first is always shown. One has `card: 'title'`: its text becomes the row's link.
 *   Cells are server-rendered; put client components (toggles, buttons) in them freely.
 * - `rowHref`: where a row leads. `rowLabel`: its name, for the checkbox.
 * - `rowActions`: buttons at the end of a row; `data-shortcut="w"` on one makes the key w click it in the current row.
 *   List the keys in `shortcuts`, so that the help (?) lists them.
 * - `next`, `previous`: cursors of the neighbouring pages. `count`: as text, from `formatCount`.
 * - `total`: as the procedure counted; with it all rows of the filter can be selected.
 * - `sort`: the order in force, also when the URL is silent.
 * - `views`: ready-made views as tabs; `query` is a query string ("status=aguardando", "" for all).
 * - `exports`: links that get the list's own search, filters, sort and columns, without the cursor.
 * - `bulk`: client components that read `useSelection()` (list-context); their presence makes rows selectable.
 * - `empty`: an `<Empty>` for a list that has nothing at all; a narrowed list gets its own.
 *
 * `loading.tsx` shows `<ListSkeleton />`. Keys: j k Enter x Esc / [ ] ?.
 */
export function List<Row>(props: ListProps<Row>) {
  const { id, label, path, params, rows, sort, filters = [], views = [], exports = [], bulk } = props
  const shown = shownColumns(props.columns, param(params, COLUMNS))
  const sorts = props.columns.flatMap(({ header, sort: own }) => {
    if (!own) return []
    const both: Direction[] = own.first === 'asc' ? ['asc', 'desc'] : ['desc', 'asc']
    return both.map((direction) => ({
      value: sortText({ key: own.key, direction }),
      label: own.labels?.[direction] ?? `${header} ${direction === 'asc' ? '↑' : '↓'}`,
    }))
  })
  return (
    <ListProvider
      address={listHref(path, params, { [CURSOR]: param(params, CURSOR) ?? null })}
      pageIds={rows.map(props.rowId)}
      total={totalText(props.total)}
    >
      <div data-list={id}>
        {views.length > 0 ? (
          <div className="mb-3">
            <TabLinks
              label="Vistas"
              tabs={views.map((view) => ({
                href: view.query ? `${path}?${view.query}` : path,
                label: view.label,
                current: isView(params, view.query, filters),
                ...(view.count === undefined ? {} : { count: view.count }),
              }))}
            />
          </div>
        ) : null}
        <ListToolbar
          {...{ path, params, filters, sorts }}
          search={props.search}
          sort={sort ? sortText(sort) : ''}
          columns={props.columns.map((column, index) => ({
            id: column.id,
            header: column.header,
            shown: shown.includes(column),
            fixed: index === 0,
          }))}
          exports={exports}
          shortcuts={props.shortcuts ?? []}
          few={rows.length <= FEW_ROWS && !props.next && !props.previous}
        />
        <FilterChips {...{ path, params, filters }} />
        <ListUpdates />
        <ListRows label={label}>
          {rows.length > 0 ? (
            <ListTable
              {...{ label, path, params, rows, sort }}
              columns={shown}
              rowId={props.rowId}
              rowLabel={props.rowLabel}
              rowHref={props.rowHref}
              rowActions={props.rowActions}
              selectable={bulk !== undefined}
            />
          ) : isNarrowed(params, filters) || params[CURSOR] !== undefined ? (
            <NothingFound {...{ path, params, filters }} />
          ) : (
            props.empty
          )}
        </ListRows>
        <Pages {...props} />
        {bulk === undefined ? null : (
          <BulkBar more={props.next !== null || props.previous !== null}>
            {bulk}
            {exports.length > 0 ? <ExportSelected {...{ exports, params }} /> : null}
          </BulkBar>
        )}
      </div>
    </ListProvider>
  )
}

/** How many all rows are; undefined where an action on all would not say on how many. */
function totalText(total: BoundedCount | undefined): string | undefined {
  return total === undefined || total.more ? undefined : total.count.toLocaleString('pt-BR')
}

function NothingFound({
  path,
  params,
  filters,
}: Pick<ListProps<unknown>, 'path' | 'params'> & { filters: readonly Filter[] }) {
  const cleared = Object.fromEntries([SEARCH, ...filterParams(filters)].map((name) => [name, null]))
  return (
    <Empty
      icon={SearchX}
      title="Nada com esses filtros"
      action={<ButtonLink href={listHref(path, params, cleared)}>Limpar busca e filtros</ButtonLink>}
    >
      {param(params, SEARCH) === undefined
        ? 'Nenhuma linha tem esta combinação. Abra o período ou tire um filtro.'
        : 'Confira o que foi digitado na busca ou abra o período.'}
    </Empty>
  )
}

function Pages<Row>({ path, params, rows, next, previous, count }: ListProps<Row>) {
  if (rows.length === 0 && !previous) return null
  const linkTo = (cursor: string | null, name: 'next' | 'previous') => ({
    href: cursor ? listHref(path, params, { [CURSOR]: cursor }) : '#',
    'data-page': name,
    rel: name === 'next' ? 'next' : 'prev',
  })
  return (
    <nav
      aria-label="Páginas da lista"
      className="mt-3 flex items-center justify-between gap-3 text-xs text-faint"
    >
      <span className="tabular-nums">
        {count ?? ''}
        {count && (next || previous) ? ` · ${rows.length.toString()} nesta página` : ''}
      </span>
      <span className="flex gap-2">
        {previous ? (
          <ButtonLink
            size="sm"
            {...linkTo(previous, 'previous')}
            icon={<ChevronLeft size={15} aria-hidden />}
          >
            Anteriores
          </ButtonLink>
        ) : null}
        {next ? (
          <ButtonLink size="sm" {...linkTo(next, 'next')}>
            Próximos
            <ChevronRight size={15} aria-hidden />
          </ButtonLink>
        ) : null}
      </span>
    </nav>
  )
}
