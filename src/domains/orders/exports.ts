import { formatPhone } from '~/kernel/br'
import { defineExport } from '~/kernel/export/entry'
import type { ExportShape } from '~/kernel/export/file'
import { pageOfOrders } from './query'
import { orderFilter, type OrderRow } from './schema'
import { orderStatusName } from './texts'

const shape: ExportShape<OrderRow> = {
  name: 'pedidos',
  recipient: (row) => row,
  columns: [
    { header: 'Pedido', width: 10, value: (row) => row.number },
    { header: 'Data', width: 18, value: (row) => row.placedAt },
    { header: 'Status', width: 22, value: (row) => orderStatusName(row.status) },
    { header: 'Nome', width: 32, value: (row) => row.name },
    { header: 'E-mail', width: 32, value: (row) => row.email },
    { header: 'Telefone', width: 18, value: (row) => (row.phone ? formatPhone(row.phone) : row.phoneRaw) },
    { header: 'Cidade', width: 22, value: (row) => row.city },
    { header: 'UF', width: 6, value: (row) => row.uf },
    { header: 'Itens', width: 8, value: (row) => row.itemCount },
    { header: 'Total', width: 14, value: (row) => ({ centavos: row.totalCentavos }) },
    { header: 'Reembolsado', width: 14, value: (row) => ({ centavos: row.refundedCentavos }) },
    {
      header: 'Líquido',
      width: 14,
      value: (row) => ({ centavos: row.totalCentavos - row.refundedCentavos }),
    },
    { header: 'Moeda', width: 8, value: (row) => row.currency },
    { header: 'Pagamento', width: 22, value: (row) => row.paymentTitle },
    { header: 'Pago em', width: 18, value: (row) => row.paidAt },
    { header: 'Recuperou carrinho', width: 18, value: (row) => row.recoveredCartId !== null },
  ],
}

/** Orders as the filter shows them. */
export const ordersExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer'] },
  input: orderFilter,
  shape,
  read: (unit, { cursor, size, ...filter }) => pageOfOrders(unit, filter, { cursor, size }),
})
