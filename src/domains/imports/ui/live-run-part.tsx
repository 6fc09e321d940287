'use client'
import { lazy, Suspense, type ComponentProps } from 'react'
import { Skeleton } from '~/ui/skeleton'

const Live = lazy(() => import('./live-run').then((module) => ({ default: module.LiveRun })))

/** The import that moves now, over the list of imports: without one, its code is not loaded. */
export function LiveRunPart(props: ComponentProps<typeof Live>) {
  return (
    <Suspense fallback={<Skeleton className="h-44 w-full" />}>
      <Live {...props} />
    </Suspense>
  )
}
