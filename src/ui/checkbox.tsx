import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'

/** The box alone: give it `aria-label` when no text stands beside it. The touch target is larger than it looks. */
export function CheckboxBox({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <span className={clsx('relative inline-grid size-4 shrink-0 place-items-center', className)}>
      <input
        type="checkbox"
        className="peer absolute inset-0 size-full appearance-none rounded-[5px] border border-edge bg-surface transition-colors checked:border-jade checked:bg-jade indeterminate:border-jade indeterminate:bg-jade hover:border-jade disabled:opacity-55 before:absolute before:-inset-2.5 before:content-[''] max-sm:before:-inset-4"
        {...rest}
      />
      <Check
        size={12}
        strokeWidth={3.5}
        aria-hidden
        className="pointer-events-none relative z-2 hidden text-on-jade peer-checked:block"
      />
    </span>
  )
}

/** A checkbox with its text. */
export function Checkbox({
  label,
  hint,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className={clsx('flex items-start gap-2.5 py-1 max-sm:py-3', className)}>
      <CheckboxBox className="mt-0.5" {...rest} />
      <span className="min-w-0">
        {label}
        {hint ? <span className="block text-xs text-faint">{hint}</span> : null}
      </span>
    </label>
  )
}
