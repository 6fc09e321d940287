'use client'
import { lazy, Suspense } from 'react'
import type { RevenuePoint } from './figures'
import { WhenSeen } from '~/ui/when-seen'

const Bars = lazy(() => import('./revenue-bars').then((module) => ({ default: module.RevenueBars })))

/** The revenue chart; its code loads when it is seen. */
export function RevenueChart(props: { points: readonly RevenuePoint[]; currency: string }) {
  return (
    <WhenSeen className="h-60">
      <Suspense>
        <Bars {...props} />
      </Suspense>
    </WhenSeen>
  )
}
