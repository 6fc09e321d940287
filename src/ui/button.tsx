import { clsx } from 'clsx'
import { Loader2 } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { buttonClass, type ButtonLook, type Look } from './button-class'

/** A button. `busy` shows that work runs, and keeps the width. */
export function Button({
  look,
  size,
  icon,
  className,
  busy = false,
  children,
  disabled,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & Look & { busy?: boolean }) {
  return (
    <button
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={buttonClass({ look, size, className })}
      {...rest}
    >
      {busy ? <Loader2 size={16} className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({
  look,
  size,
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return (
    <Link className={buttonClass({ look, size, className })} {...rest}>
      {icon}
      {children}
    </Link>
  )
}

/** A square button that shows an icon alone; `label` is what a screen reader and the tooltip say. */
export function IconButton({
  label,
  look = 'ghost',
  className,
  children,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { label: string; look?: ButtonLook }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={clsx(buttonClass({ look }), 'size-9 !px-0 max-sm:size-12', className)}
      {...rest}
    >
      {children}
    </button>
  )
}
