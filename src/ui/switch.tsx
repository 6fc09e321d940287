import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

/** On or off, at once. Say what it does in `label`; never use it where a form is saved by a button. */
export function Switch({
  label,
  hideLabel = false,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hideLabel?: boolean }) {
  return (
    <label className={clsx('relative inline-flex items-center gap-2 py-1 max-sm:py-3', className)}>
      <span className="relative inline-flex h-5 w-9 shrink-0 items-center">
        <input
          type="checkbox"
          role="switch"
          className="peer absolute inset-0 size-full appearance-none rounded-full border border-edge bg-sunken transition-colors checked:border-jade checked:bg-jade disabled:opacity-55 before:absolute before:-inset-2 before:content-['']"
          {...rest}
        />
        <span
          aria-hidden
          className="pointer-events-none relative ml-0.5 size-4 rounded-full bg-edge transition-transform peer-checked:translate-x-4 peer-checked:bg-on-jade"
        />
      </span>
      <span className={hideLabel ? 'sr-only' : 'text-sm'}>{label}</span>
    </label>
  )
}
