import { X } from 'lucide-react'
import Link from 'next/link'
import { all, listHref } from './query'
import type { Filter, SearchParams } from './types'

/** Each value of the filters with several, and the way to take it away: links, which need no script. */
export function FilterChips({
  path,
  params,
  filters,
}: {
  path: string
  params: SearchParams
  filters: readonly Filter[]
}) {
  const chips = filters.flatMap((filter) => {
    if (filter.kind !== 'choice' || !filter.many) return []
    const chosen = all(params, filter.param)
    return chosen.map((value) => ({
      key: `${filter.param}=${value}`,
      label: filter.label,
      value: filter.options.find((option) => option.value === value)?.label ?? value,
      href: listHref(path, params, { [filter.param]: chosen.filter((other) => other !== value) }),
    }))
  })
  if (chips.length === 0) return null
  return (
    <ul aria-label="Filtros em uso" className="-mt-1 mb-3 flex flex-wrap gap-1.5 text-sm">
      {chips.map(({ key, label, value, href }) => (
        <li key={key} className="min-w-0">
          <Link
            href={href}
            scroll={false}
            aria-label={`Tirar o filtro ${label}: ${value}`}
            className="flex h-7 max-w-full items-center gap-1.5 rounded-full border border-jade/40 bg-jade-soft pr-1.5 pl-2.5 text-jade-ink hover:border-jade max-md:h-10 max-md:pr-2.5"
          >
            <span className="truncate">
              <span className="opacity-80">{label}: </span>
              {value}
            </span>
            <X size={14} aria-hidden className="shrink-0" />
          </Link>
        </li>
      ))}
    </ul>
  )
}
