import type { ReactNode } from 'react'
import { valuesOf, type Many } from '~/kernel/many'
import { withLooks } from '~/ui/list/looks'
import type { Column, Filter, View } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Phone } from '~/ui/phone'
import { phoneText } from '~/ui/phone-text'
import { MESSAGE_LIST_COLUMNS, boughtText, directionName, messageAt } from '../columns'
import { KINDS, MESSAGE_KINDS } from '../kinds'
import type { MessageRow } from '../schema'
import { MessageStateMark, STATE_OPTIONS } from './message-state'

/** The names of the groups that posts go to, by their address. */
export type GroupNames = ReadonlyMap<string, string>

/** Names of the groups of these posts. */
export function groupNames(
  posts: readonly { address: string; target: string; targetName: string | null }[],
): GroupNames {
  return new Map(
    posts.flatMap(({ address, target, targetName }) =>
      target === 'group' && targetName ? [[address, targetName]] : [],
    ),
  )
}

/** The contact, group or status of a message, in words. */
export function messageWho(
  row: Pick<MessageRow, 'contactName' | 'phone' | 'address' | 'kind'>,
  groups: GroupNames,
): string {
  if (row.kind === 'status') return 'Status'
  if (row.kind === 'grupo') return groups.get(row.address ?? '') ?? 'Grupo'
  return row.contactName ?? (row.phone ? phoneText(row.phone) : (row.address ?? 'Sem contato'))
}

/** Columns of the message log. */
export function messageColumns(
  { now, timezone }: { now: Date; timezone: string },
  groups: GroupNames,
): Column<MessageRow>[] {
  const moment = (at: Date | null) => (at ? <Moment at={at} now={now} timezone={timezone} /> : null)
  return withLooks(MESSAGE_LIST_COLUMNS, {
    quem: { card: 'title', cell: (row) => messageWho(row, groups) },
    sentido: { card: 'none', cell: directionName },
    situacao: { card: 'aside', cell: (row) => <MessageStateMark state={row.state} /> },
    motivo: {
      cell: (row) =>
        row.stateReason ? (
          <span title={row.stateReason} className="line-clamp-1 max-w-72 text-soft">
            {row.stateReason}
          </span>
        ) : null,
    },
    texto: {
      cell: (row) => (
        <span className="line-clamp-1 max-w-80 text-soft">{row.body ?? row.templateName ?? ''}</span>
      ),
    },
    tipo: { card: 'none', cell: (row) => KINDS[row.kind].name },
    telefone: { card: 'none', cell: (row) => <Phone e164={row.phone} raw={row.address} /> },
    conexao: { card: 'none', cell: (row) => row.connectionName },
    criada: { card: 'none', cell: (row) => moment(row.createdAt) },
    enviada: { card: 'none', cell: (row) => moment(row.sentAt ?? row.acceptedAt) },
    entregue: { card: 'none', cell: (row) => moment(row.deliveredAt) },
    lida: { card: 'none', cell: (row) => moment(row.readAt) },
    tentativas: { align: 'end', card: 'none', cell: (row) => row.attempts },
    servico: { card: 'none', cell: (row) => row.providerMessageId },
    resultado: { cell: ledTo },
    autor: {
      card: 'none',
      cell: (row) => <span className="line-clamp-1 max-w-56 text-soft">{row.sender}</span>,
    },
    data: { cell: (row) => moment(messageAt(row)) },
  })
}

/** The outcome of a message: an answer, a purchase, or nothing yet. */
function ledTo(row: MessageRow): ReactNode {
  const bought = boughtText(row)
  const answered = row.outcome !== null && row.outcome.answered > 0
  if (!answered && bought === null) return null
  return (
    <span className="flex flex-wrap gap-x-1.5 whitespace-nowrap">
      {answered ? <span className="text-soft">respondeu</span> : null}
      {bought === null ? null : (
        <span title="Comprou em até 7 dias" className="font-medium text-jade-ink tabular-nums">
          {bought}
        </span>
      )}
    </span>
  )
}

/** Why messages don't leave, by code; only the reasons that users filter by. */
const REASONS: Record<string, string> = {
  pediu_para_parar: 'Pediu para parar',
  sem_whatsapp: 'Sem WhatsApp',
  comprou: 'Já comprou',
  em_atendimento: 'Em atendimento',
  frequencia: 'Recebeu outra há pouco',
  horario: 'Fora do horário',
  aquecimento: 'Aquecimento do número',
  risco_de_bloqueio: 'Risco de bloqueio',
  conta_limitada: 'Conta limitada',
  janela_24h: 'Janela de 24 horas',
  expirou: 'O momento passou',
  substituida: 'Substituída pela seguinte',
  modelo_desligado: 'Modelo desligado',
  variavel_sem_valor: 'Variável sem valor',
  conferencia_falhou: 'Conferência falhou',
  desligado: 'Acompanhamento desligado',
  campanha_cancelada: 'Campanha cancelada',
  sem_resposta: 'Sem resposta do serviço',
  sem_confirmacao: 'Sem confirmação do WhatsApp',
  pessoa: 'Decidido por alguém',
}

type Named = { id: string; name: string }

/** A filter with named options; left out where there are none. */
function chosen(
  param: string,
  label: string,
  all: string,
  things: readonly Named[],
  least: number,
): Filter[] {
  if (things.length < least) return []
  return [
    {
      kind: 'choice',
      param,
      label,
      all,
      options: things.map(({ id, name }) => ({ value: id, label: name })),
    },
  ]
}

/** Filters of the log. `code`: the reason of the current filter, which may be one that isn't offered. */
export function messageFilters(
  connections: readonly Named[],
  templates: readonly Named[],
  campaigns: readonly Named[],
  periods: readonly { value: string; label: string }[],
  code: Many<string> | undefined,
): Filter[] {
  const unknown = valuesOf(code).filter((one) => !(one in REASONS))
  const reasons = { ...REASONS, ...Object.fromEntries(unknown.map((one) => [one, one])) }
  return [
    { kind: 'period', label: 'Criada', options: periods, all: 'Desde o começo' },
    { kind: 'choice', param: 'state', many: true, label: 'Situação', options: STATE_OPTIONS, all: 'Todas' },
    {
      kind: 'choice',
      param: 'kind',
      many: true,
      label: 'Tipo',
      options: MESSAGE_KINDS.map((kind) => ({ value: kind, label: KINDS[kind].name })),
      all: 'Todos',
    },
    {
      kind: 'choice',
      param: 'code',
      many: true,
      label: 'Motivo',
      options: Object.entries(reasons).map(([value, label]) => ({ value, label })),
      all: 'Todos',
    },
    ...chosen('templateId', 'Modelo', 'Todos', templates, 1),
    ...chosen('campaignId', 'Campanha', 'Todas', campaigns, 1),
    ...chosen('connectionId', 'Por', 'Todos os números', connections, 2),
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
