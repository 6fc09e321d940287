import { withLooks } from '~/ui/list/looks'
import type { Column, Filter } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Phone } from '~/ui/phone'
import { CUSTOMER_LIST_COLUMNS } from '../columns'
import type { CustomerRow } from '../schema'
import { GROUP_OPTIONS, PERIOD_OPTIONS, UF_OPTIONS } from './filter-options'

/** Filters of the list of customers. */
export const CUSTOMER_FILTERS: Filter[] = [
  { kind: 'period', label: 'Primeira compra', options: PERIOD_OPTIONS, all: 'Qualquer data' },
  {
    kind: 'choice',
    param: 'group',
    many: true,
    label: 'Pedidos',
    options: GROUP_OPTIONS,
    all: 'Qualquer número',
  },
  { kind: 'choice', param: 'uf', many: true, label: 'UF', options: UF_OPTIONS, all: 'Todas' },
]

/** Columns of the list of customers. */
export function customerColumns({ now, timezone }: { now: Date; timezone: string }): Column<CustomerRow>[] {
  const moment = (at: Date | null) => (at ? <Moment at={at} now={now} timezone={timezone} /> : null)
  return withLooks(CUSTOMER_LIST_COLUMNS, {
    nome: { card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    telefone: { cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    email: {
      card: 'none',
      cell: (row) => row.email && <span className="block max-w-64 truncate">{row.email}</span>,
    },
    cidade: { cell: (row) => [row.city, row.uf].filter(Boolean).join(' / ') },
    pedidos: {
      align: 'end',
      cardLabel: true,
      sort: { key: 'pedidos', first: 'desc', labels: { desc: 'Mais pedidos', asc: 'Menos pedidos' } },
      cell: (row) => row.ordersCount.toLocaleString('pt-BR'),
    },
    valor: {
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.netCentavos} currency={row.currency} />,
    },
    primeiro: { card: 'none', cell: (row) => moment(row.firstOrderAt) },
    data: {
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => moment(row.lastOrderAt),
    },
  })
}
