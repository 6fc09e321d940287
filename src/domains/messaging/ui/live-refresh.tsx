'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { watchLive, type WatchedTopic } from '~/wiring/use-live'

/** Things come in bursts; a page is read again at most this often. */
const GATHER_MS = 400

/** Reads the page again whenever something that it shows has changed, also what changed before the stream was open. */
export function LiveRefresh({
  empresa,
  topics,
  only,
}: {
  empresa: string
  topics: readonly WatchedTopic[]
  /** Messages that the page shows; left out: any. A campaign's would read it again without end. */
  only?: readonly string[]
}) {
  const router = useRouter()
  const watched = topics.join(' ')
  const shown = useRef(only)
  useEffect(() => {
    shown.current = only
  }, [only])
  useEffect(() => {
    const wanted = new Set(['reconnected', ...watched.split(' ')])
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = watchLive(empresa, (topic, data) => {
      if (!wanted.has(topic)) return
      const ids = topic === 'message' ? shown.current : undefined
      if (ids && !ids.some((id) => data.includes(id))) return
      timer ??= setTimeout(() => {
        timer = undefined
        router.refresh()
      }, GATHER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [empresa, router, watched])
  return null
}
