'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { NavItem } from './types'

/** True for the page itself and the pages below it. */
function useIsCurrent(href: string): boolean {
  const path = usePathname()
  return path === href || path.startsWith(`${href}/`)
}

/** An entry of the sidebar; its word hides when the sidebar is narrow, its name never does. */
export function NavLink({ item }: { item: NavItem }) {
  const current = useIsCurrent(item.href)
  return (
    <Link
      href={item.href}
      title={item.label}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'relative flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm transition-colors',
        current
          ? 'bg-jade-soft font-medium text-jade-ink'
          : 'text-soft hover:bg-sunken hover:text-ink [&_svg]:text-faint',
      )}
    >
      {item.icon}
      <span className="narrow:sr-only truncate">{item.label}</span>
      {item.badge ? (
        <span className="ml-auto narrow:absolute narrow:-top-0.5 narrow:right-0">{item.badge}</span>
      ) : null}
    </Link>
  )
}

/** An entry of the bar under the thumb. */
export function BarLink({ item }: { item: NavItem }) {
  const current = useIsCurrent(item.href)
  return (
    <Link
      href={item.href}
      aria-current={current ? 'page' : undefined}
      className={clsx(
        'relative flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-2xs font-medium -outline-offset-2',
        current ? 'text-jade-ink [&_svg]:text-jade' : 'text-soft',
      )}
    >
      {item.icon}
      <span className="max-w-full truncate px-1">{item.label}</span>
      {item.badge ? <span className="absolute top-1 left-1/2 ml-1.5">{item.badge}</span> : null}
    </Link>
  )
}
