import { clsx } from 'clsx'
import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** A sheet of paper. With `title` it is a labelled section. */
export function Card({
  id,
  title,
  aside,
  hint,
  children,
  className,
  flush = false,
}: {
  /** Where a link with its `#` leads. */
  id?: string
  title?: ReactNode
  aside?: ReactNode
  hint?: ReactNode
  children: ReactNode
  className?: string
  /** No inner padding: for tables and lists. */
  flush?: boolean
}) {
  return (
    <section
      id={id}
      className={clsx(
        'min-w-0 scroll-mt-20 rounded-lg border border-line bg-surface shadow-raised',
        className,
      )}
    >
      {title ? (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 px-4 pt-3.5 pb-2">
          <div className="min-w-0">
            <h2 className="text-sm font-semibold text-ink">{title}</h2>
            {hint ? <p className="text-xs text-faint">{hint}</p> : null}
          </div>
          {aside}
        </header>
      ) : null}
      <div className={flush ? 'flex min-h-0 flex-1 flex-col' : clsx('px-4 pb-4', !title && 'pt-4')}>
        {children}
      </div>
    </section>
  )
}

/** A few figures side by side; on a phone one line that swipes, so that what they count stays in the first screen. */
export function FigureStrip({ children }: { children: ReactNode }) {
  return (
    <div
      data-figures
      className="group/strip mb-4 grid grid-cols-2 gap-3 xl:grid-cols-4 max-md:-mx-4 max-md:mb-2 max-md:flex max-md:snap-x max-md:scroll-px-4 max-md:gap-2 max-md:overflow-x-auto max-md:px-4 max-md:pb-1 max-md:[scrollbar-width:none] max-md:[&>*]:shrink-0 max-md:[&>*]:snap-start max-md:[&>*]:py-2"
    >
      {children}
    </div>
  )
}

export type Change = { label: string; direction: 'up' | 'down' | 'same'; good: boolean | null }

/** One figure that is a link to the list behind it. */
export function Figure({
  label,
  value,
  href,
  note,
  change,
  icon,
}: {
  label: string
  value: ReactNode
  href: string
  note?: ReactNode
  change?: Change
  icon?: ReactNode
}) {
  return (
    <Link
      href={href}
      className="group flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface px-3 py-3 shadow-raised transition-colors sm:px-4 sm:py-3.5 hover:border-edge/60 hover:bg-sunken/60"
    >
      <span className="flex items-center gap-1.5 text-xs font-medium text-soft">
        {icon}
        <span className="min-w-0 flex-1 sm:truncate">{label}</span>
        <ArrowUpRight
          size={14}
          aria-hidden
          className="text-faint opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 max-sm:hidden"
        />
      </span>
      <span className="text-lg font-semibold tracking-tight text-ink tabular-nums sm:text-xl max-md:group-data-[figures]/strip:text-base">
        {value}
      </span>
      <span className="flex min-h-4 flex-wrap items-center gap-x-2 text-xs text-faint max-md:group-data-[figures]/strip:hidden">
        {change ? <ChangeMark change={change} /> : null}
        {note}
      </span>
    </Link>
  )
}

/** How a figure moved against the period before: an arrow and words, red only where it is a loss. */
export function ChangeMark({ change }: { change: Change }) {
  const Icon = { up: ArrowUpRight, down: ArrowDownRight, same: Minus }[change.direction]
  const tone = change.good === null ? 'text-soft' : change.good ? 'text-jade-ink' : 'text-red-ink'
  return (
    <span className={clsx('inline-flex items-center gap-0.5 font-medium tabular-nums', tone)}>
      <Icon size={13} aria-hidden />
      {change.label}
    </span>
  )
}
