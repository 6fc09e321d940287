'use client'
import dynamic from 'next/dynamic'
import type { RevenuePoint } from './figures'
import { WhenSeen } from './when-seen'

const Bars = dynamic(() => import('./revenue-bars').then((module) => module.RevenueBars), { ssr: false })

/** The revenue chart; its code loads when it is seen. */
export function RevenueChart({ points }: { points: readonly RevenuePoint[] }) {
  return (
    <WhenSeen className="h-60">
      <Bars points={points} />
    </WhenSeen>
  )
}
