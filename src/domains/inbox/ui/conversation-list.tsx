import { clsx } from 'clsx'
import Link from 'next/link'
import { Avatar } from '~/ui/avatar'
import { ListProvider } from '~/ui/list/list-context'
import { ListRows } from '~/ui/list/list-rows'
import { Moment } from '~/ui/moment-view'
import { phoneText } from '~/ui/phone-text'
import { Badge } from '~/ui/status'
import type { ConversationRow } from '../schema'

/** The name of a conversation's contact, in words. */
export function conversationWho(row: Pick<ConversationRow, 'name' | 'phone'>): string {
  return row.name ?? (row.phone ? phoneText(row.phone) : 'Sem nome')
}

/** The conversations on the left; j and k move, Enter opens. */
export function ConversationList({
  rows,
  current,
  hrefOf,
  now,
  timezone,
}: {
  rows: readonly ConversationRow[]
  current: string | null
  hrefOf: (id: string) => string
  now: Date
  timezone: string
}) {
  return (
    <ListProvider total={undefined} pageIds={rows.map(({ id }) => id)}>
      <ListRows label="Conversas">
        <ul className="max-md:-mx-px">
          {rows.map((row) => {
            const who = conversationWho(row)
            return (
              <li
                key={row.id}
                data-row={row.id}
                data-href={hrefOf(row.id)}
                tabIndex={-1}
                className={clsx(
                  'relative flex cursor-pointer items-start gap-3 border-t border-line px-3 py-2.5 -outline-offset-2 transition-colors first:border-t-0 hover:bg-sunken/60 focus:bg-sunken/60',
                  row.id === current && 'bg-jade-soft/60',
                )}
              >
                <Avatar name={who} size={36} />
                <div className="min-w-0 flex-1">
                  <p className="flex items-baseline justify-between gap-2">
                    <Link
                      href={hrefOf(row.id)}
                      prefetch={false}
                      data-row-link
                      aria-current={row.id === current ? 'true' : undefined}
                      className={clsx(
                        "min-w-0 truncate text-sm text-ink after:absolute after:inset-0 after:content-[''] max-sm:py-1",
                        row.unread > 0 ? 'font-semibold' : 'font-medium',
                      )}
                    >
                      {who}
                    </Link>
                    <span className="shrink-0 text-xs text-faint">
                      <Moment at={row.lastMessageAt} now={now} timezone={timezone} />
                    </span>
                  </p>
                  <p className="flex items-center gap-2">
                    <span
                      className={clsx(
                        'min-w-0 flex-1 truncate text-xs',
                        row.unread > 0 ? 'text-ink' : 'text-soft',
                      )}
                    >
                      {row.lastText ?? ''}
                    </span>
                    {row.unread > 0 ? (
                      <Badge tone="jade">
                        {row.unread}
                        <span className="sr-only"> não lidas</span>
                      </Badge>
                    ) : null}
                  </p>
                </div>
              </li>
            )
          })}
        </ul>
      </ListRows>
    </ListProvider>
  )
}
