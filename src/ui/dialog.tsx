'use client'
import dynamic from 'next/dynamic'
import type { DialogProps } from './dialog-frame'

const Central = dynamic(() => import('./dialog-frame').then((module) => module.CentralDialog), { ssr: false })
const Side = dynamic(() => import('./dialog-frame').then((module) => module.SideDialog), { ssr: false })

/** A dialog in the middle of a desk screen, at the bottom edge of a phone. Its code loads at the first opening. */
export function Dialog(props: DialogProps & { wide?: boolean }) {
  return props.open ? <Central {...props} /> : null
}

/** A panel from the side, for details and filters; the whole width on a phone. */
export function Sheet(props: DialogProps) {
  return props.open ? <Side {...props} /> : null
}
