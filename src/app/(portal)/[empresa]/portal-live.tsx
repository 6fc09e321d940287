'use client'
import { usePathname, useRouter } from 'next/navigation'
import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { WorkerStopped } from '~/domains/channels/ui/worker-stopped'
import type { Running } from '~/domains/reports/running-schema'
import { navigationUnderWay, updatesAsked } from '~/ui/list/updates'
import { watchLive, type WatchedTopic } from '~/wiring/use-live'
import { showNotices, type BellData } from './notices'
import { useTitleCount } from './title-count'

/** What of the frame changes while a page is open. */
export type LiveState = { bell: BellData; unread: number; running: Running }
type Part = keyof LiveState
type Live = LiveState & { read: (...parts: Part[]) => void }

const Context = createContext<Live | null>(null)

/** The frame's live state. @throws outside of PortalLive */
export function usePortalLive(): Live {
  const live = useContext(Context)
  if (!live) throw new Error('no PortalLive around')
  return live
}

/** Updates come in bursts; the frame is read again at most this often, */
const GATHER_MS = 600
/** and what may have been missed while the page loaded is read once it rests. */
const REST_MS = 4_000
/** Longest timer that browsers keep. */
const LONGEST_MS = 2_147_000_000

const PARTS: Record<WatchedTopic, readonly Part[]> = {
  reconnected: ['bell', 'unread', 'running'],
  worker: ['running'],
  sending: ['running'],
  connection: ['running'],
  import: ['running'],
  notification: ['bell'],
  conversation: ['unread', 'bell'],
  message: [],
  rows: [],
}
/** Lists of what an import brings, and the start page. */
const IMPORTED = /^\/[^/]+\/(?:hoje|carrinhos|leads|pedidos|clientes|importacoes)$/
const ENDED = /"status":"(?:done|failed|cancelled)"/

/** Keeps the frame current without reloading: bell, unread count, what runs; and the lists when an import ends. */
export function PortalLive({
  empresa,
  initial,
  children,
}: {
  empresa: string
  initial: LiveState
  children: ReactNode
}) {
  const router = useRouter()
  const path = usePathname()
  // What the server drew last wins over what was read before it.
  const [later, setLater] = useState<{ of: LiveState; state: LiveState }>({ of: initial, state: initial })
  const state = later.of === initial ? later.state : initial
  const latest = useRef(initial)
  const shownBell = useRef(initial.bell)
  useEffect(() => {
    latest.current = initial
    shownBell.current = initial.bell
  }, [initial])

  const readParts = useCallback(
    async (parts: ReadonlySet<Part>) => {
      const { trpc } = await import('~/wiring/client')
      const of = latest.current
      const update: Partial<LiveState> = {}
      const asked = {
        bell: () => trpc.empresas.bell.query({ empresa }).then((bell) => (update.bell = bell)),
        running: () => trpc.reports.running.query({ empresa }).then((running) => (update.running = running)),
        unread: () =>
          trpc.conversations.list
            .query({ empresa, unread: 'sim', size: 1 })
            .then(({ total }) => (update.unread = total.count)),
      }
      // One that fails keeps what was known; the next event asks again.
      await Promise.allSettled([...parts].map((part) => asked[part]()))
      if (update.bell) {
        showNotices(empresa, shownBell.current, update.bell)
        shownBell.current = update.bell
      }
      setLater((before) => ({ of, state: { ...(before.of === of ? before.state : of), ...update } }))
    },
    [empresa],
  )
  const read = useCallback((...parts: Part[]) => void readParts(new Set(parts)), [readParts])

  const here = useRef(path)
  useEffect(() => {
    here.current = path
  }, [path])
  useEffect(() => {
    const waiting = new Set<Part>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let refresh: ReturnType<typeof setTimeout> | undefined
    const stop = watchLive(empresa, (topic, data) => {
      for (const part of PARTS[topic]) waiting.add(part)
      if (waiting.size > 0)
        timer ??= setTimeout(
          () => {
            timer = undefined
            const parts = new Set(waiting)
            waiting.clear()
            void readParts(parts)
          },
          topic === 'reconnected' ? REST_MS : GATHER_MS,
        )
      const isList = topic === 'import' && ENDED.test(data) && IMPORTED.test(here.current)
      if (isList) refresh ??= setTimeout(readList, GATHER_MS)
    })
    const readList = () => {
      // The user waits for another page: this one is read again only if they stay.
      if (navigationUnderWay()) {
        refresh = setTimeout(readList, GATHER_MS)
        return
      }
      refresh = undefined
      updatesAsked()
      router.refresh()
    }
    return () => {
      stop()
      clearTimeout(timer)
      clearTimeout(refresh)
    }
  }, [empresa, readParts, router])

  const until = state.running.pausedUntil?.getTime()
  useEffect(() => {
    if (until === undefined) return
    const wait = Math.min(LONGEST_MS, Math.max(1_000, until - new Date().getTime() + 1_000))
    const timer = setTimeout(() => read('running'), wait)
    return () => clearTimeout(timer)
  }, [until, read])

  useEffect(() => {
    // The offline page and notifications; the portal works without.
    if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  }, [])

  useTitleCount(state.unread)
  return (
    <Context value={{ ...state, read }}>
      <WorkerStopped value={state.running.workerStopped}>{children}</WorkerStopped>
    </Context>
  )
}

/** Most pages have nothing to report: its code comes with the first thing that stands still. */
const RunningLine = lazy(() =>
  import('~/domains/reports/ui/running-line').then((module) => ({ default: module.RunningLine })),
)

/** Pages from which messages leave, those that import, and the start page. */
const SHOWS_RUNNING =
  /^\/[^/]+\/(hoje|acompanhamentos|campanhas|conversas|publicacoes|whatsapp|mensagens|importacoes|conexao)(?:\/|$)/

/** Over a page: whether everything runs. */
export function PortalRunning({ empresa, operates }: { empresa: string; operates: boolean }) {
  const { running, read } = usePortalLive()
  const page = SHOWS_RUNNING.exec(usePathname())?.[1]
  const offersPause = page === 'hoje' && operates && running.sends
  if (!page || (running.items.length === 0 && !offersPause)) return null
  return (
    <Suspense>
      <RunningLine
        empresa={empresa}
        running={running}
        operates={operates}
        offersPause={offersPause}
        onChange={() => read('running')}
      />
    </Suspense>
  )
}

/** How many conversations wait to be read, beside their entry in the menu. */
export function UnreadCount() {
  const { unread } = usePortalLive()
  if (unread === 0) return null
  const count = unread > 99 ? '99+' : unread.toString()
  return (
    <>
      <span
        aria-hidden
        className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-amber-soft px-1 text-[10px] font-semibold text-amber-ink tabular-nums"
      >
        {count}
      </span>
      <span className="sr-only">: {unread === 1 ? '1 não lida' : `${count} não lidas`}</span>
    </>
  )
}
