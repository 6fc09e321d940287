'use client'
import { clsx } from 'clsx'
import { useEffect, useRef, type ReactNode } from 'react'
import { useList } from './list-context'

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]'
const INTERACTIVE = 'a, button, input, select, textarea, label, summary, [role=button]'

/**
 * Wraps the server-rendered rows and makes them quick: j/k move, Enter opens, x selects, [ and ] turn pages,
 * / searches, and any other key clicks `data-shortcut="key"` inside the current row. A click on a free spot opens.
 */
export function ListRows({ children, label }: { children: ReactNode; label: string }) {
  const root = useRef<HTMLDivElement>(null)
  const { pending, open, selection } = useList()

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target instanceof Element ? event.target : document.body
      if (target.closest(TYPING) || !root.current || document.querySelector('[role=dialog]')) return
      if (handle(event.key, root.current, target)) event.preventDefault()
    }
    const handle = (key: string, list: HTMLElement, target: Element): boolean => {
      const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
      const current = target.closest<HTMLElement>('[data-row]')
      if (key === 'j' || key === 'k') return focusRow(rows, current, key === 'j' ? 1 : -1)
      if (key === '/') return focusSearch(list)
      if (key === ']' || key === '[')
        return click(document, `[data-page="${key === ']' ? 'next' : 'previous'}"]`)
      if (!current) return false
      if (key === 'x') return toggle(current)
      if (key === 'Enter' && target === current) return openRow(current)
      if (key === 'Escape') {
        selection.clear()
        return true
      }
      return key.length === 1 && click(current, `[data-shortcut="${CSS.escape(key)}"]`)
    }
    const toggle = (row: HTMLElement) => click(row, '[data-row-select]')
    const openRow = (row: HTMLElement) => {
      const href = row.dataset.href
      if (href) open(href)
      return href !== undefined
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open, selection])

  useEffect(() => {
    const list = root.current
    if (!list) return
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || !(event.target instanceof Element)) return
      const href = event.target.closest<HTMLElement>('[data-row]')?.dataset.href
      if (!href) return
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
      const inside = event.target.closest(INTERACTIVE)
      if (inside) {
        // The row's own link goes the row's way, so that the list tells that its page is being fetched.
        if (elsewhere || inside.getAttribute('href') !== href) return
        event.preventDefault()
      } else if (window.getSelection()?.toString()) return
      if (elsewhere) window.open(href, '_blank', 'noopener')
      else open(href)
    }
    list.addEventListener('click', onClick)
    return () => list.removeEventListener('click', onClick)
  }, [open])

  return (
    <div
      ref={root}
      role="region"
      aria-label={label}
      aria-busy={pending || undefined}
      className={clsx(
        'overflow-x-auto transition-opacity',
        pending && 'opacity-55 delay-150',
        'rounded-lg border border-line bg-surface shadow-raised max-md:overflow-visible max-md:rounded-none max-md:border-x-0 max-md:shadow-none',
      )}
    >
      {children}
    </div>
  )
}

function focusRow(rows: HTMLElement[], current: HTMLElement | null, step: 1 | -1): boolean {
  const at = current ? rows.indexOf(current) + step : step === 1 ? 0 : rows.length - 1
  const row = rows[Math.max(0, Math.min(rows.length - 1, at))]
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
  return row !== undefined
}

function focusSearch(list: HTMLElement): boolean {
  const input = list.closest('[data-list]')?.querySelector<HTMLInputElement>('[data-list-search]')
  input?.focus()
  input?.select()
  return input !== null && input !== undefined
}

function click(within: ParentNode, selector: string): boolean {
  const element = within.querySelector<HTMLElement>(selector)
  element?.click()
  return element !== null
}
