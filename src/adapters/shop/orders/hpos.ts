import { fetchMeta, type Meta } from '../meta'
import { keyset, refuse } from '../paging'
import { text, type Condition, type Row, type TableReader } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, utc } from '../time'
import { CHECKOUT_DRAFTS, DRAFTS, HPOS_ORDER_KEYS, REFUND_KEYS } from './keys'
import { groupRefunds, refundAmount } from './refunds'
import type { OrderStore, StoredOrder, Wanted } from './store'

export const HPOS_COLUMNS = [
  'id',
  'status',
  'type',
  'currency',
  'tax_amount',
  'total_amount',
  'customer_id',
  'billing_email',
  'date_created_gmt',
  'date_updated_gmt',
  'parent_order_id',
  'payment_method',
  'payment_method_title',
] as const
export const ADDRESS_COLUMNS = [
  'order_id',
  'first_name',
  'last_name',
  'company',
  'city',
  'state',
  'country',
  'email',
  'phone',
] as const
export const OPERATIONAL_COLUMNS = [
  'order_id',
  'created_via',
  'date_paid_gmt',
  'date_completed_gmt',
  'shipping_tax_amount',
  'shipping_total_amount',
  'discount_total_amount',
] as const

export type HposTables = {
  orders: Table<(typeof HPOS_COLUMNS)[number]>
  addresses: Table<(typeof ADDRESS_COLUMNS)[number]>
  operational: Table<(typeof OPERATIONAL_COLUMNS)[number]>
}

/** Columns by the postmeta key that means the same. */
const ORDER_FIELDS = {
  _order_currency: 'currency',
  _order_total: 'total_amount',
  _order_tax: 'tax_amount',
  _customer_user: 'customer_id',
  _billing_email: 'billing_email',
  _payment_method: 'payment_method',
  _payment_method_title: 'payment_method_title',
} as const
const ADDRESS_FIELDS = {
  _billing_first_name: 'first_name',
  _billing_last_name: 'last_name',
  _billing_company: 'company',
  _billing_city: 'city',
  _billing_state: 'state',
  _billing_country: 'country',
  _billing_email: 'email',
  _billing_phone: 'phone',
} as const
const OPERATIONAL_FIELDS = {
  _created_via: 'created_via',
  _order_shipping: 'shipping_total_amount',
  _order_shipping_tax: 'shipping_tax_amount',
  _cart_discount: 'discount_total_amount',
} as const

/** Orders in WooCommerce's own tables. Every date is UTC. */
export class HposStore implements OrderStore {
  private readonly meta: { name: string; owner: string; id: string }

  constructor(
    private readonly reader: TableReader,
    private readonly tables: HposTables,
    prefix: string,
  ) {
    this.meta = { name: `${prefix}wc_orders_meta`, owner: 'order_id', id: 'id' }
  }

  async *pages(range: ShopRange, after: number, wanted: Wanted = 'orders'): AsyncGenerator<StoredOrder[]> {
    const { orders, addresses, operational } = this.tables
    for await (const rows of keyset(this.reader, orders, {
      key: 'id',
      after,
      where: conditions(range, wanted),
    })) {
      const ids = rows.map((row) => Number(row[orders.at.id]))
      const [metas, billing, data] = await Promise.all([
        fetchMeta(this.reader, this.meta, ids, HPOS_ORDER_KEYS),
        this.byOrder(addresses, ids, [{ column: 'address_type', oneOf: ['billing'] }]),
        this.byOrder(operational, ids, []),
      ])
      yield rows.map((row, index) => {
        const id = ids[index] ?? 0
        const fields: Meta = metas.get(id) ?? new Map<string, string>()
        const details = data.get(id)
        collect(fields, row, orders, ORDER_FIELDS)
        collect(fields, billing.get(id), addresses, ADDRESS_FIELDS)
        collect(fields, details, operational, OPERATIONAL_FIELDS)
        return {
          id,
          status: text(row[orders.at.status]) ?? '',
          placedAt: utc(text(row[orders.at.date_created_gmt])),
          modifiedAt: utc(text(row[orders.at.date_updated_gmt])),
          paidAt: utc(text(details?.[operational.at.date_paid_gmt])),
          completedAt: utc(text(details?.[operational.at.date_completed_gmt])),
          fields,
          row,
        }
      })
    }
  }

  private async byOrder<C extends string>(
    table: Table<C | 'order_id'>,
    ids: readonly number[],
    where: Condition[],
  ): Promise<Map<number, Row>> {
    const rows = await this.reader.select({
      table: table.name,
      columns: table.columns,
      among: { column: 'order_id', ids },
      where,
      orderBy: ['order_id'],
    })
    return new Map(rows.map((row) => [Number(row[table.at.order_id]), row]))
  }

  async refunds(orderIds: readonly number[]) {
    const { name, columns, at } = this.tables.orders
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'parent_order_id', ids: orderIds },
      where: [
        { column: 'type', oneOf: ['shop_order_refund'] },
        { column: 'status', noneOf: ['trash', ...DRAFTS] },
      ],
      orderBy: ['id'],
    })
    const ids = rows.map((row) => Number(row[at.id]))
    const metas = await fetchMeta(this.reader, this.meta, ids, REFUND_KEYS)
    return groupRefunds(
      rows.map((row, index) => {
        const id = ids[index] ?? 0
        const meta = metas.get(id)
        return {
          id,
          orderId: Number(row[at.parent_order_id]),
          amountCentavos: refundAmount(meta?.get('_refund_amount'), text(row[at.total_amount])),
          reason: meta?.get('_refund_reason'),
          refundedAt: utc(text(row[at.date_created_gmt])),
        }
      }),
    )
  }

  count(range: ShopRange): Promise<number> {
    return this.reader.count({ table: this.tables.orders.name, where: conditions(range) })
  }

  refuse(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord {
    return refuse(this.tables.orders, order.row, 'id', reasonCode, reason)
  }
}

/** Adds the columns of a row that say something, under their postmeta keys. */
function collect<C extends string>(
  fields: Meta,
  row: Row | undefined,
  table: Table<C>,
  names: Record<string, C>,
): void {
  if (!row) return
  for (const key in names) {
    const column = names[key]
    const value = column === undefined ? null : text(row[table.at[column]])
    if (value && !fields.has(key)) fields.set(key, value)
  }
}

function conditions(range: ShopRange, wanted: Wanted = 'orders'): Condition[] {
  const where: Condition[] = [
    { column: 'type', oneOf: ['shop_order'] },
    wanted === 'orders' ? { column: 'status', noneOf: DRAFTS } : { column: 'status', oneOf: CHECKOUT_DRAFTS },
  ]
  if (range.from || range.to)
    where.push({ anyRange: [coarse('date_created_gmt', range), coarse('date_updated_gmt', range)] })
  return where
}
