import { clsx } from 'clsx'

/** A grey placeholder of the size of the coming content. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-breathe rounded-md bg-sunken', className)} />
}

/** Says to a screen reader that something is on its way; wrap skeletons in it. */
export function Loading({ label = 'Carregando…', children }: { label?: string; children: React.ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">{label}</span>
      {children}
    </div>
  )
}
