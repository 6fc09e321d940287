import { clsx } from 'clsx'
import { Loader2 } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md'
type Look = { look?: ButtonLook; size?: Size; icon?: ReactNode; className?: string }

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
