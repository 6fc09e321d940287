import type { Row } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Meta } from '../meta'
import type { Refunds } from './refunds'

/** An order as its store holds it, under the keys of postmeta whichever store it is. */
export type StoredOrder = {
  id: number
  status: string
  placedAt: Date | null
  modifiedAt: Date | null
  paidAt: Date | null
  completedAt: Date | null
  fields: Meta
  row: Row
}

/** Everything but drafts, or the drafts that a checkout leaves behind. */
export type Wanted = 'orders' | 'checkouts'

/** One of WooCommerce's two order stores. */
export interface OrderStore {
  /** Ascending by id, drafts left out or unfinished checkouts alone; filtered coarsely by the range. */
  pages(range: ShopRange, after: number, wanted?: Wanted): AsyncGenerator<StoredOrder[]>
  /** Refunds by the id of their order. @throws nothing for unreadable ones: they are named in `broken`. */
  refunds(orderIds: readonly number[]): Promise<Refunds>
  count(range: ShopRange): Promise<number>
  refuse(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord
}
