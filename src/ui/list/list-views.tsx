'use client'
import { Bookmark, BookmarkPlus, PencilLine, Smartphone, Trash2, Users } from 'lucide-react'
import { useState, lazy, Suspense } from 'react'
import { plural } from '~/kernel/plural'
import { IconButton } from '~/ui/button'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '~/ui/menu'
import { useList } from './list-context'
import { viewQuery } from './query'
import { isSameQuery, useLocalViews } from './saved-views'
import type { SearchParams } from './types'
import { useSavedViews, type SavedView } from './views-context'

const SaveViewDialog = lazy(() =>
  import('./save-view-dialog').then((module) => ({ default: module.SaveViewDialog })),
)

/** The views of this list, one's own and the team's: to open, save, rename and delete. */
export function ListViews({ path, params }: { path: string; params: SearchParams }) {
  const { go } = useList()
  const saved = useSavedViews()
  const [local, forgetLocal] = useLocalViews(path)
  const [naming, setNaming] = useState<SavedView | 'new' | null>(null)
  if (!saved) return null
  const list = path.split('/').slice(2).join('/')
  const query = viewQuery(params)
  const views = saved.views.filter((view) => view.list === list)
  const changeable = views.filter((view) => view.mayChange && isSameQuery(view.query, query))
  const bring = async () => {
    const own = local.map((view) => ({ ...view, list, shared: false }))
    if (await saved.save(own, 'Agora as vistas deste navegador são suas em todos os aparelhos.'))
      forgetLocal()
  }
  const name = async (to: { name: string; shared: boolean }) => {
    setNaming(null)
    if (naming !== 'new' && naming !== null) return saved.change(naming, to)
    const done = to.shared
      ? `Vista “${to.name}” salva e compartilhada com a equipe.`
      : `Vista “${to.name}” salva.`
    await saved.save([{ ...to, list, query }], done)
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
        <MenuLabel>
          {views.length + local.length > 0 ? 'Vistas salvas' : 'Nenhuma vista salva ainda'}
        </MenuLabel>
        {views.map((view) => (
          <MenuItem
            key={view.id}
            onSelect={() => go(view.query ? `${path}?${view.query}` : path)}
            icon={view.shared ? <Users size={15} aria-hidden /> : <Bookmark size={15} aria-hidden />}
          >
            {view.name}
          </MenuItem>
        ))}
        {local.length > 0 ? (
          <MenuItem onSelect={() => void bring()} icon={<Smartphone size={15} aria-hidden />}>
            {`Guardar ${plural(local.length, 'vista', 'vistas')} deste navegador`}
          </MenuItem>
        ) : null}
        <MenuSeparator />
        <MenuItem onSelect={() => setNaming('new')} icon={<BookmarkPlus size={15} aria-hidden />}>
          Salvar esta vista…
        </MenuItem>
        {changeable.map((view) => (
          <MenuItem
            key={`${view.id}:change`}
            onSelect={() => setNaming(view)}
            icon={<PencilLine size={15} aria-hidden />}
          >
            {`Renomear ou compartilhar “${view.name}”…`}
          </MenuItem>
        ))}
        {changeable.map((view) => (
          <MenuItem
            key={`${view.id}:remove`}
            danger
            onSelect={() => void saved.remove(view)}
            icon={<Trash2 size={15} aria-hidden />}
          >
            {`Apagar “${view.name}”`}
          </MenuItem>
        ))}
      </Menu>
      <Suspense>
        {naming === null ? null : (
          <SaveViewDialog
            view={naming === 'new' ? null : naming}
            mayShare={saved.mayShare}
            onSave={(to) => void name(to)}
            onClose={() => setNaming(null)}
          />
        )}
      </Suspense>
    </>
  )
}
