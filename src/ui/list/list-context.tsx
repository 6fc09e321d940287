'use client'
import { useRouter } from 'next/navigation'
import {
  createContext,
  useCallback,
  useContext,
  useMemo,
  useState,
  useTransition,
  type ReactNode,
} from 'react'

type Selection = {
  ids: readonly string[]
  has: (id: string) => boolean
  toggle: (id: string, on?: boolean) => void
  setAll: (on: boolean) => void
  clear: () => void
}
type ListState = {
  /** To another state of this list: the place on the page is kept. */
  go: (href: string) => void
  /** To another page, seen from its top. */
  open: (href: string) => void
  pending: boolean
  pageIds: readonly string[]
  selection: Selection
}

const Context = createContext<ListState | null>(null)

/** State that the parts of one list share: navigation under way, and the rows selected on this page. */
export function ListProvider({ pageIds, children }: { pageIds: readonly string[]; children: ReactNode }) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const go = useCallback(
    (href: string) => startTransition(() => router.push(href, { scroll: false })),
    [router],
  )
  const open = useCallback((href: string) => startTransition(() => router.push(href)), [router])
  const value = useMemo<ListState>(() => {
    // A row that left the page is no longer selected: nobody acts on what they don't see.
    const ids = pageIds.filter((id) => selected.has(id))
    return {
      go,
      open,
      pending,
      pageIds,
      selection: {
        ids,
        has: (id) => selected.has(id),
        toggle: (id, on) =>
          setSelected((before) => {
            const next = new Set(before)
            if (on ?? !before.has(id)) next.add(id)
            else next.delete(id)
            return next
          }),
        setAll: (on) => setSelected(new Set(on ? pageIds : [])),
        clear: () => setSelected(new Set()),
      },
    }
  }, [go, open, pending, pageIds, selected])
  return <Context value={value}>{children}</Context>
}

/** Inside a list only. */
export function useList(): ListState {
  const state = useContext(Context)
  if (!state) throw new Error('useList outside of a List')
  return state
}

/** The rows selected on this page: for the components given to a list as `bulk`. */
export function useSelection(): Pick<Selection, 'ids' | 'clear'> {
  return useList().selection
}
