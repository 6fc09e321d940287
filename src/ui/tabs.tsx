import { clsx } from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'

export type TabLink = { href: string; label: string; current: boolean; count?: number }

/** Tabs that are addresses: each can be shared, and the back button works. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav
      aria-label={label}
      className="flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? 'page' : undefined}
          className={clsx(
            '-mb-px flex h-10 items-center gap-1.5 border-b-2 px-3 text-sm whitespace-nowrap transition-colors -outline-offset-2 max-sm:h-12 aria-[current]:[scroll-initial-target:nearest]',
            tab.current
              ? 'border-jade font-medium text-ink'
              : 'border-transparent text-soft hover:border-edge/60 hover:text-ink',
          )}
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className="text-xs text-faint tabular-nums">{tab.count.toLocaleString('pt-BR')}</span>
          )}
        </Link>
      ))}
    </nav>
  )
}

/** A switch between a few values of one thing (a period, a unit), as links. */
export function Segments({
  label,
  items,
  aside,
}: {
  label: string
  items: readonly TabLink[]
  aside?: ReactNode
}) {
  return (
    <nav aria-label={label} className="flex max-w-full flex-wrap items-center gap-2">
      <span className="flex max-w-full overflow-x-auto rounded-md border border-line bg-sunken p-0.5 [scrollbar-width:none]">
        {items.map((item) => (
          <Link
            key={item.href}
            href={item.href}
            scroll={false}
            aria-current={item.current ? 'true' : undefined}
            className={clsx(
              'flex h-8 items-center rounded-[5px] px-3 text-sm whitespace-nowrap transition-colors -outline-offset-2 max-sm:h-11 aria-[current]:[scroll-initial-target:nearest]',
              item.current ? 'bg-surface font-medium text-ink shadow-raised' : 'text-soft hover:text-ink',
            )}
          >
            {item.label}
          </Link>
        ))}
      </span>
      {aside}
    </nav>
  )
}
