import { formatPhone } from '~/kernel/br'
import type { ListColumn } from '~/kernel/list-columns'
import type { CustomerRow } from './schema'

/** Columns of the list of customers and of its file. */
export const CUSTOMER_LIST_COLUMNS = [
  { id: 'nome', header: 'Nome', file: { width: 32, value: (row) => row.name ?? row.email } },
  {
    id: 'telefone',
    header: 'Telefone',
    file: { width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
  },
  { id: 'email', header: 'E-mail', file: { width: 32, value: (row) => row.email } },
  {
    id: 'cidade',
    header: 'Cidade',
    file: [
      { width: 22, value: (row) => row.city },
      { header: 'UF', width: 6, value: (row) => row.uf },
    ],
  },
  { id: 'pedidos', header: 'Pedidos', file: { width: 10, value: (row) => row.ordersCount } },
  {
    id: 'valor',
    header: 'Total líquido',
    file: [
      { width: 18, value: (row) => ({ centavos: row.netCentavos }) },
      { header: 'Moeda', width: 8, value: (row) => row.currency },
    ],
  },
  {
    id: 'primeiro',
    header: 'Primeiro pedido',
    hidden: true,
    file: { width: 18, value: (row) => row.firstOrderAt },
  },
  { id: 'data', header: 'Último pedido', file: { width: 18, value: (row) => row.lastOrderAt } },
] as const satisfies readonly ListColumn<CustomerRow>[]
