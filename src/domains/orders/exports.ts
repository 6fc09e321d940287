import { defineExport } from '~/kernel/export/entry'
import { ORDER_LIST_COLUMNS } from './columns'
import { pageOfOrders } from './query'
import { orderFilter } from './schema'

/** Orders as the filter shows them. */
export const ordersExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer', 'order'] },
  input: orderFilter,
  name: 'pedidos',
  columns: ORDER_LIST_COLUMNS,
  recipient: (row) => row,
  read: (unit, { cursor, size, ...filter }) => pageOfOrders(unit, filter, { cursor, size }),
})
