'use client'
import { lazy, Suspense, type ComponentProps } from 'react'

const LateButton = lazy(() =>
  import('./contact-selected-button').then((module) => ({ default: module.ContactSelectedButton })),
)

/** A bulk action: its code loads with the first selection. */
export function ContactSelected(props: ComponentProps<typeof LateButton>) {
  return (
    <Suspense>
      <LateButton {...props} />
    </Suspense>
  )
}
