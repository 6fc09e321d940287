'use client'
import { useCallback, useSyncExternalStore } from 'react'

type LocalView = { name: string; query: string }

const CHANGED = 'retoma:views'

/** Views that an earlier release left in this browser; whatever can't be read is no view. */
export function parseViews(text: string | null): LocalView[] {
  if (!text) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isView) : []
  } catch {
    return []
  }
}

/** Both set the same parameters to the same values, in whatever order. */
export function isSameQuery(one: string, other: string): boolean {
  const sorted = (text: string) => {
    const query = new URLSearchParams(text)
    return [...query].map(([name, value]) => JSON.stringify([name, value])).sort()
  }
  return sorted(one).join() === sorted(other).join()
}

/**
 * The views left in this browser for one list, and what forgets them. They are offered and not moved unasked: the
 * browser's last user may have been another one.
 */
export function useLocalViews(path: string): [readonly LocalView[], () => void] {
  const key = `retoma:vistas:${path}`
  const text = useSyncExternalStore(
    subscribe,
    useCallback(() => localStorage.getItem(key), [key]),
    () => null,
  )
  const forget = () => {
    localStorage.removeItem(key)
    window.dispatchEvent(new Event(CHANGED))
  }
  return [parseViews(text), forget]
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('storage', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('storage', listener)
    window.removeEventListener(CHANGED, listener)
  }
}

function isView(value: unknown): value is LocalView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'query' in value &&
    typeof value.query === 'string'
  )
}
