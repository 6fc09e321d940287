import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md'
export type Look = { look?: ButtonLook; size?: Size; icon?: ReactNode; className?: string }

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-jade text-on-jade hover:bg-jade-strong font-medium shadow-raised',
  secondary: 'border border-line bg-surface text-ink hover:bg-sunken shadow-raised',
  ghost: 'text-soft hover:bg-sunken hover:text-ink',
  danger: 'bg-red text-on-red hover:brightness-95 font-medium shadow-raised',
}

/** Classes of a button, for elements that are none (a file label, a menu trigger). */
export function buttonClass({ look = 'secondary', size = 'md', className }: Look): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md text-sm whitespace-nowrap transition-colors select-none',
    'disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:shrink-0',
    size === 'sm' ? 'h-8 px-2.5 max-sm:h-10' : 'h-9 px-3.5 max-sm:h-12 max-sm:px-4',
    LOOKS[look],
    className,
  )
}
