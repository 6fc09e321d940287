'use client'
import { Copy } from 'lucide-react'
import { plural } from '~/kernel/plural'
import { Button } from '~/ui/button'
import { toastDone, toastFailed } from '~/ui/toast'
import { useSelection } from './list-context'

/**
 * A bulk action: copies a value of each selected row, one a line (phones as E.164 paste into any messenger).
 * `values` by row id; rows without one are left out and said so. `one` and `many` name it: "telefone", "telefones".
 */
export function CopySelectedButton({
  values,
  one,
  many,
}: {
  values: Record<string, string | null>
  one: string
  many: string
}) {
  const { ids, all, clear } = useSelection()
  const found = ids.flatMap((id) => values[id] ?? [])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(found.join('\n'))
      const missing = ids.length - found.length
      const rest =
        missing > 0
          ? ` ${plural(missing, `linha sem ${one} ficou`, `linhas sem ${one} ficaram`)} de fora.`
          : ''
      toastDone(`${plural(found.length, `${one} copiado`, `${many} copiados`)}.${rest}`)
      clear()
    } catch {
      toastFailed(new Error('O navegador não deixou copiar. Use Exportar.'))
    }
  }
  // The other pages' values aren't here: all of them leave as a file.
  if (all) return null
  return (
    <Button
      size="sm"
      icon={<Copy size={15} aria-hidden />}
      disabled={found.length === 0}
      onClick={() => void copy()}
    >
      Copiar {many}
    </Button>
  )
}
