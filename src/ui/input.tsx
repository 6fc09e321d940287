import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

/** Shared by everything that is typed into or chosen from. */
export const controlClass =
  'w-full text-ellipsis rounded-md border border-edge/70 bg-surface px-3 text-ink transition-colors placeholder:text-faint hover:border-edge ' +
  'focus-visible:border-jade focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-faint ' +
  'aria-invalid:border-red max-sm:text-base'

/** A text input; inside a Field it is labelled and described by it. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={clsx(controlClass, 'h-9 max-sm:h-12', className)} {...rest} />
}

/** A text area that grows with what is written, where the browser can. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={clsx(controlClass, 'field-sizing-content min-h-20 py-2 leading-5', className)}
      {...rest}
    />
  )
}
