import { Bubble } from '~/domains/channels/ui/phone-frame'
import { Ticks } from '~/domains/outbox/ui/ticks'
import { absoluteText, dayText, timeText } from '~/ui/moment'
import type { ChatLine, ThreadRow } from '../schema'
import { Attachment } from './attachment'
import { BubbleMarks } from './bubble-marks'
import { NewestInSight } from './newest-in-sight'

/** The messages of one conversation, oldest first; it opens at the newest. An unsent message says why. */
export function Thread({
  rows,
  lines,
  timezone,
  empresa,
  who,
  operates,
  children,
}: {
  rows: readonly ThreadRow[]
  /** Calls and the like, which stand between the messages. */
  lines: readonly ChatLine[]
  timezone: string
  /** Slug. */
  empresa: string
  /** The contact's name, in words. */
  who: string
  operates: boolean
  /** Above the oldest: the link to earlier ones. */
  children?: React.ReactNode
}) {
  return (
    <NewestInSight newest={rows.at(-1)?.id} label={`Mensagens com ${who}`}>
      {children}
      {rows.map((row, index) => {
        const before = rows[index - 1]
        const day = dayText(row.at, timezone)
        return (
          <div key={row.id} className="contents">
            {before && dayText(before.at, timezone) === day ? null : (
              <p className="my-2 self-center rounded-full bg-surface px-3 py-0.5 text-2xs text-soft">{day}</p>
            )}
            <Message row={row} timezone={timezone} empresa={empresa} who={who} operates={operates} />
            {between(lines, row, rows[index + 1]).map((line) => (
              <p key={line.id} className="self-center text-center text-xs text-soft">
                {line.text} · {timeText(line.at, timezone)}
              </p>
            ))}
          </div>
        )
      })}
    </NewestInSight>
  )
}

/** Events after a message and before the next; after the last, all that follow. */
function between(lines: readonly ChatLine[], row: ThreadRow, next: ThreadRow | undefined): ChatLine[] {
  return lines
    .filter(({ at }) => at >= row.at && (next === undefined || at < next.at))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

function Message({
  row,
  timezone,
  empresa,
  who,
  operates,
}: {
  row: ThreadRow
  timezone: string
  empresa: string
  who: string
  operates: boolean
}) {
  const mine = row.direction === 'out'
  const pending = row.body === null && mine
  return (
    <>
      <Bubble
        mine={mine}
        text={pending ? `${row.templateName ?? 'Mensagem'}: o texto é montado na hora do envio` : row.body}
        marks={<BubbleMarks row={row} />}
        attachment={
          row.media ? (
            <Attachment
              empresa={empresa}
              id={row.id}
              media={row.media}
              who={mine ? 'a loja' : who}
              operates={operates}
            />
          ) : null
        }
        foot={
          <span title={absoluteText(row.at, timezone)} className="inline-flex items-center gap-1">
            {mine ? `${row.sender} · ` : ''}
            {timeText(row.at, timezone)}
            {mine ? <Ticks state={row.state} /> : null}
          </span>
        }
      />
      {mine && row.stateReason && ['cancelada', 'falhou', 'incerta', 'pendente'].includes(row.state) ? (
        <p className="max-w-[88%] self-end text-right text-xs text-soft">{row.stateReason}</p>
      ) : null}
    </>
  )
}
