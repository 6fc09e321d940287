import { useEffect, type RefObject } from 'react'

const GAP = 6
const MARGIN = 8

/** Puts a menu under its button, or over it where there is more space, inside the window. */
export function place(menu: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
  const at = button.getBoundingClientRect()
  const below = window.innerHeight - at.bottom - GAP - MARGIN
  const above = at.top - GAP - MARGIN
  const over = menu.offsetHeight > below && above > below
  menu.style.maxHeight = `${Math.max(120, over ? above : below).toString()}px`
  const left = align === 'end' ? at.right - menu.offsetWidth : at.left
  const furthest = window.innerWidth - menu.offsetWidth - MARGIN
  menu.style.left = `${Math.max(MARGIN, Math.min(left, furthest)).toString()}px`
  menu.style.top = `${(over ? at.top - GAP - menu.offsetHeight : at.bottom + GAP).toString()}px`
}

/**
 * Moves the focus among the entries by a key's name, or to the first by `first`. A letter goes to the next entry that
 * begins with it. @returns false for a key that moves nothing.
 */
export function moveFocus(menu: HTMLElement, key: string): boolean {
  const items = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  const target = targetOf(items, at, key)
  if (target) target.focus({ preventScroll: false })
  else if (key === 'first') menu.focus()
  return target !== undefined
}

function targetOf(items: HTMLElement[], at: number, key: string): HTMLElement | undefined {
  switch (key) {
    case 'first':
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    case 'ArrowDown':
      return items[(at + 1) % items.length]
    case 'ArrowUp':
      return items.at(at <= 0 ? -1 : at - 1)
    default:
      return key.length === 1 && key !== ' ' ? beginningWith(items, at, key) : undefined
  }
}

function beginningWith(items: HTMLElement[], at: number, letter: string): HTMLElement | undefined {
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  return after.find((item) => item.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()))
}

/** Closes an open menu when something else is pressed, its button scrolls away from it or the window changes. */
export function useDismiss(
  open: boolean,
  menu: RefObject<HTMLElement | null>,
  buttonId: string,
  dismiss: () => void,
): void {
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      const target = event.target instanceof Node ? event.target : null
      if (menu.current?.contains(target) || document.getElementById(buttonId)?.contains(target)) return
      dismiss()
    }
    // Something else may scroll beside it, and events of an earlier scroll arrive late: both leave the button in place.
    const top = topOf(buttonId)
    const scrolled = () => {
      if (topOf(buttonId) !== top) dismiss()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('scroll', scrolled, true)
    window.addEventListener('resize', dismiss)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('scroll', scrolled, true)
      window.removeEventListener('resize', dismiss)
    }
  })
}

function topOf(id: string): number | undefined {
  return document.getElementById(id)?.getBoundingClientRect().top
}
