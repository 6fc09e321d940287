'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** What the stream of an empresa tells besides imports; see api/live. */
export type WatchedTopic = 'connection' | 'conversation' | 'message'

/** Things come in bursts; a page is read anew at most this often. */
const GATHER_MS = 400

/** Reads the page anew whenever something that it shows has changed, also what changed before the stream was open. */
export function LiveRefresh({
  empresa,
  topics,
  only,
}: {
  empresa: string
  topics: readonly WatchedTopic[]
  /** Messages that the page shows; left out: any. A campaign's would read it anew without end. */
  only?: readonly string[]
}) {
  const router = useRouter()
  const watched = topics.join(' ')
  const shown = useRef(only)
  useEffect(() => {
    shown.current = only
  }, [only])
  useEffect(() => {
    const source = new EventSource(`/api/live/${empresa}`)
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        router.refresh()
      }, GATHER_MS)
    }
    // What happened between the page's reading and this moment, or while the stream was away, was told to nobody.
    source.addEventListener('open', soon)
    for (const topic of ['reconnected', ...watched.split(' ')])
      source.addEventListener(topic, (event: MessageEvent<string>) => {
        const ids = topic === 'message' ? shown.current : undefined
        if (!ids || ids.some((id) => event.data.includes(id))) soon()
      })
    return () => {
      source.close()
      clearTimeout(timer)
    }
  }, [empresa, router, watched])
  return null
}
