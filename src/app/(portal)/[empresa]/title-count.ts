'use client'
import { useEffect } from 'react'

const COUNTED = /^\(\d+\+?\) /

/** Puts how many conversations wait before the tab's title, `(3) Pedidos · Retoma`, whatever page sets it. */
export function useTitleCount(count: number): void {
  useEffect(() => {
    const apply = () => {
      const bare = document.title.replace(COUNTED, '')
      const wanted = count > 0 ? `(${count > 99 ? '99+' : count.toString()}) ${bare}` : bare
      if (bare !== '' && document.title !== wanted) document.title = wanted
    }
    apply()
    const observer = new MutationObserver(apply)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [count])
}
