'use client'
import { X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { Button, IconButton } from '~/ui/button'
import { CheckboxBox } from '~/ui/checkbox'
import { useList } from './list-context'

/** The box of one row. */
export function RowCheckbox({ id, label }: { id: string; label: string }) {
  const { selection } = useList()
  return (
    <CheckboxBox
      data-row-select
      aria-label={`Selecionar ${label}`}
      checked={selection.has(id)}
      onChange={({ target, nativeEvent }) =>
        selection.toggle(id, target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
    />
  )
}

/** The box in the head: all rows of this page. */
export function PageCheckbox() {
  const { selection, pageIds } = useList()
  const box = useRef<HTMLSpanElement>(null)
  const some = selection.ids.length > 0
  const all = some && selection.ids.length === pageIds.length
  useEffect(() => {
    const input = box.current?.querySelector('input')
    if (input) input.indeterminate = some && !all
  }, [some, all])
  return (
    <span ref={box} className="inline-grid">
      <CheckboxBox
        aria-label="Selecionar todos desta página"
        checked={all}
        onChange={() => selection.setAll(!all)}
      />
    </span>
  )
}

/** What can be done with the selected rows; it floats, so that nothing jumps. */
export function BulkBar({ children, more }: { children: ReactNode; more: boolean }) {
  const { selection, pageIds, total } = useList()
  const count = selection.ids.length
  if (count === 0) return null
  const offersAll = more && total !== undefined && count === pageIds.length && !selection.all
  return (
    <div
      role="region"
      aria-label="Ações com os selecionados"
      className="fixed inset-x-3 bottom-18 z-30 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] animate-rise items-center gap-2 rounded-xl border border-line bg-surface p-2 pl-4 shadow-floating max-md:flex-wrap max-md:justify-between max-md:gap-x-1 max-md:pl-3 md:bottom-6"
    >
      <span role="status" className="text-sm md:mr-2 font-medium tabular-nums md:whitespace-nowrap">
        {selection.count === '1' ? '1 selecionado' : `${selection.count} selecionados`}
      </span>
      {offersAll ? (
        <Button size="sm" look="ghost" onClick={selection.setEverything}>
          {`Selecionar todos os ${total}`}
        </Button>
      ) : null}
      {/* On a phone all of them in sight: nothing says that a row of buttons could be pushed aside. */}
      <div className="flex min-w-0 gap-2 overflow-x-auto max-md:order-last max-md:w-full max-md:flex-wrap">
        {children}
      </div>
      <IconButton label="Limpar seleção" onClick={selection.clear}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
