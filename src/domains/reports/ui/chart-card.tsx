import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card } from '~/ui/card'

/** A chart and the table behind it, which a user can open, read out or copy. */
export function ChartCard({
  title,
  hint,
  aside,
  chart,
  table,
  className,
}: {
  title: string
  hint?: ReactNode
  aside?: ReactNode
  chart: ReactNode
  table: ReactNode
  className?: string
}) {
  return (
    <Card title={title} hint={hint} aside={aside} flush className={clsx('flex flex-col', className)}>
      <div className="flex-1 px-4 pt-1 pb-3">{chart}</div>
      <details className="group border-t border-line">
        <summary className="flex h-9 list-none items-center gap-1 rounded-b-lg px-4 text-xs text-faint -outline-offset-2 hover:text-ink max-sm:h-12 [&::-webkit-details-marker]:hidden">
          <ChevronRight size={14} aria-hidden className="transition-transform group-open:rotate-90" />
          Ver em tabela<span className="sr-only">: {title}</span>
        </summary>
        <div className="max-h-96 overflow-y-auto border-t border-line">{table}</div>
      </details>
    </Card>
  )
}
