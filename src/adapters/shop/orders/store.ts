import type { Row } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Meta } from '../meta'
import type { StoredRefund } from './refunds'

/** An order as its store holds it, under the keys of postmeta whichever store it is. */
export type StoredOrder = {
  id: number
  /** Id of the order that it hangs on, 0 for none. */
  parentId: number
  status: string
  /** The creation date, or the nearest trustworthy one where the shop has none. */
  placedAt: Date | null
  placedEstimated: boolean
  modifiedAt: Date | null
  paidAt: Date | null
  completedAt: Date | null
  fields: Meta
  row: Row
}

/** Everything but drafts, or the drafts that a checkout leaves behind. */
export type Wanted = 'orders' | 'checkouts'

/** What hangs on orders: refunds, and the ids of orders that have one of them as their parent. */
export type Hanging = { refunds: StoredRefund[]; orders: number[] }

/** One of WooCommerce's two order stores. */
export interface OrderStore {
  /** Ascending by id, drafts left out or unfinished checkouts alone; filtered coarsely by the range. */
  pages(range: ShopRange, after: number, wanted?: Wanted): AsyncGenerator<StoredOrder[]>
  /** Orders of these ids, drafts left out. */
  byIds(ids: readonly number[]): Promise<StoredOrder[]>
  /** In the order of their ids. */
  hanging(orderIds: readonly number[]): Promise<Hanging>
  count(range: ShopRange): Promise<number>
  refuse(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord
}

/** The creation date when there is one, else the first trustworthy of others, which is an estimate. */
export function placed(
  created: Date | null,
  others: readonly (Date | null)[],
): { placedAt: Date | null; placedEstimated: boolean } {
  const estimate = created ? null : (others.find((date) => date !== null) ?? null)
  return { placedAt: created ?? estimate, placedEstimated: estimate !== null }
}
