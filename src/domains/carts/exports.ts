import { defineExport } from '~/kernel/export/entry'
import { CART_LIST_COLUMNS } from './columns'
import { pageOfCarts } from './query'
import { cartFilter } from './schema'

/** Carts as the filter shows them. */
export const cartsExport = defineExport({
  role: 'operator',
  meta: { ids: ['customer', 'cart'] },
  input: cartFilter,
  name: 'carrinhos',
  columns: CART_LIST_COLUMNS,
  recipient: (row) => row,
  read: (unit, { cursor, size, ...filter }) => pageOfCarts(unit, filter, { cursor, size }),
})
