'use client'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { portalHome } from './portal-home'

const ITEM =
  'flex min-h-8 w-full cursor-default items-center gap-2 rounded-[5px] px-2 py-1 text-sm text-ink outline-none select-none ' +
  'data-[highlighted]:bg-sunken data-[disabled]:opacity-50 max-sm:min-h-12 [&_svg]:text-faint'

/** A menu that opens from `trigger` (one element that takes a ref: Button, IconButton). */
export function Menu({
  trigger,
  children,
  align = 'end',
  className,
}: {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
  className?: string
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={portalHome()}>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={clsx(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 animate-rise overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-floating',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** One entry: an action, or an address when `href` is given. */
export function MenuItem({
  icon,
  children,
  href,
  external = false,
  onSelect,
  danger = false,
  disabled,
}: {
  icon?: ReactNode
  children: ReactNode
  href?: string
  /** A plain link: downloads and other sites. */
  external?: boolean
  onSelect?: () => void
  danger?: boolean
  disabled?: boolean
}) {
  const className = clsx(ITEM, danger && 'text-red-ink')
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </>
  )
  if (href === undefined) {
    return (
      <Radix.Item className={className} onSelect={onSelect} disabled={disabled}>
        {content}
      </Radix.Item>
    )
  }
  return (
    <Radix.Item asChild disabled={disabled}>
      {external ? (
        <a href={href} className={className}>
          {content}
        </a>
      ) : (
        <Link href={href} className={className}>
          {content}
        </Link>
      )}
    </Radix.Item>
  )
}

/** An entry that is on or off; the menu stays open. */
export function MenuCheck({
  checked,
  onChange,
  children,
  disabled,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  disabled?: boolean
}) {
  return (
    <Radix.CheckboxItem
      className={ITEM}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="grid size-4 place-items-center">
        <Radix.ItemIndicator>
          <Check size={14} aria-hidden className="!text-jade" />
        </Radix.ItemIndicator>
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </Radix.CheckboxItem>
  )
}

/** Choices of which one holds; the menu stays open, so that the choice is seen. */
export function MenuRadio<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: string; icon: ReactNode }[]
}) {
  return (
    <Radix.RadioGroup aria-label={label} value={value}>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={ITEM}
          onSelect={(event) => {
            event.preventDefault()
            onChange(option.value)
          }}
        >
          {option.icon}
          <span className="min-w-0 flex-1">{option.label}</span>
          <Radix.ItemIndicator>
            <Check size={14} aria-hidden className="!text-jade" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
}
