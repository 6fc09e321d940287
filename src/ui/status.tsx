import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'jade' | 'amber' | 'red' | 'neutral'

const TONES: Record<Tone, string> = {
  jade: 'bg-jade-soft text-jade-ink',
  amber: 'bg-amber-soft text-amber-ink',
  red: 'bg-red-soft text-red-ink',
  neutral: 'bg-sunken text-soft',
}

/** A state: always an icon and a word, never colour alone. `why` is shown on hover and read out. */
export function Status({
  tone = 'neutral',
  icon: Icon,
  children,
  why,
  className,
}: {
  tone?: Tone
  icon: LucideIcon
  children: ReactNode
  why?: string
  className?: string
}) {
  return (
    <span
      title={why}
      className={clsx(
        'inline-flex h-[22px] max-w-full items-center gap-1 rounded-full pr-2 pl-1.5 text-xs font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      <Icon size={13} aria-hidden className="shrink-0" />
      <span className="truncate">{children}</span>
      {why ? <span className="sr-only">: {why}</span> : null}
    </span>
  )
}

/** A count or a short word beside something else. */
export function Badge({ children, tone = 'neutral' }: { children: ReactNode; tone?: Tone }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-xs font-medium tabular-nums',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
