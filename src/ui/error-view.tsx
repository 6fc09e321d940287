'use client'
import { lazy, Suspense } from 'react'

// Hardly any visit needs it: what every page would load for it comes when something failed.
const Content = lazy(() => import('./error-content').then((module) => ({ default: module.ErrorContent })))

/** What every error boundary shows. When even this can't be loaded, the next boundary takes over, global-error.tsx last. */
export function ErrorView(props: { code: string | undefined; retry: () => void }) {
  return (
    <Suspense>
      <Content {...props} />
    </Suspense>
  )
}
