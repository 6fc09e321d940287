import { centavos, type Centavos } from '~/kernel/money'
import { fetchMeta, groupBy, type Meta } from '../meta'
import { amount, ZERO } from '../money'
import { text, whole, words, type Row, type TableReader } from '../port'
import type { OrderItemRecord } from '../records'
import type { Table } from '../source'
import { ITEM_KEYS } from './keys'

export const ITEM_COLUMNS = ['order_item_id', 'order_item_name', 'order_item_type', 'order_id'] as const
export type ItemsTable = Table<(typeof ITEM_COLUMNS)[number]>

/** Meta key of the amount that each kind of item adds to the order. */
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

  /**
   * By order id, in the order of their ids. An item with an unreadable value is kept at zero, and `problems` says so.
   */
  async read(
    orderIds: readonly number[],
  ): Promise<{ byOrder: Map<number, OrderItemRecord[]>; problems: Map<number, string[]> }> {
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
    const problems = new Map<number, string[]>()
    for (const [order, group] of groupBy(rows, at.order_id)) {
      const records: OrderItemRecord[] = []
      for (const row of group) {
        const { record, readable } = this.record(row, metas.get(Number(row[at.order_item_id])))
        records.push(record)
        if (readable) continue
        const problem = `O item “${record.name.slice(0, 60)}” não tem valor que se leia.`
        problems.set(order, [...(problems.get(order) ?? []), problem])
      }
      byOrder.set(order, records)
    }
    return { byOrder, problems }
  }

  private record(row: Row, meta: Meta | undefined): { record: OrderItemRecord; readable: boolean } {
    const { at } = this.items
    const type = text(row[at.order_item_type]) ?? ''
    const parts = (TOTAL_KEYS[type] ?? ['_line_total']).map((key) => amount(meta?.get(key)))
    const readable = !parts.includes(null)
    const total = readable ? parts.reduce<Centavos>((sum, part) => centavos(sum + (part ?? 0)), ZERO) : ZERO
    const quantity = Number(meta?.get('_qty') ?? 1)
    const record = {
      externalId: Number(row[at.order_item_id]),
      type,
      name: words(row[at.order_item_name]) ?? '',
      productId: whole(meta?.get('_product_id')) || null,
      variationId: whole(meta?.get('_variation_id')) || null,
      quantity: Number.isFinite(quantity) && Math.abs(quantity) < 1e9 ? quantity : 0,
      totalCentavos: total,
    }
    return { record, readable }
  }
}
