'use client'
import { useEffect, useSyncExternalStore } from 'react'

const NEVER = () => () => undefined

/** Whether scripts run: false in what the server sends and until React took it over. */
export function useReady(): boolean {
  return useSyncExternalStore(
    NEVER,
    () => true,
    () => false,
  )
}

/** Marks the document once scripts run: until then `globals.css` shows what only they can answer as disabled. */
export function ReadyMark() {
  useEffect(() => {
    document.documentElement.dataset.ready = ''
  }, [])
  return null
}
