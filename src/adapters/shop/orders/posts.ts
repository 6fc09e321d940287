import { fetchMeta, type Meta } from '../meta'
import { keyset, refuse } from '../paging'
import { text, type Condition, type TableReader } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Table } from '../source'
import { coarse, unix, utc, type LocalTime } from '../time'
import { CHECKOUT_DRAFTS, DRAFTS, POST_ORDER_KEYS, REFUND_KEYS } from './keys'
import { groupRefunds, refundAmount } from './refunds'
import type { OrderStore, StoredOrder, Wanted } from './store'

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

/** Orders in `posts` and `postmeta`. GMT columns may be zero in old and unfinished rows: the local ones stand in. */
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
    const { at } = this.posts
    for await (const rows of keyset(this.reader, this.posts, {
      key: 'ID',
      after,
      where: conditions(range, wanted),
    })) {
      const ids = rows.map((row) => Number(row[at.ID]))
      const metas = await fetchMeta(this.reader, this.postmeta, ids, POST_ORDER_KEYS)
      yield rows.map((row, index) => {
        const id = ids[index] ?? 0
        const fields = metas.get(id) ?? NO_META
        return {
          id,
          status: text(row[at.post_status]) ?? '',
          placedAt: utc(text(row[at.post_date_gmt])) ?? this.local.instant(text(row[at.post_date])),
          modifiedAt: utc(text(row[at.post_modified_gmt])) ?? this.local.instant(text(row[at.post_modified])),
          paidAt:
            unix(fields.get('_date_paid') ?? null) ?? this.local.instant(fields.get('_paid_date') ?? null),
          completedAt:
            unix(fields.get('_date_completed') ?? null) ??
            this.local.instant(fields.get('_completed_date') ?? null),
          fields,
          row,
        }
      })
    }
  }

  async refunds(orderIds: readonly number[]) {
    const { at, name, columns } = this.posts
    const rows = await this.reader.select({
      table: name,
      columns,
      among: { column: 'post_parent', ids: orderIds },
      where: [
        { column: 'post_type', oneOf: ['shop_order_refund'] },
        { column: 'post_status', noneOf: ['trash', ...DRAFTS] },
      ],
      orderBy: ['ID'],
    })
    const ids = rows.map((row) => Number(row[at.ID]))
    const metas = await fetchMeta(this.reader, this.postmeta, ids, REFUND_KEYS)
    return groupRefunds(
      rows.map((row, index) => {
        const id = ids[index] ?? 0
        const meta = metas.get(id)
        return {
          id,
          orderId: Number(row[at.post_parent]),
          amountCentavos: refundAmount(meta?.get('_refund_amount'), meta?.get('_order_total')),
          reason: meta?.get('_refund_reason') ?? text(row[at.post_excerpt]),
          refundedAt: utc(text(row[at.post_date_gmt])) ?? this.local.instant(text(row[at.post_date])),
        }
      }),
    )
  }

  count(range: ShopRange): Promise<number> {
    return this.reader.count({ table: this.posts.name, where: conditions(range) })
  }

  refuse(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord {
    return refuse(this.posts, order.row, 'ID', reasonCode, reason)
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
