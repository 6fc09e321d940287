'use client'
import { useCallback, useSyncExternalStore } from 'react'

const CHANGED = 'retoma:edicao'

/**
 * A text that is being edited, kept by this tab until it is saved or discarded: the way back finds it as it was left.
 * `key` names the thing and its version; an edit of an older version is not taken up.
 */
export function useKeptEdit(
  key: string,
  saved: string,
): { text: string; dirty: boolean; write: (text: string) => void; discard: () => void } {
  const kept = useSyncExternalStore(
    subscribe,
    useCallback(() => sessionStorage.getItem(key), [key]),
    () => null,
  )
  const write = (text: string) => {
    if (text === saved) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
    window.dispatchEvent(new Event(CHANGED))
  }
  return { text: kept ?? saved, dirty: kept !== null && kept !== saved, write, discard: () => write(saved) }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener)
  return () => window.removeEventListener(CHANGED, listener)
}
