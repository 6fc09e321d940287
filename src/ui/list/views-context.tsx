'use client'
import { createContext, useContext } from 'react'

type NewView = { list: string; name: string; query: string; shared: boolean }
/** A list's parameters under a name. `list`: its address below the empresa's; `shared`: the team has it too. */
export type SavedView = NewView & { id: string; mine: boolean; mayChange: boolean }

/** Every view of a user in one empresa and the actions on them; each action reports its own outcome. */
export type SavedViews = {
  views: readonly SavedView[]
  mayShare: boolean
  /** @returns whether all of them are kept. */
  save: (views: readonly NewView[], done: string) => Promise<boolean>
  change: (view: SavedView, to: { name: string; shared: boolean }) => Promise<void>
  remove: (view: SavedView) => Promise<void>
}

const Context = createContext<SavedViews | null>(null)

export const SavedViewsContext = Context.Provider

/** Null outside of an empresa: lists there have no views. */
export function useSavedViews(): SavedViews | null {
  return useContext(Context)
}
