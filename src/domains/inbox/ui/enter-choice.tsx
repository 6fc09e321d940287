'use client'
import { useSyncExternalStore } from 'react'
import { Checkbox } from '~/ui/checkbox'

const KEY = 'retoma:enter-envia'
const CHANGED = 'retoma:enter-envia'

/** Whether Enter alone sends: each user's own choice, kept by their browser. */
export function useEnterSends(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(KEY) === 'sim',
    () => false,
  )
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener)
  window.addEventListener('storage', listener)
  return () => {
    window.removeEventListener(CHANGED, listener)
    window.removeEventListener('storage', listener)
  }
}

/** The switch beside the reply. Shift+Enter always breaks the line, Ctrl+Enter always sends. */
export function EnterChoice({ checked }: { checked: boolean }) {
  return (
    <Checkbox
      label={<span className="text-xs text-soft">Enter envia</span>}
      title="Shift+Enter quebra a linha; Ctrl+Enter sempre envia"
      checked={checked}
      onChange={(event) => {
        localStorage.setItem(KEY, event.target.checked ? 'sim' : 'nao')
        window.dispatchEvent(new Event(CHANGED))
      }}
    />
  )
}
