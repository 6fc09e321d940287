'use client'
import { lazy, Suspense, type ComponentProps } from 'react'

const Buttons = lazy(() =>
  import('./lead-bulk-buttons').then((module) => ({ default: module.LeadBulkButtons })),
)

/** Acts on the selected rows: its code loads with the first selection. */
export function LeadBulk(props: ComponentProps<typeof Buttons>) {
  return (
    <Suspense>
      <Buttons {...props} />
    </Suspense>
  )
}
