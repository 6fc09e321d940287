import { formatPhone } from '~/kernel/br'
import { defineExport } from '~/kernel/export/entry'
import type { ExportShape } from '~/kernel/export/file'
import { pageOfCustomers } from './service'
import { customerFilter, type CustomerRow } from './schema'

const shape: ExportShape<CustomerRow> = {
  name: 'clientes',
  recipient: (row) => row,
  columns: [
    { header: 'Nome', width: 32, value: (row) => row.name },
    { header: 'E-mail', width: 32, value: (row) => row.email },
    { header: 'Telefone', width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
    { header: 'Cidade', width: 22, value: (row) => row.city },
    { header: 'UF', width: 6, value: (row) => row.uf },
    { header: 'Pedidos', width: 10, value: (row) => row.ordersCount },
    { header: 'Total líquido (R$)', width: 18, value: (row) => ({ centavos: row.netCentavos }) },
    { header: 'Primeiro pedido', width: 18, value: (row) => row.firstOrderAt },
    { header: 'Último pedido', width: 18, value: (row) => row.lastOrderAt },
  ],
}

/** Customers as the filter shows them. */
export const customersExport = defineExport({
  role: 'operator',
  meta: { ids: [] },
  input: customerFilter,
  shape,
  read: (unit, { cursor, size, ...filter }) => pageOfCustomers(unit, filter, { cursor, size }),
})
