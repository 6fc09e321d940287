import { clsx } from 'clsx'
import { TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type State = {
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
  /** It is the whole page: the title becomes the page's heading. */
  page?: boolean
}

/** Nothing here yet: `title` says what will be here, `children` why, `action` is the next step. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
  className,
  page = false,
}: State & { icon: LucideIcon }) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div className={clsx('mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center', className)}>
      <span className="mb-4 grid size-12 place-items-center rounded-full bg-jade-soft text-jade-ink">
        <Icon size={22} aria-hidden />
      </span>
      <Heading className="text-base font-semibold text-balance text-ink">{title}</Heading>
      {children ? <div className="mt-1.5 text-sm text-pretty text-soft">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}

/** Something failed: `title` says what happened, `children` what was kept, `action` what to do. */
export function Failure({ title, children, action, className, page = false }: State) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div
      role="alert"
      className={clsx('mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center', className)}
    >
      <span className="mb-4 grid size-12 place-items-center rounded-full bg-amber-soft text-amber-ink">
        <TriangleAlert size={22} aria-hidden />
      </span>
      <Heading className="text-base font-semibold text-balance text-ink">{title}</Heading>
      {children ? <div className="mt-1.5 text-sm text-pretty text-soft">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}

const NOTICE = {
  jade: 'bg-jade-soft text-jade-ink',
  amber: 'bg-amber-soft text-amber-ink',
  red: 'bg-red-soft text-red-ink',
  neutral: 'bg-sunken text-soft',
} as const

/** A line or two inside a page that explain or warn. */
export function Notice({
  tone = 'neutral',
  icon: Icon,
  children,
  action,
  alert = false,
}: {
  tone?: keyof typeof NOTICE
  icon: LucideIcon
  children: ReactNode
  action?: ReactNode
  /** Read out at once: for what just happened. */
  alert?: boolean
}) {
  return (
    <div
      role={alert ? 'alert' : undefined}
      className={clsx(
        'flex flex-wrap items-start gap-x-2.5 gap-y-1.5 rounded-lg max-sm:[&>a]:py-2.5 px-3.5 py-2.5 text-sm',
        NOTICE[tone],
      )}
    >
      <Icon size={17} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 max-sm:min-w-[65%]">{children}</div>
      {action}
    </div>
  )
}
