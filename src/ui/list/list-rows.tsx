'use client'
import { clsx } from 'clsx'
import { useEffect, useRef, type ReactNode } from 'react'
import { useKeptRow } from './kept-row'
import { useList } from './list-context'

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]'

/**
 * Wraps the server-rendered rows and makes them quick: j/k move, Enter opens, x selects, [ and ] change the page,
 * / searches, and any other key clicks `data-shortcut="key"` inside the current row.
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
      if (key === 'Escape' && selection.ids.length > 0) {
        selection.clear()
        return true
      }
      if (!current) return false
      if (key === 'x' || key === 'X') return toggle(current, key === 'X')
      if (key === 'Enter' && target === current) return openRow(current)
      return key.length === 1 && click(current, `[data-shortcut="${CSS.escape(key)}"]`)
    }
    const toggle = (row: HTMLElement, range: boolean) => {
      const box = row.querySelector('[data-row-select]')
      box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: range }))
      return box !== null
    }
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
    // The row's own link goes the list's way, so that the list shows that its page is being fetched.
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || !(event.target instanceof Element)) return
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      const href = event.target.closest('[data-row-link]')?.getAttribute('href')
      if (!href) return
      event.preventDefault()
      open(href)
    }
    list.addEventListener('click', onClick)
    list.addEventListener('mousemove', showTitleBelow)
    return () => {
      list.removeEventListener('click', onClick)
      list.removeEventListener('mousemove', showTitleBelow)
    }
  }, [open])

  useKeptRow(root, children)

  useEffect(() => {
    const list = root.current
    if (!list) return
    // A table that is wider than its place scrolls by itself; any other leaves its head to the page, where it sticks.
    const measure = () => {
      const table = list.firstElementChild
      const wide = String(table !== null && table.scrollWidth > list.clientWidth + 1)
      if (list.dataset.wide === wide) return
      const rowsTop = () => list.getBoundingClientRect().top - list.scrollTop
      const before = rowsTop()
      list.dataset.wide = wide
      // Rows stay where they are seen: a press that began before the scripts ran must end on the same row.
      if (wide === 'true') list.scrollTop += rowsTop() - before
      else window.scrollBy(0, rowsTop() - before)
    }
    const observer = new ResizeObserver(measure)
    observer.observe(list)
    measure()
    return () => observer.disconnect()
  }, [children])

  return (
    <div
      ref={root}
      role="region"
      aria-label={label}
      aria-busy={pending || undefined}
      className={clsx(
        'overflow-x-clip transition-opacity data-[wide=true]:max-h-[calc(100dvh-4.5rem)] data-[wide=true]:overflow-auto',
        pending && 'opacity-55 delay-150',
        'rounded-lg border border-line bg-surface shadow-raised max-md:overflow-visible max-md:rounded-none max-md:border-x-0 max-md:shadow-none',
      )}
    >
      {children}
    </div>
  )
}

/** The link that covers a row shows what the text below it would on hover: the exact date, a reason. */
function showTitleBelow(event: MouseEvent): void {
  const link = event.target
  if (!(link instanceof HTMLElement) || link.dataset.rowLink === undefined) return
  const below = document
    .elementsFromPoint(event.clientX, event.clientY)
    .find((element) => element !== link && element instanceof HTMLElement && element.title !== '')
  link.title = below instanceof HTMLElement && below.closest('[data-row]') ? below.title : ''
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
