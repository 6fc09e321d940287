import { centavos } from '~/kernel/money'
import { fetchMeta, groupBy, type Meta } from '../meta'
import { amount, ZERO } from '../money'
import { text, whole, words, type Row, type TableReader } from '../port'
import type { OrderItemRecord } from '../records'
import type { Table } from '../source'
import { ITEM_KEYS } from './keys'

export const ITEM_COLUMNS = ['order_item_id', 'order_item_name', 'order_item_type', 'order_id'] as const
export type ItemsTable = Table<(typeof ITEM_COLUMNS)[number]>

/** Where each kind of item keeps what it adds to the order. */
const TOTAL_KEYS: Partial<Record<string, readonly string[]>> = {
  shipping: ['cost'],
  coupon: ['discount_amount'],
  tax: ['tax_amount', 'shipping_tax_amount'],
}

/** Items of a page of orders, the same tables in both stores. */
export class ItemReader {
  private readonly itemmeta: { name: string; owner: string; id: string }

  constructor(
    private readonly reader: TableReader,
    private readonly items: ItemsTable,
    prefix: string,
  ) {
    this.itemmeta = { name: `${prefix}woocommerce_order_itemmeta`, owner: 'order_item_id', id: 'meta_id' }
  }

  /** By order id, in the order of their ids. `broken` names orders with an item whose value can't be read. */
  async read(
    orderIds: readonly number[],
  ): Promise<{ byOrder: Map<number, OrderItemRecord[]>; broken: Map<number, string> }> {
    const { name, columns, at } = this.items
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'order_id', ids: orderIds },
      orderBy: ['order_id', 'order_item_id'],
    })
    const metas = await fetchMeta(
      this.reader,
      this.itemmeta,
      rows.map((row) => Number(row[at.order_item_id])),
      ITEM_KEYS,
    )
    const byOrder = new Map<number, OrderItemRecord[]>()
    const broken = new Map<number, string>()
    for (const [order, group] of groupBy(rows, at.order_id)) {
      const records: OrderItemRecord[] = []
      for (const row of group) {
        const record = this.record(row, metas.get(Number(row[at.order_item_id])))
        if (record) records.push(record)
        else broken.set(order, `O item ${String(row[at.order_item_id])} não tem valor que se leia.`)
      }
      byOrder.set(order, records)
    }
    return { byOrder, broken }
  }

  private record(row: Row, meta: Meta | undefined): OrderItemRecord | null {
    const { at } = this.items
    const type = text(row[at.order_item_type]) ?? ''
    let total = ZERO
    for (const key of TOTAL_KEYS[type] ?? ['_line_total']) {
      const part = amount(meta?.get(key))
      if (part === null) return null
      total = centavos(total + part)
    }
    const quantity = Number(meta?.get('_qty') ?? 1)
    return {
      externalId: Number(row[at.order_item_id]),
      type,
      name: words(row[at.order_item_name]) ?? '',
      productId: whole(meta?.get('_product_id')) || null,
      variationId: whole(meta?.get('_variation_id')) || null,
      quantity: Number.isFinite(quantity) && Math.abs(quantity) < 1e9 ? quantity : 0,
      totalCentavos: total,
    }
  }
}
