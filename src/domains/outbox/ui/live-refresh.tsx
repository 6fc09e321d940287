'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { navigationUnderWay, updatesAsked } from '~/ui/list/updates'
import { watchLive, type WatchedTopic } from '~/wiring/use-live'

/** Changes come in bursts; a page is read again at most this often. */
const GATHER_MS = 400
/** A list is read again with its figures: less often, */
const LIST_GATHER_MS = 1_500
const LIST_REST_MS = 5_000
/** and after a stream began only once the page is idle. */
const LIST_BEGAN_MS = 4_000

/** A list of the portal whose rows are published as changed, by the name of its table. */
type WatchedRows = 'carts' | 'leads' | 'orders' | 'customers' | 'campaigns'

/** Reads the page again whenever something that it shows has changed, also what changed before the stream was open. */
export function LiveRefresh({
  empresa,
  topics = NO_TOPICS,
  rows,
  calm = rows !== undefined,
  only,
}: {
  empresa: string
  topics?: readonly WatchedTopic[]
  /** The page is a list of these rows. */
  rows?: WatchedRows
  /** The page is a list: read less often. */
  calm?: boolean
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
    let readAt = -Infinity
    const refresh = () => {
      // The user waits for another page: this one is read again only if they stay.
      if (navigationUnderWay()) {
        timer = setTimeout(refresh, LIST_GATHER_MS)
        return
      }
      timer = undefined
      readAt = performance.now()
      updatesAsked()
      router.refresh()
    }
    // A hidden page is read again when it becomes visible.
    const whenSeen = () => {
      if (!document.hidden) return refresh()
      document.addEventListener('visibilitychange', refresh, { once: true })
    }
    const stop = watchLive(empresa, (topic, data) => {
      if (topic === 'rows' ? !rows || !data.includes(`"${rows}"`) : !wanted.has(topic)) return
      const ids = topic === 'message' ? shown.current : undefined
      if (ids && !ids.some((id) => data.includes(id))) return
      const wait = calm
        ? Math.max(
            topic === 'reconnected' ? LIST_BEGAN_MS : LIST_GATHER_MS,
            readAt + LIST_REST_MS - performance.now(),
          )
        : GATHER_MS
      timer ??= setTimeout(whenSeen, wait)
    })
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', refresh)
    }
  }, [empresa, router, watched, rows, calm])
  return null
}

const NO_TOPICS: readonly WatchedTopic[] = []
