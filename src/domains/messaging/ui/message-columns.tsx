import type { Column, Filter, View } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Phone } from '~/ui/phone'
import { MESSAGE_KINDS } from '../kinds'
import type { MessageRow } from '../schema'
import { MESSAGE_KIND_NAMES, MessageStateMark, STATE_OPTIONS } from './message-state'

/** Whom a message is with, in words. */
export function messageWho(row: Pick<MessageRow, 'contactName' | 'phone' | 'address'>): string {
  return row.contactName ?? row.phone ?? row.address ?? 'Sem contato'
}

/** Columns of the log of messages. */
export function messageColumns({ now, timezone }: { now: Date; timezone: string }): Column<MessageRow>[] {
  return [
    { id: 'quem', header: 'Para', card: 'title', cell: messageWho },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) => <MessageStateMark state={row.state} />,
    },
    {
      id: 'motivo',
      header: 'Por quê',
      cell: (row) =>
        row.stateReason ? (
          <span title={row.stateReason} className="line-clamp-1 max-w-72 text-soft">
            {row.stateReason}
          </span>
        ) : null,
    },
    {
      id: 'texto',
      header: 'Mensagem',
      cell: (row) => (
        <span className="line-clamp-1 max-w-80 text-soft">{row.body ?? row.templateName ?? ''}</span>
      ),
    },
    { id: 'tipo', header: 'Tipo', cell: (row) => MESSAGE_KIND_NAMES[row.kind] },
    {
      id: 'telefone',
      header: 'Telefone',
      hidden: true,
      card: 'none',
      cell: (row) => <Phone e164={row.phone} raw={row.address} />,
    },
    { id: 'conexao', header: 'Por', hidden: true, card: 'none', cell: (row) => row.connectionName },
    {
      id: 'data',
      header: 'Quando',
      cell: (row) => (
        <Moment
          at={row.state === 'pendente' ? row.notBefore : (row.sentAt ?? row.acceptedAt ?? row.createdAt)}
          now={now}
          timezone={timezone}
        />
      ),
    },
  ]
}

/** Filters of the log. */
export function messageFilters(
  connections: readonly { id: string; name: string }[],
  periods: readonly { value: string; label: string }[],
): Filter[] {
  return [
    { kind: 'period', label: 'Criada', options: periods, all: 'Desde o começo' },
    { kind: 'choice', param: 'state', label: 'Situação', options: STATE_OPTIONS, all: 'Todas' },
    {
      kind: 'choice',
      param: 'kind',
      label: 'Tipo',
      options: MESSAGE_KINDS.map((kind) => ({ value: kind, label: MESSAGE_KIND_NAMES[kind] })),
      all: 'Todos',
    },
    ...(connections.length > 1
      ? [
          {
            kind: 'choice' as const,
            param: 'connectionId',
            label: 'Por',
            options: connections.map(({ id, name }) => ({ value: id, label: name })),
            all: 'Todos os números',
          },
        ]
      : []),
  ]
}

export const MESSAGE_VIEWS: View[] = [
  { label: 'Todas', query: '' },
  { label: 'Na fila', query: 'state=pendente' },
  { label: 'Incertas', query: 'state=incerta' },
  { label: 'Falharam', query: 'state=falhou' },
  { label: 'Não enviadas', query: 'state=cancelada' },
  { label: 'Recebidas', query: 'direction=in' },
]
