'use client'
import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '~/ui/button'
import { CheckboxBox } from '~/ui/checkbox'
import { useDismiss } from '~/ui/menu-behaviour'
import { useReady } from '~/ui/ready'
import { useList } from './list-context'
import { pillClass } from './pill'
import { all, listHref, viewQuery } from './query'
import type { Filter, SearchParams } from './types'

type Choice = Extract<Filter, { kind: 'choice' }>

/** More options than this stand in columns. */
const ONE_COLUMN = 12

/** A filter with several values: checkboxes behind a button, each applied at once; before scripts run, a form. */
export function FilterMenu({ path, params, filter }: { path: string; params: SearchParams; filter: Choice }) {
  const { go } = useList()
  const id = useId()
  const ready = useReady()
  const box = useRef<HTMLDetailsElement>(null)
  const [open, setOpen] = useState(false)
  const asked = all(params, filter.param)
  const [chosen, setChosen] = useState(asked)
  const [seen, setSeen] = useState(asked.join('&'))
  // The address changed elsewhere (a view, a chip, the back button): its values are shown.
  if (seen !== asked.join('&')) {
    setSeen(asked.join('&'))
    setChosen(asked)
  }
  const close = () => {
    if (box.current) box.current.open = false
  }
  useDismiss(open, box, `${id}-button`, close)
  const choose = (values: string[]) => {
    setChosen(values)
    go(listHref(path, params, { [filter.param]: values }))
  }
  useEffect(() => {
    const menu = box.current
    if (!open || !menu) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      menu.open = false
      document.getElementById(`${id}-button`)?.focus()
    }
    menu.addEventListener('keydown', onKeyDown)
    return () => menu.removeEventListener('keydown', onKeyDown)
  }, [open, id])
  const kept = [...new URLSearchParams(viewQuery(params))].filter(([name]) => name !== filter.param)
  return (
    <details
      ref={box}
      className="relative min-w-0 max-md:open:col-span-2"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary
        id={`${id}-button`}
        className={clsx(
          pillClass(chosen.length > 0),
          'cursor-pointer list-none pr-7 pl-3 select-none max-md:flex-col max-md:items-start max-md:justify-center [&::-webkit-details-marker]:hidden',
        )}
      >
        <span
          className={clsx(
            'text-xs whitespace-nowrap max-md:text-2xs',
            chosen.length > 0 ? 'text-jade-ink' : 'text-faint',
          )}
        >
          {filter.label}
        </span>
        <span className="max-w-full min-w-0 truncate font-medium md:max-w-36 md:pl-1.5">
          {summaryOf(filter, chosen)}
        </span>
        <ChevronDown size={14} aria-hidden className="pointer-events-none absolute right-2.5 opacity-70" />
      </summary>
      <form
        action={path}
        className="z-30 rounded-lg border border-line bg-surface p-1 text-ink max-md:mt-1 md:absolute md:top-full md:left-0 md:mt-1.5 md:shadow-floating"
        onSubmit={(event) => {
          event.preventDefault()
          close()
        }}
      >
        {kept.map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        <fieldset
          className={clsx(
            'max-h-[min(60vh,22rem)] min-w-52 overflow-y-auto',
            filter.options.length > ONE_COLUMN && 'grid grid-cols-2 md:w-80',
          )}
        >
          <legend className="sr-only">{filter.label}</legend>
          {filter.options.map(({ value, label }) => (
            <label
              key={value}
              className="flex min-h-8 cursor-pointer items-center gap-2 rounded-[5px] px-2 py-1 text-sm hover:bg-sunken max-md:min-h-12"
            >
              <CheckboxBox
                name={filter.param}
                value={value}
                checked={chosen.includes(value)}
                onChange={(event) =>
                  choose(
                    event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value),
                  )
                }
              />
              <span className="min-w-0 truncate">{label}</span>
            </label>
          ))}
        </fieldset>
        <div className="mt-1 flex justify-end gap-1 border-t border-line pt-1">
          {ready ? (
            <Button look="ghost" size="sm" disabled={chosen.length === 0} onClick={() => choose([])}>
              {filter.all ?? 'Todos'}
            </Button>
          ) : (
            <Button look="ghost" size="sm" type="submit">
              Aplicar
            </Button>
          )}
        </div>
      </form>
    </details>
  )
}

/** What the button says: all, the one value, or how many. */
function summaryOf({ all: every = 'Todos', options }: Choice, chosen: readonly string[]): string {
  const [first] = chosen
  if (first === undefined) return every
  const label = options.find(({ value }) => value === first)?.label ?? first
  return chosen.length > 1 ? `${label} +${(chosen.length - 1).toString()}` : label
}
