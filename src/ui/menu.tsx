'use client'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import {
  cloneElement,
  createContext,
  useContext,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react'
import { moveFocus, place, useDismiss } from './menu-behaviour'

const ITEM =
  'flex min-h-8 w-full items-center gap-2 rounded-[5px] px-2 py-1 text-left text-sm text-ink -outline-offset-2 select-none ' +
  'hover:bg-sunken focus:bg-sunken aria-disabled:opacity-50 max-sm:min-h-12 [&_svg]:text-faint'

const Close = createContext<() => void>(() => undefined)

type TriggerProps = {
  id?: string
  onClick?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
  'aria-controls'?: string
}

/**
 * A menu that opens from `trigger`, one button. Arrows, Home, End and letters move; Esc and Tab close.
 * It stands in the browser's top layer, so nothing clips it, and needs no library: menus are on every page.
 */
export function Menu({
  trigger,
  children,
  align = 'end',
  className,
}: {
  trigger: ReactElement<TriggerProps>
  children: ReactNode
  align?: 'start' | 'end'
  className?: string
}) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const button = () => document.getElementById(`${id}-button`)
  const close = (refocus = true) => {
    setOpen(false)
    if (refocus) button()?.focus()
  }
  useLayoutEffect(() => {
    const opener = document.getElementById(`${id}-button`)
    if (!open || !box.current || !opener) return
    box.current.showPopover()
    place(box.current, opener, align)
    moveFocus(box.current, 'first')
  }, [open, align, id])
  useDismiss(open, box, `${id}-button`, () => setOpen(false))

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault()
      event.stopPropagation()
      close()
    } else if (box.current && moveFocus(box.current, event.key)) event.preventDefault()
  }
  return (
    <>
      {cloneElement(trigger, {
        id: `${id}-button`,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        ...(open ? { 'aria-controls': `${id}-menu` } : {}),
        onClick: () => setOpen(!open),
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          setOpen(true)
        },
      })}
      {open ? (
        <div
          ref={box}
          id={`${id}-menu`}
          role="menu"
          tabIndex={-1}
          popover="manual"
          aria-labelledby={`${id}-button`}
          onKeyDown={onKeyDown}
          className={clsx(
            'fixed inset-auto m-0 min-w-52 animate-rise overflow-y-auto rounded-lg border border-line bg-surface p-1 text-ink shadow-floating outline-none',
            className,
          )}
        >
          <Close value={close}>{children}</Close>
        </div>
      ) : null}
    </>
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
  disabled = false,
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
  const close = useContext(Close)
  const select = () => {
    if (disabled) return
    close()
    onSelect?.()
  }
  const props = {
    role: 'menuitem',
    tabIndex: -1,
    onClick: select,
    className: clsx(ITEM, danger && 'text-red-ink'),
  }
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </>
  )
  if (href === undefined)
    return (
      <button type="button" aria-disabled={disabled || undefined} {...props}>
        {content}
      </button>
    )
  return external ? (
    <a href={href} {...props}>
      {content}
    </a>
  ) : (
    <Link href={href} {...props}>
      {content}
    </Link>
  )
}

/** An entry that is on or off; the menu stays open. */
export function MenuCheck({
  checked,
  onChange,
  children,
  disabled = false,
}: {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  disabled?: boolean
}) {
  return (
    <button
      type="button"
      role="menuitemcheckbox"
      aria-checked={checked}
      aria-disabled={disabled || undefined}
      tabIndex={-1}
      className={ITEM}
      onClick={() => !disabled && onChange(!checked)}
    >
      <span className="grid size-4 place-items-center">
        {checked ? <Check size={14} aria-hidden className="!text-jade" /> : null}
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
    </button>
  )
}

/** Choices of which one is active; the menu stays open, so that the choice is seen. */
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
    <div role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="menuitemradio"
          aria-checked={option.value === value}
          tabIndex={-1}
          className={ITEM}
          onClick={() => onChange(option.value)}
        >
          {option.icon}
          <span className="min-w-0 flex-1">{option.label}</span>
          {option.value === value ? <Check size={14} aria-hidden className="!text-jade" /> : null}
        </button>
      ))}
    </div>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <p className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</p>
}

export function MenuSeparator() {
  return <div role="separator" className="-mx-1 my-1 h-px bg-line" />
}
