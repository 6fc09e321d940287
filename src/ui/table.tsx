import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** A plain table for details and for the figures behind a chart; lists use `ui/list`. */
export function Table({
  caption,
  children,
  className,
}: {
  caption: string
  children: ReactNode
  className?: string
}) {
  return (
    // Focusable, so that a table wider than the screen can be scrolled by keyboard.
    <div
      role="region"
      aria-label={caption}
      tabIndex={0}
      className={clsx('relative w-full overflow-x-auto', className)}
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  )
}

type Cell = { end?: boolean }

export function Th({ end, className, ...rest }: ComponentProps<'th'> & Cell) {
  return (
    <th
      scope="col"
      className={clsx(
        'h-8 px-3 text-xs font-medium whitespace-nowrap text-faint first:pl-4 last:pr-4 max-sm:px-2',
        end ? 'text-right' : 'text-left',
        className,
      )}
      {...rest}
    />
  )
}

export function Td({ end, className, ...rest }: ComponentProps<'td'> & Cell) {
  return (
    <td
      className={clsx(
        'h-9 border-t border-line px-3 py-1.5 first:pl-4 last:pr-4 max-sm:px-2 max-sm:[&_a]:inline-block max-sm:[&_a]:py-2.5',
        end && 'text-right tabular-nums',
        className,
      )}
      {...rest}
    />
  )
}
