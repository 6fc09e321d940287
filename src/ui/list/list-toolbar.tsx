'use client'
import { clsx } from 'clsx'
import { ChevronDown, Columns3, Download, Keyboard, ListFilter, Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ALL_COLUMNS, COLUMNS } from '~/kernel/list-columns'
import { Badge } from '~/ui/status'
import { Button, IconButton } from '~/ui/button'
import { controlClass } from '~/ui/input'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from '~/ui/menu'
import { HELP_EVENT, LIST_EXPORT, LIST_KEYS, type Shortcut } from '~/ui/shortcuts'
import { useList } from './list-context'
import { ListFilters } from './list-filters'
import { ListViews } from './list-views'
import { SEARCH, filterParams, listHref, param, viewQuery } from './query'
import type { Export, Filter, SearchParams } from './types'

export type ToolbarProps = {
  path: string
  params: SearchParams
  search: { placeholder: string } | undefined
  filters: readonly Filter[]
  sorts: readonly { value: string; label: string }[]
  sort: string
  columns: readonly { id: string; header: string; shown: boolean; fixed: boolean }[]
  exports: readonly Export[]
  shortcuts: readonly Shortcut[]
  /** The list has a handful of rows: tools for long lists would outweigh them. */
  few: boolean
}

/** More filters than this get a row of their own. */
const INLINE_FILTERS = 3

/** Search, filters, views, columns and exports of a list: every change is an address. */
export function ListToolbar(props: ToolbarProps) {
  const { path, params, search, filters, sorts, sort, columns, exports, shortcuts, few } = props
  const { go } = useList()
  const [open, setOpen] = useState(false)
  const [everyColumn, setEveryColumn] = useState(false)
  const active = filterParams(filters).filter((name) => param(params, name) !== undefined).length
  // Otherwise a phone would show a row with one useless small mark.
  const isBare = !search && filters.length === 0 && sorts.length === 0 && exports.length === 0
  const chooseColumn = (column: string, on: boolean) => {
    const shown = columns.filter((entry) => (entry.id === column ? on : entry.shown)).map((entry) => entry.id)
    go(listHref(path, params, { [COLUMNS]: shown.join(',') }))
  }
  return (
    <div
      {...{ [LIST_KEYS]: JSON.stringify(shortcuts) }}
      className={clsx(
        'mb-3 flex flex-wrap items-center gap-2 max-md:gap-x-1',
        isBare && (few ? 'hidden' : 'max-md:hidden'),
      )}
    >
      {search ? <SearchBox {...{ path, params }} placeholder={search.placeholder} /> : null}
      {filters.length > 0 || sorts.length > 0 ? (
        <Button
          className="relative !px-0 max-md:!w-12 md:hidden"
          aria-expanded={open}
          aria-label={active > 0 ? `Filtros: ${active.toString()} em uso` : 'Filtros'}
          onClick={() => setOpen(!open)}
          icon={<ListFilter size={17} aria-hidden />}
        >
          {active > 0 ? (
            <span className="absolute -top-1.5 -right-1.5">
              <Badge tone="jade">{active}</Badge>
            </span>
          ) : null}
        </Button>
      ) : null}
      <div
        className={clsx(
          'min-w-0 flex-wrap items-center gap-2 max-md:order-last max-md:grid max-md:w-full max-md:grid-cols-2 md:flex',
          filters.length > INLINE_FILTERS && 'md:order-last md:w-full',
          !open && 'max-md:hidden',
        )}
      >
        <ListFilters {...{ path, params, filters, sorts, sort }} />
      </div>
      <div className="ml-auto flex items-center gap-1 max-md:gap-0">
        <ListViews {...{ path, params }} />
        {columns.length > 1 ? (
          <Menu
            trigger={
              <IconButton label="Escolher colunas" className="max-md:hidden">
                <Columns3 size={17} aria-hidden />
              </IconButton>
            }
          >
            <MenuLabel>Colunas</MenuLabel>
            {columns.map((column) => (
              <MenuCheck
                key={column.id}
                checked={column.shown}
                disabled={column.fixed}
                onChange={(on) => chooseColumn(column.id, on)}
              >
                {column.header}
              </MenuCheck>
            ))}
          </Menu>
        ) : null}
        <IconButton
          label="Atalhos do teclado"
          className="max-md:hidden"
          onClick={() => window.dispatchEvent(new Event(HELP_EVENT))}
        >
          <Keyboard size={17} aria-hidden />
        </IconButton>
        {exports.length > 0 ? (
          <Menu
            trigger={
              <Button
                {...{ [LIST_EXPORT]: '' }}
                icon={<Download size={16} aria-hidden />}
                aria-label="Exportar"
                className="ml-1 max-md:ml-0 max-sm:!w-12 max-sm:!px-0"
              >
                <span className="max-sm:hidden">Exportar</span>
                <ChevronDown size={14} aria-hidden className="text-faint max-sm:hidden" />
              </Button>
            }
          >
            <MenuLabel>
              {everyColumn ? 'As linhas da lista, com tudo' : 'Exatamente o que a lista mostra'}
            </MenuLabel>
            {exports.map((item) => (
              <MenuItem
                key={item.href}
                href={listHref(item.href, params, everyColumn ? { [COLUMNS]: ALL_COLUMNS } : {})}
                external
              >
                {item.label}
              </MenuItem>
            ))}
            {columns.every(({ shown }) => shown) ? null : (
              <>
                <MenuSeparator />
                <MenuCheck checked={everyColumn} onChange={setEveryColumn}>
                  Todas as colunas
                </MenuCheck>
              </>
            )}
          </Menu>
        ) : null}
      </div>
    </div>
  )
}

/** Searches while one types, after a short rest. */
function SearchBox({
  path,
  params,
  placeholder,
}: {
  path: string
  params: SearchParams
  placeholder: string
}) {
  const { go } = useList()
  const current = param(params, SEARCH) ?? ''
  const [text, setText] = useState(current)
  const [seen, setSeen] = useState(current)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The address changed elsewhere (a view, the back button): show its search.
  if (seen !== current) {
    setSeen(current)
    setText(current)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  // Before scripts run the form asks by itself, and takes the list's filters along.
  const kept = [...new URLSearchParams(viewQuery(params))].filter(([name]) => name !== SEARCH)
  const search = (value: string) => {
    clearTimeout(timer.current)
    if (value.trim() !== current) go(listHref(path, params, { [SEARCH]: value.trim() }))
  }
  const type = (value: string) => {
    setText(value)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => search(value), 350)
  }
  return (
    <form
      role="search"
      action={path}
      className="relative min-w-0 flex-1 md:max-w-96 md:min-w-56"
      onSubmit={(event) => {
        event.preventDefault()
        search(text)
      }}
    >
      <Search size={16} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-faint" />
      <input
        type="search"
        name={SEARCH}
        data-list-search
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className={clsx(controlClass, 'h-9 pr-9 pl-9 max-sm:h-12 [&::-webkit-search-cancel-button]:hidden')}
      />
      {kept.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      {text ? (
        <button
          type="button"
          aria-label="Limpar busca"
          className="absolute inset-y-0 right-0 grid w-9 place-items-center text-faint hover:text-ink max-sm:w-12"
          onClick={() => {
            setText('')
            search('')
          }}
        >
          <X size={15} aria-hidden />
        </button>
      ) : null}
    </form>
  )
}
