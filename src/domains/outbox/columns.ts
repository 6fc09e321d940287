import { formatPhone } from '~/kernel/br'
import type { ListColumn } from '~/kernel/list-columns'
import { formatMoney } from '~/kernel/money-text'
import { KINDS, MESSAGE_STATE_NAMES } from './kinds'
import type { MessageRow } from './schema'

/** The time that is shown for a message: when it will go, or went. */
export function messageAt(row: MessageRow): Date {
  return (row.state === 'pendente' ? row.notBefore : (row.sentAt ?? row.acceptedAt)) ?? row.createdAt
}

/** Sent or received, in a word. */
export function directionName({ direction }: Pick<MessageRow, 'direction'>): string {
  return direction === 'in' ? 'Recebida' : 'Enviada'
}

/** Whether the customer answered, in a word; null where no answer can be expected. */
function answeredText({ outcome }: MessageRow): string | null {
  return outcome && (outcome.answered > 0 ? 'Sim' : 'Não')
}

/** Purchases within 7 days after the message, by currency. */
export function boughtText({ outcome }: Pick<MessageRow, 'outcome'>): string | null {
  if (!outcome || outcome.purchases === 0) return null
  return outcome.amounts.map(({ currency, centavos }) => formatMoney(centavos, currency)).join(' e ')
}

/** Columns of the message log and of its exported file. */
export const MESSAGE_LIST_COLUMNS = [
  {
    id: 'quem',
    header: 'Para',
    file: { header: 'Pessoa', width: 28, value: (row) => row.contactName ?? row.phone ?? row.address },
  },
  { id: 'sentido', header: 'Sentido', hidden: true, file: { width: 10, value: directionName } },
  {
    id: 'situacao',
    header: 'Situação',
    file: { width: 12, value: (row) => MESSAGE_STATE_NAMES[row.state] },
  },
  {
    id: 'motivo',
    header: 'Por quê',
    file: [
      { header: 'Motivo', width: 40, value: (row) => row.stateReason },
      { header: 'Código do motivo', width: 20, value: (row) => row.stateCode },
    ],
  },
  {
    id: 'texto',
    header: 'Mensagem',
    file: [
      { header: 'Texto', width: 60, value: (row) => row.body },
      { header: 'Modelo', width: 24, value: (row) => row.templateName },
    ],
  },
  {
    id: 'tipo',
    header: 'Tipo',
    hidden: true,
    file: { width: 14, value: (row) => KINDS[row.kind].name },
  },
  {
    id: 'telefone',
    header: 'Telefone',
    hidden: true,
    file: { width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.address) },
  },
  {
    id: 'conexao',
    header: 'Por',
    hidden: true,
    file: { header: 'Conexão', width: 18, value: (row) => row.connectionName },
  },
  { id: 'criada', header: 'Criada em', hidden: true, file: { width: 18, value: (row) => row.createdAt } },
  {
    id: 'enviada',
    header: 'Enviada em',
    hidden: true,
    file: [
      { header: 'Aceita em', width: 18, value: (row) => row.acceptedAt },
      { width: 18, value: (row) => row.sentAt },
    ],
  },
  {
    id: 'entregue',
    header: 'Entregue em',
    hidden: true,
    file: { width: 18, value: (row) => row.deliveredAt },
  },
  { id: 'lida', header: 'Lida em', hidden: true, file: { width: 18, value: (row) => row.readAt } },
  { id: 'tentativas', header: 'Tentativas', hidden: true, file: { width: 10, value: (row) => row.attempts } },
  {
    id: 'servico',
    header: 'Número no serviço',
    hidden: true,
    file: { width: 30, value: (row) => row.providerMessageId },
  },
  {
    id: 'resultado',
    header: 'Depois dela',
    file: [
      { header: 'Respondeu', width: 10, value: answeredText },
      { header: 'Comprou em 7 dias', width: 18, value: boughtText },
    ],
  },
  { id: 'autor', header: 'Enviada por', file: { width: 28, value: (row) => row.sender } },
  { id: 'data', header: 'Quando', file: { width: 18, value: messageAt } },
] as const satisfies readonly ListColumn<MessageRow>[]
