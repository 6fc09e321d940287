'use client'
import { Search } from 'lucide-react'
import { useEffect, useState, lazy, Suspense } from 'react'
import { IconButton } from '~/ui/button'
import { Kbd } from '~/ui/kbd'
import type { PaletteProps } from './palette'

const load = () => import('./palette')
const Palette = lazy(() => load().then((module) => ({ default: module.Palette })))
/** Hover, focus, touch or Ctrl prefetches the code, so that the press itself opens at once. */
const fetchAhead = () => void load().catch(() => undefined)

type Props = Omit<PaletteProps, 'onClose'> & { compact?: boolean }

/** Opens the command palette, also by Ctrl+K; its code loads at the first opening. */
export function PaletteButton({ compact = false, ...palette }: Props) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (compact) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Control' || event.key === 'Meta') fetchAhead()
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen((before) => !before)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [compact])
  return (
    <>
      {compact ? (
        <IconButton label="Buscar" onPointerDown={fetchAhead} onClick={() => setOpen(true)}>
          <Search size={18} aria-hidden />
        </IconButton>
      ) : (
        <button
          type="button"
          title="Buscar ou ir para… (Ctrl K)"
          onPointerEnter={fetchAhead}
          onFocus={fetchAhead}
          onClick={() => setOpen(true)}
          className="flex h-9 w-full shrink-0 items-center gap-2.5 rounded-md border border-line bg-surface px-2.5 text-sm text-faint shadow-raised transition-colors hover:border-edge/60 hover:text-ink"
        >
          <Search size={16} aria-hidden className="shrink-0" />
          <span className="narrow:sr-only flex-1 truncate text-left">Buscar</span>
          <span aria-hidden className="narrow:hidden flex gap-0.5">
            <Kbd>Ctrl</Kbd>
            <Kbd>K</Kbd>
          </span>
        </button>
      )}
      <Suspense>{open ? <Palette {...palette} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  )
}
