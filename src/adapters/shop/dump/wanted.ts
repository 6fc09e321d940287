import { ACCOUNT_KEYS, USER_COLUMNS } from '../accounts'
import { CARTFLOWS_COLUMNS, CARTFLOWS_OPTIONAL } from '../carts/cartflows'
import { GUEST_COLUMNS, LITE_COLUMNS, LITE_OPTIONAL, LITE_USER_KEYS } from '../carts/lite'
import { OPTION_NAMES } from '../layout'
import { networkPrefix } from '../multisite'
import { ENTRY_META_COLUMNS } from '../leads/metas'
import { ENTRY_COLUMNS, ENTRY_OPTIONAL } from '../leads/read'
import { ADDRESS_COLUMNS, HPOS_COLUMNS, OPERATIONAL_COLUMNS } from '../orders/hpos'
import { ITEM_COLUMNS } from '../orders/items'
import { HPOS_ORDER_KEYS, ITEM_KEYS, POST_ORDER_KEYS, REFUND_KEYS } from '../orders/keys'
import { POST_COLUMNS } from '../orders/posts'
import type { Wanted } from './events'

/** A table that is kept: integer columns, and the indexes that its readers need. */
export type KeptTable = Wanted & {
  integers: readonly string[]
  indexes: readonly (readonly string[])[]
  /** The column that is unique among the kept rows; absent where none is. */
  key?: string
}

const meta = (owner: string, id: string, keys: Iterable<string>): KeptTable => ({
  columns: [id, owner, 'meta_key', 'meta_value'],
  only: { column: 'meta_key', values: new Set(keys) },
  integers: [id, owner],
  indexes: [[owner, id]],
  key: id,
})

const CARTFLOWS: KeptTable = {
  columns: [...CARTFLOWS_COLUMNS, ...CARTFLOWS_OPTIONAL],
  integers: ['id'],
  indexes: [['id']],
  key: 'id',
}

/** What an import reads of a table, null for tables that it never reads. */
export function wantedTable(prefix: string, name: string, columns: readonly string[]): KeptTable | null {
  if (name.startsWith(prefix)) {
    const known = byName(prefix, name.slice(prefix.length))
    if (known) return known
  }
  const network = networkPrefix(prefix)
  if (network !== null && (name === `${network}users` || name === `${network}usermeta`))
    return byName(prefix, name.slice(network.length))
  const own = new Set(columns.map((column) => column.toLowerCase()))
  return CARTFLOWS_COLUMNS.every((column) => own.has(column)) ? CARTFLOWS : null
}

function byName(prefix: string, suffix: string): KeptTable | null {
  switch (suffix) {
    case 'options':
      return {
        columns: ['option_name', 'option_value'],
        only: { column: 'option_name', values: new Set(OPTION_NAMES) },
        integers: [],
        indexes: [],
      }
    case 'posts':
      return {
        columns: [...POST_COLUMNS, 'post_title'],
        only: {
          column: 'post_type',
          values: new Set([
            'shop_order',
            'shop_order_refund',
            'shop_order_placehold',
            'product',
            'product_variation',
          ]),
        },
        integers: ['ID', 'post_parent'],
        indexes: [['ID'], ['post_parent']],
        key: 'ID',
      }
    case 'postmeta':
      return meta('post_id', 'meta_id', [...POST_ORDER_KEYS, ...REFUND_KEYS])
    case 'wc_orders':
      return {
        columns: HPOS_COLUMNS,
        integers: ['id', 'parent_order_id', 'customer_id'],
        indexes: [['id'], ['parent_order_id']],
        key: 'id',
      }
    case 'wc_order_addresses':
      return {
        columns: [...ADDRESS_COLUMNS, 'address_type'],
        only: { column: 'address_type', values: new Set(['billing']) },
        integers: ['order_id'],
        indexes: [['order_id']],
        key: 'order_id',
      }
    case 'wc_order_operational_data':
      return {
        columns: OPERATIONAL_COLUMNS,
        integers: ['order_id'],
        indexes: [['order_id']],
        key: 'order_id',
      }
    case 'wc_orders_meta':
      return meta('order_id', 'id', [...HPOS_ORDER_KEYS, ...REFUND_KEYS])
    case 'woocommerce_order_items':
      return {
        columns: ITEM_COLUMNS,
        integers: ['order_item_id', 'order_id'],
        indexes: [['order_id', 'order_item_id']],
        key: 'order_item_id',
      }
    case 'woocommerce_order_itemmeta':
      return meta('order_item_id', 'meta_id', ITEM_KEYS)
    case 'users':
      return { columns: USER_COLUMNS, integers: ['ID'], indexes: [['ID']], key: 'ID' }
    case 'usermeta':
      return meta('user_id', 'umeta_id', [
        ...ACCOUNT_KEYS,
        ...LITE_USER_KEYS,
        `${prefix}capabilities`,
        `${networkPrefix(prefix) ?? prefix}capabilities`,
      ])
    case 'fv_enteries':
      return {
        columns: [...ENTRY_COLUMNS, ...ENTRY_OPTIONAL],
        integers: ['id'],
        indexes: [['id']],
        key: 'id',
      }
    case 'fv_entry_meta':
      return { columns: ENTRY_META_COLUMNS, integers: ['id'], indexes: [['id']], key: 'id' }
    case 'ac_abandoned_cart_history_lite':
      return { columns: [...LITE_COLUMNS, ...LITE_OPTIONAL], integers: ['id'], indexes: [['id']], key: 'id' }
    case 'ac_guest_abandoned_cart_history_lite':
      return { columns: GUEST_COLUMNS, integers: ['id'], indexes: [['id']], key: 'id' }
    default:
      return null
  }
}
