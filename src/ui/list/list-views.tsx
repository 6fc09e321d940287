'use client'
import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react'
import { useCallback, useState, useSyncExternalStore, lazy, Suspense } from 'react'
import { IconButton } from '~/ui/button'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '~/ui/menu'
import { toastDone } from '~/ui/toast'
import { useList } from './list-context'
import { viewQuery } from './query'
import { parseViews, type SavedView } from './saved-views'
import type { SearchParams } from './types'

const SaveViewDialog = lazy(() =>
  import('./save-view-dialog').then((module) => ({ default: module.SaveViewDialog })),
)
const CHANGED = 'retoma:views'

/** Views that the person saved in this browser: a name and the list's address. */
export function ListViews({ path, params }: { path: string; params: SearchParams }) {
  const { go } = useList()
  const [views, save] = useSavedViews(path)
  const [naming, setNaming] = useState(false)
  const query = viewQuery(params)
  const add = (name: string) => {
    save([...views.filter((view) => view.name !== name), { name, query }])
    setNaming(false)
    toastDone(`Vista “${name}” salva neste navegador.`)
  }
  const remove = (view: SavedView) => {
    save(views.filter((other) => other.name !== view.name))
    toastDone(`Vista “${view.name}” apagada.`, () => save(views))
  }
  return (
    <>
      <Menu
        trigger={
          <IconButton label="Vistas salvas">
            <Bookmark size={17} aria-hidden />
          </IconButton>
        }
      >
        <MenuLabel>{views.length > 0 ? 'Vistas salvas' : 'Nenhuma vista salva ainda'}</MenuLabel>
        {views.map((view) => (
          <MenuItem
            key={view.name}
            onSelect={() => go(view.query ? `${path}?${view.query}` : path)}
            icon={<Bookmark size={15} aria-hidden />}
          >
            {view.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => setNaming(true)} icon={<BookmarkPlus size={15} aria-hidden />}>
          Salvar esta vista…
        </MenuItem>
        {views
          .filter((view) => view.query === query)
          .map((view) => (
            <MenuItem
              key={view.name}
              danger
              onSelect={() => remove(view)}
              icon={<Trash2 size={15} aria-hidden />}
            >
              {`Apagar “${view.name}”`}
            </MenuItem>
          ))}
      </Menu>
      <Suspense>{naming ? <SaveViewDialog onSave={add} onClose={() => setNaming(false)} /> : null}</Suspense>
    </>
  )
}

/** Kept by the list's path, which names the empresa: what one shop looks for is not told to another. */
function useSavedViews(path: string): [SavedView[], (views: SavedView[]) => void] {
  const key = `retoma:vistas:${path}`
  const text = useSyncExternalStore(
    subscribe,
    useCallback(() => localStorage.getItem(key), [key]),
    () => null,
  )
  const save = (views: SavedView[]) => {
    localStorage.setItem(key, JSON.stringify(views))
    window.dispatchEvent(new Event(CHANGED))
  }
  return [parseViews(text), save]
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('storage', listener)
  window.addEventListener(CHANGED, listener)
  return () => {
    window.removeEventListener('storage', listener)
    window.removeEventListener(CHANGED, listener)
  }
}
