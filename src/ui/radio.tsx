import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** One of several choices, with its text; those of one `name` belong together. */
export function Radio({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode }) {
  return (
    <label className={clsx('flex items-center gap-2 py-1 text-sm max-sm:py-3', className)}>
      <input type="radio" className="size-4 shrink-0 accent-jade" {...rest} />
      {label}
    </label>
  )
}
