import { fetchMeta, type Meta } from '../meta'
import { keyset, rejectRow } from '../paging'
import { text, whole, type Condition, type Row, type TableReader } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, unix, utc, type LocalTime } from '../time'
import { CHECKOUT_DRAFTS, DRAFTS, HPOS_ORDER_KEYS, REFUND_KEYS } from './keys'
import type { PostsTable } from './posts'
import { refundAmount } from './refunds'
import { placed, type Hanging, type OrderStore, type StoredOrder, type Wanted } from './store'

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
  /** The table with a row under each order's id, with its date; null where it can't be read. */
  posts: PostsTable | null
}

/** Columns by the equivalent postmeta key. */
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

/** Orders in WooCommerce's own tables. Every date is UTC; zero and missing ones are looked up elsewhere. */
export class HposStore implements OrderStore {
  private readonly meta: { name: string; owner: string; id: string }

  constructor(
    private readonly reader: TableReader,
    private readonly tables: HposTables,
    prefix: string,
    private readonly local: LocalTime,
  ) {
    this.meta = { name: `${prefix}wc_orders_meta`, owner: 'order_id', id: 'id' }
  }

  async *pages(range: ShopRange, after: number, wanted: Wanted = 'orders'): AsyncGenerator<StoredOrder[]> {
    for await (const rows of keyset(this.reader, this.tables.orders, {
      key: 'id',
      after,
      where: conditions(range, wanted),
    }))
      yield await this.stored(rows)
  }

  async byIds(ids: readonly number[]): Promise<StoredOrder[]> {
    const { name, columns } = this.tables.orders
    const where = conditions({ from: null, to: null })
    return this.stored(
      await this.reader.select({
        table: name,
        columns,
        among: { column: 'id', ids },
        where,
        orderBy: ['id'],
      }),
    )
  }

  private async stored(rows: readonly Row[]): Promise<StoredOrder[]> {
    const { orders, addresses, operational } = this.tables
    const { at } = orders
    const ids = rows.map((row) => Number(row[at.id]))
    const undated = rows
      .filter((row) => !utc(text(row[at.date_created_gmt])))
      .map((row) => Number(row[at.id]))
    const [metas, billing, data, posted] = await Promise.all([
      fetchMeta(this.reader, this.meta, ids, HPOS_ORDER_KEYS),
      this.byOrder(addresses, ids, [{ column: 'address_type', oneOf: ['billing'] }]),
      this.byOrder(operational, ids, []),
      this.postDates(undated),
    ])
    return rows.map((row, index) => {
      const id = ids[index] ?? 0
      const fields: Meta = metas.get(id) ?? new Map<string, string>()
      const details = data.get(id)
      collect(fields, row, orders, ORDER_FIELDS)
      collect(fields, billing.get(id), addresses, ADDRESS_FIELDS)
      collect(fields, details, operational, OPERATIONAL_FIELDS)
      const get = (key: string) => fields.get(key) ?? null
      const modifiedAt = utc(text(row[at.date_updated_gmt]))
      const paidAt =
        utc(text(details?.[operational.at.date_paid_gmt])) ??
        unix(get('_date_paid')) ??
        this.local.instant(get('_paid_date'))
      const completedAt = utc(text(details?.[operational.at.date_completed_gmt]))
      return {
        id,
        parentId: whole(row[at.parent_order_id]) ?? 0,
        status: text(row[at.status]) ?? '',
        ...placed(utc(text(row[at.date_created_gmt])), [
          posted.get(id) ?? null,
          paidAt,
          completedAt,
          modifiedAt,
        ]),
        modifiedAt,
        paidAt,
        completedAt,
        fields,
        row,
      }
    })
  }

  /** Dates of the placeholder rows of orders among the posts. */
  private async postDates(ids: readonly number[]): Promise<Map<number, Date>> {
    const { posts } = this.tables
    if (!posts || ids.length === 0) return new Map()
    const { name, columns, at } = posts
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'ID', ids },
      orderBy: ['ID'],
    })
    return new Map(
      rows.flatMap((row) => {
        const date = utc(text(row[at.post_date_gmt])) ?? this.local.instant(text(row[at.post_date]))
        return date ? [[Number(row[at.ID]), date] as const] : []
      }),
    )
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

  async hanging(orderIds: readonly number[]): Promise<Hanging> {
    const { name, columns, at } = this.tables.orders
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'parent_order_id', ids: orderIds },
      where: [
        { column: 'type', oneOf: ['shop_order_refund', 'shop_order'] },
        { column: 'status', noneOf: ['trash', ...DRAFTS] },
      ],
      orderBy: ['id'],
    })
    const isRefund = (row: Row) => text(row[at.type]) === 'shop_order_refund'
    const refunds = rows.filter(isRefund)
    const ids = refunds.map((row) => Number(row[at.id]))
    const undated = refunds.filter((row) => !utc(text(row[at.date_created_gmt])))
    const [metas, posted] = await Promise.all([
      fetchMeta(this.reader, this.meta, ids, REFUND_KEYS),
      this.postDates(undated.map((row) => Number(row[at.id]))),
    ])
    return {
      orders: rows.filter((row) => !isRefund(row)).map((row) => Number(row[at.id])),
      refunds: refunds.map((row, index) => {
        const id = ids[index] ?? 0
        const meta = metas.get(id)
        return {
          id,
          orderId: Number(row[at.parent_order_id]),
          amountCentavos: refundAmount(meta?.get('_refund_amount'), text(row[at.total_amount])),
          reason: meta?.get('_refund_reason'),
          refundedAt:
            utc(text(row[at.date_created_gmt])) ?? posted.get(id) ?? utc(text(row[at.date_updated_gmt])),
        }
      }),
    }
  }

  count(range: ShopRange): Promise<number> {
    return this.reader.count({ table: this.tables.orders.name, where: conditions(range) })
  }

  reject(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord {
    return rejectRow(this.tables.orders, order.row, 'id', reasonCode, reason)
  }
}

/** Adds the non-empty columns of a row, under their postmeta keys. */
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
