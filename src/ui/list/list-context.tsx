'use client'
import { useRouter } from 'next/navigation'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useTransition,
  type ReactNode,
} from 'react'
import { leavePage } from '../leaving'
import { areUpdates, holdRows, setNavigation, updatesText, type Held } from './updates'

type Selection = {
  /** Rows selected on this page. */
  ids: readonly string[]
  /** Every row that the list's filter shows, on all its pages. */
  all: boolean
  /** How many are selected: as the list counts them when all are. */
  count: string
  setEverything: () => void
  has: (id: string) => boolean
  /** `range`: from the row that was toggled last to this one. */
  toggle: (id: string, on?: boolean, range?: boolean) => void
  setAll: (on: boolean) => void
  clear: () => void
}
type ListState = {
  /** To another state of this list: the place on the page is kept. */
  go: (href: string) => void
  /** To another page, seen from its top. */
  open: (href: string) => void
  pending: boolean
  /** The rows in sight, in their places. */
  pageIds: readonly string[]
  /** Of them, those that the list no longer has. */
  gone: readonly string[]
  /** What waits to be shown, as text; null: nothing. */
  news: string | null
  showUpdates: () => void
  total: string | undefined
  selection: Selection
}

const Context = createContext<ListState | null>(null)

/** State that the parts of one list share: navigation under way, and the rows selected on this page. */
export function ListProvider({
  address,
  pageIds: page,
  total,
  children,
}: {
  /** Of this page of the list: another address shows its rows as they come; so does a list that names none. */
  address?: string
  pageIds: readonly string[]
  /** How many rows the list has, as text; undefined where it isn't counted. */
  total: string | undefined
  children: ReactNode
}) {
  const router = useRouter()
  const { shown: pageIds, gone, news, showUpdates } = useHeld(address, page)
  const [pending, startTransition] = useTransition()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [everything, setEverything] = useState(false)
  const anchor = useRef<string | null>(null)
  useEffect(() => {
    setNavigation(pending)
    return () => setNavigation(false)
  }, [pending])
  const go = useCallback(
    (href: string) => leavePage(() => startTransition(() => router.push(href, { scroll: false }))),
    [router],
  )
  const open = useCallback(
    (href: string) => leavePage(() => startTransition(() => router.push(href))),
    [router],
  )
  const value = useMemo<ListState>(() => {
    // A row that left the page is no longer selected: users act only on what they see.
    const ids = pageIds.filter((id) => selected.has(id))
    const all = everything && ids.length === pageIds.length && ids.length > 0
    const choose = (next: ReadonlySet<string>) => {
      setEverything(false)
      setSelected(next)
    }
    return {
      go,
      open,
      pending,
      pageIds,
      gone,
      news,
      showUpdates,
      total,
      selection: {
        ids,
        all,
        count: all && total !== undefined ? total : ids.length.toString(),
        setEverything: () => setEverything(true),
        has: (id) => selected.has(id),
        toggle: (id, on, range = false) => {
          const next = new Set(selected)
          const put = on ?? !selected.has(id)
          for (const one of range ? between(pageIds, anchor.current ?? id, id) : [id]) {
            if (put) next.add(one)
            else next.delete(one)
          }
          anchor.current = id
          choose(next)
        },
        setAll: (on) => choose(new Set(on ? pageIds : [])),
        clear: () => choose(new Set()),
      },
    }
  }, [go, open, pending, pageIds, gone, news, showUpdates, total, selected, everything])
  return <Context value={value}>{children}</Context>
}

/** Keeps the rows in sight in their places while pages arrive that the user didn't ask for. */
function useHeld(address: string | undefined, page: readonly string[]) {
  const asIs = useCallback((): Held => ({ shown: page, fresh: [], gone: [] }), [page])
  const [held, setHeld] = useState({ address, page, ...asIs() })
  if (held.page !== page) {
    const next =
      address !== undefined && held.address === address && areUpdates() ? holdRows(held.shown, page) : asIs()
    setHeld({ address, page, ...next })
  }
  const showUpdates = useCallback(() => setHeld((before) => ({ ...before, ...asIs() })), [asIs])
  return { ...held, news: updatesText(held), showUpdates }
}

/** The rows from one to another, in the order of the page. */
function between(ids: readonly string[], from: string, to: string): readonly string[] {
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)].sort((a, b) => a - b)
  return start === undefined || end === undefined || start < 0 ? [to] : ids.slice(start, end + 1)
}

/** Inside a list only. */
export function useList(): ListState {
  const state = useContext(Context)
  if (!state) throw new Error('useList outside of a List')
  return state
}

/** The rows selected on this page: for the components given to a list as `bulk`. */
export function useSelection(): Pick<Selection, 'ids' | 'all' | 'count' | 'clear'> {
  return useList().selection
}

/** The selection as an action's procedure takes it: the rows by their ids, or all of the list's filter. */
export function useSelectedRows<Filter extends object>(
  filter: Filter,
): { filter: Filter | { ids: string[] }; all: boolean } {
  const { ids, all } = useList().selection
  return all ? { filter, all } : { filter: { ids: [...ids] }, all: false }
}
