import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Avatar } from '~/ui/avatar'
import { ChatText } from './chat-text'

/** A chat as a phone shows it: the other side, the messages, and a composer when `footer` is given. */
export function PhoneFrame({
  name,
  note,
  footer,
  className,
  children,
}: {
  name: string
  note?: ReactNode
  footer?: ReactNode
  className?: string
  children: ReactNode
}) {
  return (
    <div
      className={clsx(
        'flex w-full min-w-0 flex-col overflow-hidden rounded-3xl border-4 border-edge/60 bg-sunken shadow-raised',
        className,
      )}
    >
      <div className="flex items-center gap-2.5 bg-jade-soft px-3.5 py-2.5 text-jade-ink">
        <Avatar name={name} size={28} />
        <div className="min-w-0 flex-1">
          <p className="truncate text-sm font-semibold">{name}</p>
          {note ? <p className="truncate text-xs">{note}</p> : null}
        </div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-3">{children}</div>
      {footer ? <div className="border-t border-line bg-surface p-2">{footer}</div> : null}
    </div>
  )
}

/** One message. `mine`: written by the owner of this screen, so it is on the right. `foot`: hour, ticks. */
export function Bubble({
  mine = false,
  text,
  attachment,
  picture,
  marks,
  foot,
}: {
  mine?: boolean
  text: string | null
  /** Address of a picture above the text. */
  picture?: string | null
  /** An attachment, above the text. */
  attachment?: ReactNode
  /** The message's state, under the text. */
  marks?: ReactNode
  foot?: ReactNode
}) {
  return (
    <div
      className={clsx(
        'w-fit max-w-[88%] rounded-xl px-3 py-2 text-sm shadow-raised',
        mine
          ? 'self-end rounded-br-sm bg-jade-soft text-jade-ink'
          : 'self-start rounded-bl-sm bg-surface text-ink',
      )}
    >
      {picture ? <img src={picture} alt="Foto da mensagem" className="mb-1.5 max-h-80 rounded-lg" /> : null}
      {attachment}
      {text ? <ChatText>{text}</ChatText> : null}
      {marks}
      {foot ? <p className="mt-1 flex items-center justify-end gap-1 text-2xs opacity-90">{foot}</p> : null}
    </div>
  )
}
