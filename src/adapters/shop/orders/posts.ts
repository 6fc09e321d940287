import { fetchMeta, type Meta } from '../meta'
import { keyset, rejectRow } from '../paging'
import { text, whole, type Cell, type Condition, type Row, type TableReader } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, unix, utc, type LocalTime } from '../time'
import { CHECKOUT_DRAFTS, DRAFTS, POST_ORDER_KEYS, REFUND_KEYS } from './keys'
import { refundAmount } from './refunds'
import { placed, type Hanging, type OrderStore, type StoredOrder, type Wanted } from './store'

export const POST_COLUMNS = [
  'ID',
  'post_type',
  'post_status',
  'post_date',
  'post_date_gmt',
  'post_modified',
  'post_modified_gmt',
  'post_parent',
  'post_excerpt',
] as const
export type PostsTable = Table<(typeof POST_COLUMNS)[number]>

const NO_META: Meta = new Map()

/**
 * Orders in `posts` and `postmeta`. GMT columns may be zero in old and unfinished rows: then the local ones are used.
 */
export class PostsStore implements OrderStore {
  private readonly postmeta: { name: string; owner: string; id: string }

  constructor(
    private readonly reader: TableReader,
    private readonly posts: PostsTable,
    prefix: string,
    private readonly local: LocalTime,
  ) {
    this.postmeta = { name: `${prefix}postmeta`, owner: 'post_id', id: 'meta_id' }
  }

  async *pages(range: ShopRange, after: number, wanted: Wanted = 'orders'): AsyncGenerator<StoredOrder[]> {
    for await (const rows of keyset(this.reader, this.posts, {
      key: 'ID',
      after,
      where: conditions(range, wanted),
    }))
      yield await this.stored(rows)
  }

  async byIds(ids: readonly number[]): Promise<StoredOrder[]> {
    const { name, columns } = this.posts
    const where = conditions({ from: null, to: null })
    return this.stored(
      await this.reader.select({
        table: name,
        columns,
        among: { column: 'ID', ids },
        where,
        orderBy: ['ID'],
      }),
    )
  }

  private async stored(rows: readonly Row[]): Promise<StoredOrder[]> {
    const { at } = this.posts
    const ids = rows.map((row) => Number(row[at.ID]))
    const metas = await fetchMeta(this.reader, this.postmeta, ids, POST_ORDER_KEYS)
    return rows.map((row, index) => {
      const id = ids[index] ?? 0
      const fields = metas.get(id) ?? NO_META
      const get = (key: string) => fields.get(key) ?? null
      const modifiedAt = this.date(row[at.post_modified_gmt], row[at.post_modified])
      const paidAt = unix(get('_date_paid')) ?? this.local.instant(get('_paid_date'))
      const completedAt = unix(get('_date_completed')) ?? this.local.instant(get('_completed_date'))
      const created = this.date(row[at.post_date_gmt], row[at.post_date])
      return {
        id,
        parentId: whole(row[at.post_parent]) ?? 0,
        status: text(row[at.post_status]) ?? '',
        ...placed(created, [paidAt, completedAt, modifiedAt]),
        modifiedAt,
        paidAt,
        completedAt,
        fields,
        row,
      }
    })
  }

  private date(gmt: Cell | undefined, local: Cell | undefined): Date | null {
    return utc(text(gmt)) ?? this.local.instant(text(local))
  }

  async hanging(orderIds: readonly number[]): Promise<Hanging> {
    const { at, name, columns } = this.posts
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'post_parent', ids: orderIds },
      where: [
        { column: 'post_type', oneOf: ['shop_order_refund', 'shop_order'] },
        { column: 'post_status', noneOf: ['trash', ...DRAFTS] },
      ],
      orderBy: ['ID'],
    })
    const isRefund = (row: Row) => text(row[at.post_type]) === 'shop_order_refund'
    const refunds = rows.filter(isRefund)
    const ids = refunds.map((row) => Number(row[at.ID]))
    const metas = await fetchMeta(this.reader, this.postmeta, ids, REFUND_KEYS)
    return {
      orders: rows.filter((row) => !isRefund(row)).map((row) => Number(row[at.ID])),
      refunds: refunds.map((row, index) => {
        const id = ids[index] ?? 0
        const meta = metas.get(id)
        return {
          id,
          orderId: Number(row[at.post_parent]),
          amountCentavos: refundAmount(meta?.get('_refund_amount'), meta?.get('_order_total')),
          reason: meta?.get('_refund_reason') ?? text(row[at.post_excerpt]),
          refundedAt:
            this.date(row[at.post_date_gmt], row[at.post_date]) ??
            this.date(row[at.post_modified_gmt], row[at.post_modified]),
        }
      }),
    }
  }

  count(range: ShopRange): Promise<number> {
    return this.reader.count({ table: this.posts.name, where: conditions(range) })
  }

  reject(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord {
    return rejectRow(this.posts, order.row, 'ID', reasonCode, reason)
  }
}

function conditions(range: ShopRange, wanted: Wanted = 'orders'): Condition[] {
  const where: Condition[] = [
    { column: 'post_type', oneOf: ['shop_order'] },
    wanted === 'orders'
      ? { column: 'post_status', noneOf: DRAFTS }
      : { column: 'post_status', oneOf: CHECKOUT_DRAFTS },
  ]
  if (range.from || range.to)
    where.push({ anyRange: [coarse('post_date', range), coarse('post_modified', range)] })
  return where
}
