'use client'
import { PanelRight } from 'lucide-react'
import { lazy, Suspense, useState, type ComponentProps, type ReactNode } from 'react'
import { IconButton } from '~/ui/button'
import { Sheet } from '~/ui/dialog'
import { Skeleton } from '~/ui/skeleton'
import { WhenSeen } from '~/ui/when-seen'
import type { PanelProps } from './customer-facts'

const Facts = lazy(() => import('./customer-facts').then((module) => ({ default: module.CustomerFacts })))

function CustomerFacts(props: ComponentProps<typeof Facts>) {
  return (
    <Suspense fallback={<Skeleton className="h-64" />}>
      <Facts {...props} />
    </Suspense>
  )
}

/** The contact as the shop knows them, beside the conversation on a wide screen. It is read once it is visible. */
export function CustomerAside({ children, ...panel }: PanelProps & { children: ReactNode }) {
  return (
    <aside
      aria-label={`Cliente: ${panel.who}`}
      className="min-h-0 overflow-y-auto rounded-lg border border-line bg-surface shadow-raised max-xl:hidden"
    >
      <WhenSeen className="p-4">
        <CustomerFacts {...panel} />
        {children}
      </WhenSeen>
    </aside>
  )
}

/** The same from a button, where there is no space beside the conversation. */
export function CustomerDrawer({ children, ...panel }: PanelProps & { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label="Cliente, pedidos e anotações" className="xl:hidden" onClick={() => setOpen(true)}>
        <PanelRight size={18} aria-hidden />
      </IconButton>
      <Sheet open={open} onOpenChange={setOpen} title={panel.who}>
        <CustomerFacts {...panel} onInserted={() => setOpen(false)} />
        {children}
      </Sheet>
    </>
  )
}
