'use client'
import { lazy, Suspense, type ComponentProps } from 'react'

const Question = lazy(() =>
  import('./status-question').then((module) => ({ default: module.StatusQuestion })),
)

/** Asked only of a shop with statuses of its own: elsewhere its code is not loaded. */
export function StatusQuestionPart(props: ComponentProps<typeof Question>) {
  return (
    <Suspense>
      <Question {...props} />
    </Suspense>
  )
}
