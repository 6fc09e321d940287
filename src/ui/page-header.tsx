import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

export type Crumb = { label: string; href: string }

/** The head of every page: where we are, what this is, what can be done here. */
export function PageHeader({
  title,
  description,
  crumbs,
  actions,
  brief = false,
}: {
  title: ReactNode
  description?: ReactNode
  crumbs?: readonly Crumb[]
  actions?: ReactNode
  /** Over a list: a phone shows the title alone, so that rows stand in the first screen. */
  brief?: boolean
}) {
  return (
    <header
      className={clsx(
        'mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3',
        brief && 'max-md:mb-3 max-md:[&_[data-description]]:sr-only',
      )}
    >
      <div className="min-w-0">
        {crumbs?.length ? <Breadcrumbs crumbs={crumbs} /> : null}
        <h1 className="text-xl font-semibold tracking-tight text-balance text-ink">{title}</h1>
        {description ? (
          <div data-description className="mt-0.5 text-sm text-soft">
            {description}
          </div>
        ) : null}
      </div>
      {actions ? (
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:[&>a]:grow max-sm:[&>button]:grow">
          {actions}
        </div>
      ) : null}
    </header>
  )
}

/** Breadcrumbs to the pages above; the page's own name is its heading, not a crumb. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Caminho" className="mb-1">
      <ol className="flex flex-wrap items-center gap-1 text-xs text-faint">
        {crumbs.map((crumb) => (
          <li key={crumb.href} className="flex items-center gap-1">
            <Link href={crumb.href} className="py-1 hover:text-ink hover:underline max-sm:py-2.5">
              {crumb.label}
            </Link>
            <ChevronRight size={12} aria-hidden />
          </li>
        ))}
      </ol>
    </nav>
  )
}
