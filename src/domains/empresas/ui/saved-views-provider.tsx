'use client'
import { useMemo, useState, type ReactNode } from 'react'
import { SavedViewsContext, type SavedView, type SavedViews } from '~/ui/list/views-context'
import { trpc } from '~/wiring/client'
import { useAct } from '~/wiring/use-act'

/** Gives the lists below it the saved views of a user in one empresa. */
export function SavedViewsProvider({
  empresa,
  initial,
  mayShare,
  children,
}: {
  empresa: string
  initial: readonly SavedView[]
  mayShare: boolean
  children: ReactNode
}) {
  const { act } = useAct()
  const [views, setViews] = useState(initial)
  const [seen, setSeen] = useState(initial)
  // The server rendered them again: theirs are the latest.
  if (seen !== initial) {
    setSeen(initial)
    setViews(initial)
  }
  const saved = useMemo<SavedViews>(() => {
    const then = async (work: () => Promise<unknown>) => {
      await work()
      setViews(await trpc.empresas.views.list.query({ empresa }))
      return true
    }
    return {
      views,
      mayShare,
      save: async (added, done) => {
        const each = async () => {
          for (const view of added) await trpc.empresas.views.save.mutate({ empresa, ...view })
        }
        return (await act(() => then(each), done)) === true
      },
      change: async ({ id }, to) => {
        await act(
          () => then(() => trpc.empresas.views.change.mutate({ empresa, id, ...to })),
          'Vista alterada.',
        )
      },
      remove: async ({ id, list, name, query, shared }) => {
        await act(
          () => then(() => trpc.empresas.views.remove.mutate({ empresa, id })),
          `Vista “${name}” apagada.`,
          () => then(() => trpc.empresas.views.save.mutate({ empresa, list, name, query, shared })),
        )
      },
    }
  }, [act, empresa, mayShare, views])
  return <SavedViewsContext value={saved}>{children}</SavedViewsContext>
}
