'use client'
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { IconButton } from './button'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will happen, or what this is for. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
}

/**
 * Where a dialog begins: its first field, or else its first answer; never the cross that closes it. A field `data-beside`
 * what the dialog shows doesn't count: on a phone its keyboard would cover that.
 */
const FIELD =
  '[data-dialog-body] :is(input:not([type=hidden], [type=file]), textarea, select):not(:disabled, [data-beside])'
const ANSWER = '[data-dialog-footer] button:not(:disabled)'

const OVERLAY = 'animate-fade fixed inset-0 z-40 bg-[#0e1312]/45'

/** A dialog in the middle of a desk screen, at the bottom edge of a phone. */
export function CentralDialog({ wide = false, ...props }: DialogProps & { wide?: boolean }) {
  return (
    <Frame
      {...props}
      className={clsx(
        'fixed z-50 flex max-h-[88dvh] flex-col bg-surface shadow-floating',
        'inset-x-0 bottom-0 animate-slide-up rounded-t-xl pb-[env(safe-area-inset-bottom)]',
        'sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:w-[calc(100vw-4rem)] sm:-translate-x-1/2 sm:animate-fade sm:rounded-xl sm:border sm:border-line',
        wide ? 'sm:max-w-3xl' : 'sm:max-w-lg',
      )}
    />
  )
}

/** A panel from the side, for details and filters; the whole width on a phone. */
export function SideDialog(props: DialogProps) {
  return (
    <Frame
      {...props}
      className="fixed inset-y-0 right-0 z-50 flex w-full max-w-md animate-slide-in flex-col border-l border-line bg-surface shadow-floating"
    />
  )
}

function Frame({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  className,
}: DialogProps & { className: string }) {
  // Radix gives the focus back to its own trigger only, and these are opened by a state.
  const [opener] = useState(() => document.activeElement)
  const giveFocusBack = (event: Event) => {
    event.preventDefault()
    if (opener instanceof HTMLElement) opener.focus()
  }
  const focusFirstField = (event: Event) => {
    event.preventDefault()
    const content = event.currentTarget
    if (!(content instanceof HTMLElement)) return
    const place = content.querySelector<HTMLElement>(FIELD) ?? content.querySelector<HTMLElement>(ANSWER)
    ;(place ?? content).focus()
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          className={className}
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={giveFocusBack}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start justify-between gap-3 py-3 pr-2 pl-5">
            <div className="min-w-0 pt-1.5">
              <Radix.Title className="text-base font-semibold text-ink">{title}</Radix.Title>
              {description ? (
                <Radix.Description asChild>
                  <div className="mt-1 text-sm text-soft">{description}</div>
                </Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <IconButton label="Fechar">
                <X size={18} aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          {children ? (
            <div data-dialog-body className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">
              {children}
            </div>
          ) : null}
          {footer ? (
            <footer
              data-dialog-footer
              className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-sm:[&>*]:flex-1"
            >
              {footer}
            </footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
