'use client'
import { Dialog } from '~/ui/dialog'
import { Kbd } from '~/ui/kbd'
import type { Shortcut } from './types'

const OWN: readonly Shortcut[] = [
  { key: 'j', label: 'Próxima linha' },
  { key: 'k', label: 'Linha anterior' },
  { key: 'Enter', label: 'Abrir a linha' },
  { key: 'x', label: 'Selecionar a linha' },
  { key: 'Shift X', label: 'Selecionar até esta linha' },
  { key: 'Esc', label: 'Limpar a seleção' },
  { key: '/', label: 'Buscar' },
  { key: ']', label: 'Próxima página' },
  { key: '[', label: 'Página anterior' },
  { key: 'Ctrl K', label: 'Ir para, buscar cliente' },
]

/** Which keys do what in this list. */
export function ShortcutsDialog({
  shortcuts,
  onClose,
}: {
  shortcuts: readonly Shortcut[]
  onClose: () => void
}) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Atalhos do teclado">
      <dl className="grid grid-cols-1 gap-x-8 sm:grid-cols-2">
        {[...OWN, ...shortcuts].map(({ key, label }) => (
          <div key={key} className="flex h-9 items-center justify-between gap-4 border-t border-line">
            <dt className="text-sm text-soft">{label}</dt>
            <dd className="flex gap-1">
              {key.split(' ').map((part) => (
                <Kbd key={part}>{part}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
