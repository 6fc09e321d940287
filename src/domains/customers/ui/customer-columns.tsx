import type { Column, Filter } from '~/ui/list/types'
import { Moment } from '~/ui/moment-view'
import { Money } from '~/ui/money'
import { Phone } from '~/ui/phone'
import type { CustomerRow } from '../schema'
import { PERIOD_OPTIONS, UF_OPTIONS } from './filter-options'

/** Filters of the list of customers. */
export const CUSTOMER_FILTERS: Filter[] = [
  { kind: 'period', label: 'Primeira compra', options: PERIOD_OPTIONS, all: 'Qualquer data' },
  {
    kind: 'choice',
    param: 'group',
    label: 'Pedidos',
    options: [
      { value: 'recorrente', label: 'Dois ou mais' },
      { value: 'um', label: 'Um só' },
      { value: 'nenhum', label: 'Nenhum que conte' },
    ],
    all: 'Qualquer número',
  },
  { kind: 'choice', param: 'uf', label: 'UF', options: UF_OPTIONS, all: 'Todas' },
]

/** Columns of the list of customers. */
export function customerColumns({ now, timezone }: { now: Date; timezone: string }): Column<CustomerRow>[] {
  return [
    { id: 'nome', header: 'Nome', card: 'title', cell: (row) => row.name ?? row.email ?? 'Sem nome' },
    { id: 'telefone', header: 'Telefone', cell: (row) => <Phone e164={row.phone} raw={row.phoneRaw} /> },
    {
      id: 'email',
      header: 'E-mail',
      card: 'none',
      cell: (row) => <span className="block max-w-64 truncate">{row.email ?? '—'}</span>,
    },
    { id: 'cidade', header: 'Cidade', cell: (row) => [row.city, row.uf].filter(Boolean).join(' / ') || '—' },
    {
      id: 'pedidos',
      header: 'Pedidos',
      align: 'end',
      cardLabel: true,
      sort: { key: 'pedidos', first: 'desc', labels: { desc: 'Mais pedidos', asc: 'Menos pedidos' } },
      cell: (row) => row.ordersCount.toLocaleString('pt-BR'),
    },
    {
      id: 'valor',
      header: 'Total líquido',
      align: 'end',
      card: 'aside',
      sort: { key: 'valor', first: 'desc', labels: { desc: 'Maior valor', asc: 'Menor valor' } },
      cell: (row) => <Money centavos={row.netCentavos} />,
    },
    {
      id: 'data',
      header: 'Último pedido',
      sort: { key: 'data', first: 'desc', labels: { desc: 'Mais recentes', asc: 'Mais antigos' } },
      cell: (row) => (row.lastOrderAt ? <Moment at={row.lastOrderAt} now={now} timezone={timezone} /> : '—'),
    },
  ]
}
