'use client'
import { Dialog } from '~/ui/dialog'
import { Kbd } from '~/ui/kbd'
import type { Shortcut } from '~/ui/shortcuts'
import type { PageKey } from './frame-keys'

const EVERYWHERE: readonly Shortcut[] = [
  { key: 'Ctrl K', label: 'Ir para, buscar, fazer' },
  { key: 'Ctrl Z', label: 'Desfazer a última ação' },
  { key: '?', label: 'Estes atalhos' },
]
const LIST: readonly Shortcut[] = [
  { key: 'j', label: 'Próxima linha' },
  { key: 'k', label: 'Linha anterior' },
  { key: 'Enter', label: 'Abrir a linha' },
  { key: 'x', label: 'Selecionar a linha' },
  { key: 'Shift X', label: 'Selecionar até esta linha' },
  { key: 'Esc', label: 'Limpar a seleção' },
  { key: '/', label: 'Buscar' },
  { key: ']', label: 'Próxima página' },
  { key: '[', label: 'Página anterior' },
]

/** Which keys do what here: in the list of this page, if there is one, and everywhere. */
export function ShortcutsDialog({
  pages,
  list,
  onClose,
}: {
  pages: readonly PageKey[]
  list: readonly Shortcut[]
  onClose: () => void
}) {
  const hasList = document.querySelector('[data-list]') !== null
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Atalhos do teclado">
      {/* Longer than a phone is high: it must be scrolled by keyboard, too. */}
      <div role="region" aria-label="Teclas" tabIndex={0} className="-outline-offset-2">
        {hasList ? <Keys title="Nesta lista" keys={[...LIST, ...list]} /> : null}
        <Keys title="Em toda parte" keys={EVERYWHERE} />
        <Keys title="Ir para" keys={pages.map(({ key, label }) => ({ key: `g ${key}`, label }))} />
      </div>
    </Dialog>
  )
}

function Keys({ title, keys }: { title: string; keys: readonly Shortcut[] }) {
  return (
    <section className="mb-3">
      <h3 className="pb-1 text-xs text-faint">{title}</h3>
      <dl className="grid grid-cols-1 gap-x-8 sm:grid-cols-2">
        {keys.map(({ key, label }) => (
          <div
            key={key}
            className="flex min-h-9 items-center justify-between gap-4 border-t border-line py-1 leading-4"
          >
            <dt className="text-sm text-soft">{label}</dt>
            <dd className="flex gap-1">
              {key.split(' ').map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
