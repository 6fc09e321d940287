'use client'
import { useEffect } from 'react'

/** As the proxy reads it (kernel/session-cookie). */
const COOKIE = 'retoma-presente'
const LASTS_SECONDS = 300
/** Written at most this often. */
const REST_MS = 20_000
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/** Reports to the server that the user is present: requests of the page's own don't keep a session alive. */
export function Attendance() {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY
    const here = () => {
      if (performance.now() - last < REST_MS) return
      last = performance.now()
      document.cookie = `${COOKIE}=1; path=/; max-age=${LASTS_SECONDS.toString()}; samesite=lax`
    }
    for (const sign of SIGNS) document.addEventListener(sign, here, { capture: true, passive: true })
    return () => {
      for (const sign of SIGNS) document.removeEventListener(sign, here, { capture: true })
    }
  }, [])
  return null
}
