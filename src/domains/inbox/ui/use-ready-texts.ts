'use client'
import { useCallback, useEffect, useState } from 'react'
import { trpc } from '~/wiring/client'
import type { ReadyTexts } from '../texts-schema'

/** The texts for one conversation; they are loaded on first use, and again when `reload` is called. */
export function useReadyTexts(empresa: string, id: string, wanted: boolean) {
  const [texts, setTexts] = useState<ReadyTexts | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    if (!wanted) return
    let current = true
    trpc.conversations.readyTexts.query({ empresa, id }).then(
      (answer) => current && setTexts(answer),
      // Without them the user writes the reply by hand.
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [empresa, id, wanted, asked])
  const reload = useCallback(() => setAsked((n) => n + 1), [])
  return { texts, reload }
}
