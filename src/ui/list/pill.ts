import { clsx } from 'clsx'

/** The look of one filter in the bar over a list; `on` where it narrows. */
export function pillClass(on: boolean): string {
  return clsx(
    'relative flex h-9 min-w-0 items-center rounded-md border text-sm transition-colors max-md:h-12',
    on ? 'border-jade/50 bg-jade-soft text-jade-ink' : 'border-line bg-surface text-ink hover:bg-sunken',
  )
}
