'use client'
import { lazy, Suspense } from 'react'
import type { DialogProps } from './dialog-frame'

const Central = lazy(() => import('./dialog-frame').then((module) => ({ default: module.CentralDialog })))
const Side = lazy(() => import('./dialog-frame').then((module) => ({ default: module.SideDialog })))

/** A dialog in the middle of a desk screen, at the bottom edge of a phone. Its code loads at the first opening. */
export function Dialog(props: DialogProps & { wide?: boolean }) {
  if (!props.open) return null
  return (
    <Suspense>
      <Central {...props} />
    </Suspense>
  )
}

/** A panel from the side, for details and filters; the whole width on a phone. */
export function Sheet(props: DialogProps) {
  if (!props.open) return null
  return (
    <Suspense>
      <Side {...props} />
    </Suspense>
  )
}
