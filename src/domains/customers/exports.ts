import { defineExport } from '~/kernel/export/entry'
import { CUSTOMER_LIST_COLUMNS } from './columns'
import { pageOfCustomers } from './service'
import { customerFilter } from './schema'

/** Customers as the filter shows them. */
export const customersExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer'] },
  input: customerFilter,
  name: 'clientes',
  columns: CUSTOMER_LIST_COLUMNS,
  recipient: (row) => row,
  read: (unit, { cursor, size, ...filter }) => pageOfCustomers(unit, filter, { cursor, size }),
})
