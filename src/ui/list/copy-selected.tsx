'use client'
import { lazy, Suspense, type ComponentProps } from 'react'

const LateButton = lazy(() =>
  import('./copy-selected-button').then((module) => ({ default: module.CopySelectedButton })),
)

/** A bulk action: its code loads with the first selection. */
export function CopySelected(props: ComponentProps<typeof LateButton>) {
  return (
    <Suspense>
      <LateButton {...props} />
    </Suspense>
  )
}
