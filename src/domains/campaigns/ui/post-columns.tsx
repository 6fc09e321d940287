import { CalendarX, CircleCheck, CirclePause, Image as Picture } from 'lucide-react'
import { MessageStateMark } from '~/domains/outbox/ui/message-state'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Status } from '~/ui/status'
import type { PostRow, PostTurnRow } from '../posts-schema'
import { whenText, whereText } from '../post-texts'

type Here = { now: Date; timezone: string }

/** Columns of the scheduled posts. */
export function postColumns(here: Here): Column<PostRow>[] {
  return [
    { id: 'quando', header: 'Quando', card: 'title', cell: whenText },
    { id: 'onde', header: 'Onde', cell: whereText },
    { id: 'texto', header: 'Texto', cell: (row) => <Said body={row.body} picture={row.hasPicture} /> },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) =>
        !row.active ? (
          <Status icon={CirclePause}>Em pausa</Status>
        ) : row.nextAt === null ? (
          <Status icon={CircleCheck}>Terminou</Status>
        ) : (
          <Status icon={CircleCheck} tone="jade">
            Ativa
          </Status>
        ),
    },
    {
      id: 'proxima',
      header: 'Próxima',
      cardLabel: true,
      cell: (row) => (row.nextAt ? <Moment at={row.nextAt} {...here} /> : null),
    },
    {
      id: 'ultima',
      header: 'Última',
      cardLabel: true,
      cell: (row) => (row.lastState ? <MessageStateMark state={row.lastState} why={row.lastReason} /> : null),
    },
    { id: 'numero', header: 'Por', hidden: true, card: 'none', cell: (row) => row.connectionName },
  ]
}

/** Columns of the history of one post, run by run. */
export function postTurnColumns(here: Here): Column<PostTurnRow>[] {
  return [
    { id: 'quando', header: 'Quando', card: 'title', cell: (row) => <Moment at={row.at} {...here} /> },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) =>
        row.state ? (
          <MessageStateMark state={row.state} />
        ) : (
          <Status icon={CalendarX} tone="amber">
            Não saiu
          </Status>
        ),
    },
    {
      id: 'texto',
      header: 'O que saiu',
      cell: (row) => (row.state ? <Said body={row.body ?? ''} picture={row.hasPicture} /> : null),
    },
    { id: 'motivo', header: 'Por quê', cell: (row) => <span className="text-soft">{row.reason ?? ''}</span> },
  ]
}

function Said({ body, picture }: { body: string; picture: boolean }) {
  return (
    <span className="flex max-w-96 items-center gap-1.5 text-soft">
      {picture ? (
        <>
          <Picture size={15} aria-hidden className="shrink-0" />
          <span className="sr-only">Com foto. </span>
        </>
      ) : null}
      <span className="line-clamp-1">{body === '' ? 'Só a foto' : body}</span>
    </span>
  )
}
