'use client'
import { lazy, Suspense, type ComponentProps } from 'react'

const Buttons = lazy(() =>
  import('./cart-bulk-buttons').then((module) => ({ default: module.CartBulkButtons })),
)

/** Acts on the selected rows: its code loads with the first selection. */
export function CartBulk(props: ComponentProps<typeof Buttons>) {
  return (
    <Suspense>
      <Buttons {...props} />
    </Suspense>
  )
}
