'use client'
import { Bell as BellIcon, CheckCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu, MenuItem, MenuSeparator } from '~/ui/menu'

export type Notice = {
  id: string
  title: string
  body: string | null
  when: string
  href: string | null
  unread: boolean
}

/** The notifications, and how many are unread. The page gives the data and the actions. */
export function Bell({
  unread,
  notices,
  onRead,
  onReadAll,
  footer = null,
}: {
  unread: number
  notices: readonly Notice[]
  onRead: (id: string) => void
  onReadAll: () => void
  footer?: ReactNode
}) {
  const count = unread > 99 ? '99+' : unread.toString()
  return (
    <Menu
      className="w-80 max-w-[calc(100vw-1rem)] scroll-pb-32"
      trigger={
        <button
          type="button"
          title="Avisos"
          aria-label={unread === 0 ? 'Avisos' : `Avisos: ${count} ${unread === 1 ? 'não lido' : 'não lidos'}`}
          className="relative grid size-9 shrink-0 place-items-center rounded-md text-soft transition-colors hover:bg-sunken hover:text-ink max-md:size-12"
        >
          <BellIcon size={18} aria-hidden />
          {unread > 0 ? (
            <span
              aria-hidden
              className="absolute top-0.5 right-0 grid h-4 min-w-4 place-items-center rounded-full bg-amber-soft px-1 text-[10px] font-semibold text-amber-ink ring-2 ring-paper tabular-nums max-md:top-2 max-md:right-1.5"
            >
              {count}
            </span>
          ) : null}
        </button>
      }
    >
      <p className="px-2 pt-1.5 pb-1 text-sm font-semibold">Avisos</p>
      {notices.length === 0 ? (
        <p className="px-2 pt-1 pb-4 text-sm text-soft">
          Nada por aqui. Quem respondeu, o que falhou e importações terminadas aparecem neste lugar.
        </p>
      ) : null}
      {notices.map((notice) => (
        <MenuItem
          key={notice.id}
          {...(notice.href === null ? {} : { href: notice.href })}
          onSelect={() => notice.unread && onRead(notice.id)}
          icon={
            <span
              aria-hidden
              className={`mt-1.5 size-2 shrink-0 self-start rounded-full ${notice.unread ? 'bg-jade' : 'bg-transparent'}`}
            />
          }
        >
          <span className="block py-1 whitespace-normal">
            <span className="block text-sm text-ink">
              {notice.unread ? <span className="sr-only">Não lido: </span> : null}
              {notice.title}
            </span>
            {notice.body ? <span className="line-clamp-2 text-xs text-soft">{notice.body}</span> : null}
            <span className="block text-xs text-faint">{notice.when}</span>
          </span>
        </MenuItem>
      ))}
      {/* In sight above however many notices there are. */}
      <div role="presentation" className="sticky -bottom-1 -mx-1 -mb-1 bg-surface px-1 pb-1">
        {unread > 0 ? (
          <>
            <MenuSeparator />
            <MenuItem icon={<CheckCheck size={15} aria-hidden />} onSelect={onReadAll}>
              Marcar tudo como lido
            </MenuItem>
          </>
        ) : null}
        {footer}
      </div>
    </Menu>
  )
}
