'use client'
import { clsx } from 'clsx'
import { ChevronDown, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '~/ui/button'
import { useList } from './list-context'
import { FilterMenu } from './filter-menu'
import { pillClass } from './pill'
import { PERIOD_PARAMS, SORT, filterParams, listHref, param } from './query'
import type { Filter, SearchParams } from './types'

const FREE = '…'

/** The filters as selects of the browser: right on phones and for screen readers; the choice is an address. */
export function ListFilters({
  path,
  params,
  filters,
  sorts,
  sort,
}: {
  path: string
  params: SearchParams
  filters: readonly Filter[]
  sorts: readonly { value: string; label: string }[]
  sort: string
}) {
  const { go } = useList()
  const set = (changes: Record<string, string | null>) => go(listHref(path, params, changes))
  const names = filterParams(filters)
  const active = names.some((name) => param(params, name) !== undefined)
  return (
    <>
      {filters.map((filter) =>
        filter.kind === 'choice' && filter.many ? (
          <FilterMenu key={filter.param} {...{ path, params, filter }} />
        ) : filter.kind === 'choice' ? (
          <Pill
            key={filter.param}
            label={filter.label}
            value={param(params, filter.param) ?? ''}
            onChange={(value) => set({ [filter.param]: value })}
          >
            <option value="">{filter.all ?? 'Todos'}</option>
            {filter.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Pill>
        ) : (
          <PeriodFilter key={filter.label} filter={filter} params={params} set={set} />
        ),
      )}
      {sorts.length > 0 ? (
        <span className="contents md:hidden">
          <Pill label="Ordem" value={sort} neutral onChange={(value) => set({ [SORT]: value })}>
            {sorts.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Pill>
        </span>
      ) : null}
      {active ? (
        <Button
          look="ghost"
          icon={<X size={15} aria-hidden />}
          onClick={() => set(Object.fromEntries(names.map((name) => [name, null])))}
        >
          Limpar filtros
        </Button>
      ) : null}
    </>
  )
}

function Pill({
  label,
  value,
  onChange,
  neutral = false,
  children,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  /** Never highlighted: for what always has a value. */
  neutral?: boolean
  children: ReactNode
}) {
  const on = !neutral && value !== ''
  return (
    <label className={pillClass(on)}>
      <span
        className={clsx(
          'pointer-events-none pl-3 text-xs whitespace-nowrap max-md:absolute max-md:top-1.5 max-md:text-2xs',
          on ? 'text-jade-ink' : 'text-faint',
        )}
      >
        {label}
      </span>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-full min-w-0 appearance-none field-sizing-content rounded-md bg-transparent pr-7 pl-1.5 font-medium max-md:flex-1 max-md:pt-4 max-md:pl-3 md:max-w-44"
      >
        {children}
      </select>
      <ChevronDown size={14} aria-hidden className="pointer-events-none absolute right-2.5 opacity-70" />
    </label>
  )
}

function PeriodFilter({
  filter,
  params,
  set,
}: {
  filter: Extract<Filter, { kind: 'period' }>
  params: SearchParams
  set: (changes: Record<string, string | null>) => void
}) {
  const names = { ...PERIOD_PARAMS, ...filter }
  const from = param(params, names.fromParam) ?? ''
  const to = param(params, names.toParam) ?? ''
  const [free, setFree] = useState(from !== '' || to !== '')
  const days = free || from !== '' || to !== ''
  const choose = (value: string) => {
    setFree(value === FREE)
    if (value !== FREE) set({ [names.param]: value, [names.fromParam]: null, [names.toParam]: null })
  }
  return (
    <>
      <Pill label={filter.label} value={days ? FREE : (param(params, names.param) ?? '')} onChange={choose}>
        <option value="">{filter.all ?? 'Desde o começo'}</option>
        {filter.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
        <option value={FREE}>Escolher datas…</option>
      </Pill>
      {days ? (
        <span className="flex items-center gap-1.5 text-xs text-faint max-md:col-span-2">
          <Day
            label="De"
            value={from}
            max={to}
            onChange={(day) => set({ [names.fromParam]: day, [names.param]: null })}
          />
          até
          <Day
            label="Até"
            value={to}
            min={from}
            onChange={(day) => set({ [names.toParam]: day, [names.param]: null })}
          />
        </span>
      ) : null}
    </>
  )
}

function Day({
  label,
  value,
  onChange,
  min,
  max,
}: {
  label: string
  value: string
  onChange: (day: string) => void
  min?: string
  max?: string
}) {
  return (
    <input
      type="date"
      aria-label={label}
      defaultValue={value}
      key={value}
      min={min === '' ? undefined : min}
      max={max === '' ? undefined : max}
      onBlur={(event) => event.target.value !== value && onChange(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      className="h-9 min-w-0 flex-1 rounded-md border border-line bg-surface px-2 text-sm text-ink max-md:h-12"
    />
  )
}
