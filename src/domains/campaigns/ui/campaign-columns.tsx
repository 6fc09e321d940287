import { NO_OUTCOME, type OutcomeList } from '~/domains/templates/outcome-schema'
import { purchasesText } from '~/domains/templates/ui/outcome-text'
import { MessageStateMark } from '~/domains/outbox/ui/message-state'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Count, percent } from '~/ui/money'
import { Phone } from '~/ui/phone'
import { Status } from '~/ui/status'
import { Ban, CircleCheck } from 'lucide-react'
import type { z } from 'zod'
import type { CampaignRow, recipientRow } from '../schema'
import { CampaignMark } from './campaign-state'

/** Columns of the list of campaigns. */
export function campaignColumns(
  { now, timezone }: { now: Date; timezone: string },
  outcomes: OutcomeList,
): Column<CampaignRow>[] {
  const bought = (id: string) => purchasesText(outcomes.find((one) => one.id === id) ?? NO_OUTCOME)
  return [
    { id: 'nome', header: 'Campanha', card: 'title', cell: (row) => row.name },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) => <CampaignMark status={row.status} />,
    },
    { id: 'modelo', header: 'Modelo', card: 'none', cell: (row) => row.templateName },
    {
      id: 'pessoas',
      header: 'Pessoas',
      align: 'end',
      card: 'none',
      cell: (row) => <Count value={row.recipients} />,
    },
    {
      id: 'enviadas',
      header: 'Enviadas',
      align: 'end',
      cardLabel: true,
      cell: (row) => <Count value={row.progress.sent} />,
    },
    {
      id: 'entrega',
      header: 'Entrega',
      align: 'end',
      card: 'none',
      cell: (row) => percent(row.progress.deliveryRate, 0),
    },
    {
      id: 'resposta',
      header: 'Resposta',
      align: 'end',
      cardLabel: true,
      cell: (row) => percent(row.progress.answerRate, 0),
    },
    {
      id: 'compras',
      header: 'Compraram em 7 dias',
      align: 'end',
      cardLabel: true,
      cell: (row) => bought(row.id),
    },
    {
      id: 'erro',
      header: 'Erro',
      align: 'end',
      card: 'none',
      cell: (row) => percent(row.progress.errorRate, 0),
    },
    {
      id: 'data',
      header: 'Criada',
      cell: (row) => <Moment at={row.createdAt} now={now} timezone={timezone} />,
    },
  ]
}

export type RecipientRow = z.infer<typeof recipientRow>

/** Columns of the recipients of one campaign: who gets it, who doesn't and why. */
export function recipientColumns(): Column<RecipientRow>[] {
  return [
    { id: 'nome', header: 'Nome', card: 'title', cell: (row) => row.name ?? row.phoneRaw ?? 'Sem nome' },
    { id: 'telefone', header: 'Telefone', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) =>
        row.refusal ? (
          <Status icon={Ban}>Fica de fora</Status>
        ) : row.state ? (
          <MessageStateMark state={row.state} />
        ) : (
          <Status icon={CircleCheck} tone="jade">
            Recebe
          </Status>
        ),
    },
    {
      id: 'motivo',
      header: 'Por quê',
      cell: (row) => <span className="text-soft">{row.refusal ?? row.stateReason ?? ''}</span>,
    },
    {
      id: 'linha',
      header: 'Linha',
      align: 'end',
      card: 'none',
      cell: (row) => row.line.toLocaleString('pt-BR'),
    },
  ]
}
