'use client'
import { useEffect, type RefObject } from 'react'

/** The row that the user worked on last, by the list's address; it outlives the page, for the way back to it. */
let kept: { path: string; id: string; index: number } | null = null
/** The browser went back or forward, and no list has answered yet. */
let returned = false
if (typeof window !== 'undefined')
  window.addEventListener('popstate', () => {
    returned = true
  })

const rowsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[data-row]')]

/**
 * Keeps the keyboard's place in a list: after the way back from a row, and after an act that took the row away or
 * disabled the button that was pressed, the same row has the focus, or else the one that stands in its place.
 */
export function useKeptRow(root: RefObject<HTMLElement | null>, rows: unknown): void {
  useEffect(() => {
    const list = root.current
    if (!list) return
    const onFocus = (event: FocusEvent) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
      const id = row?.dataset.row
      if (row && id !== undefined) kept = { path: location.pathname, id, index: rowsOf(list).indexOf(row) }
    }
    // A user who went on to another part of the page keeps the focus there.
    const onElsewhere = (event: FocusEvent) => {
      if (event.target instanceof Node && !list.contains(event.target)) kept = null
    }
    list.addEventListener('focusin', onFocus)
    document.querySelector('main')?.addEventListener('focusin', onElsewhere)
    return () => {
      list.removeEventListener('focusin', onFocus)
      document.querySelector('main')?.removeEventListener('focusin', onElsewhere)
    }
  }, [root])

  useEffect(() => {
    const list = root.current
    if (!list || kept?.path !== location.pathname || document.activeElement !== document.body) return
    const found = rowsOf(list)
    const row = found.find(({ dataset }) => dataset.row === kept?.id)
    if (!row && returned) return
    const next = row ?? found[Math.min(kept.index, found.length - 1)]
    next?.focus({ preventScroll: true })
    next?.scrollIntoView({ block: 'nearest' })
    returned = false
  }, [root, rows])
}
