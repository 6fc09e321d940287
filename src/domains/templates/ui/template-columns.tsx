import { CircleCheck, CirclePause } from 'lucide-react'
import type { Column } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Count, percent } from '~/ui/money'
import { Status } from '~/ui/status'
import { TEMPLATE_KIND_NAMES } from '../kinds'
import { NO_OUTCOME, type OutcomeList } from '../outcome-schema'
import { type TemplateRow } from '../schema'
import { purchasesText } from './outcome-text'

/** Columns of the list of templates; the figures are of the last 30 days. */
export function templateColumns(
  { now, timezone }: { now: Date; timezone: string },
  outcomes: OutcomeList,
): Column<TemplateRow>[] {
  const outcomeOf = (id: string) => outcomes.find((one) => one.id === id) ?? NO_OUTCOME
  // Messages that reached no phone have no outcome to count.
  const isSimulated = (row: TemplateRow) => row.usage.sent > 0 && !outcomes.some(({ id }) => id === row.id)
  return [
    { id: 'nome', header: 'Nome', card: 'title', cell: (row) => row.name },
    { id: 'tipo', header: 'Para', card: 'none', cell: (row) => TEMPLATE_KIND_NAMES[row.kind] },
    {
      id: 'texto',
      header: 'Mensagem',
      cell: (row) => <span className="line-clamp-1 max-w-96 text-soft">{row.body}</span>,
    },
    {
      id: 'enviadas',
      header: 'Enviadas',
      align: 'end',
      cardLabel: true,
      cell: (row) => <Count value={row.usage.sent} />,
    },
    {
      id: 'entregues',
      header: 'Entregues',
      align: 'end',
      card: 'none',
      cell: (row) => (row.usage.sent > 0 ? percent(row.usage.delivered / row.usage.sent, 0) : null),
    },
    {
      id: 'lidas',
      header: 'Lidas',
      align: 'end',
      card: 'none',
      cell: (row) => (row.usage.sent > 0 ? percent(row.usage.read / row.usage.sent, 0) : null),
    },
    {
      id: 'respostas',
      header: 'Responderam',
      align: 'end',
      card: 'none',
      cell: (row) => (isSimulated(row) ? null : <Count value={outcomeOf(row.id).answered} />),
    },
    {
      id: 'compras',
      header: 'Compraram em 7 dias',
      align: 'end',
      cardLabel: true,
      cell: (row) =>
        isSimulated(row) ? (
          <span className="text-faint">só simulador</span>
        ) : (
          purchasesText(outcomeOf(row.id))
        ),
    },
    {
      id: 'falhas',
      header: 'Falhas',
      align: 'end',
      hidden: true,
      card: 'none',
      cell: (row) => <Count value={row.usage.failed} />,
    },
    {
      id: 'uso',
      header: 'Último envio',
      card: 'none',
      cell: (row) =>
        row.usage.lastUsedAt ? <Moment at={row.usage.lastUsedAt} now={now} timezone={timezone} /> : null,
    },
    {
      id: 'situacao',
      header: 'Situação',
      card: 'aside',
      cell: (row) =>
        row.active ? (
          <Status icon={CircleCheck} tone="jade">
            Em uso
          </Status>
        ) : (
          <Status icon={CirclePause}>Desligado</Status>
        ),
    },
  ]
}
