import type { Row } from '../port'
import type { RefusedRecord, ShopRange } from '../records'
import type { Meta } from '../meta'
import type { StoredRefund } from './refunds'

/** An order as its store has it, under the keys of postmeta in both stores. */
export type StoredOrder = {
  id: number
  /** Id of the parent order, 0 for none. */
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

/** Everything but drafts, or only the drafts of unfinished checkouts. */
export type Wanted = 'orders' | 'checkouts'

/** Child rows of orders: refunds, and the ids of orders that have one of them as their parent. */
export type Hanging = { refunds: StoredRefund[]; orders: number[] }

/** One of WooCommerce's two order stores. */
export interface OrderStore {
  /** Ascending by id, without drafts or only unfinished checkouts; filtered coarsely by the range. */
  pages(range: ShopRange, after: number, wanted?: Wanted): AsyncGenerator<StoredOrder[]>
  /** Orders of these ids, without drafts. */
  byIds(ids: readonly number[]): Promise<StoredOrder[]>
  /** In the order of their ids. */
  hanging(orderIds: readonly number[]): Promise<Hanging>
  count(range: ShopRange): Promise<number>
  reject(order: StoredOrder, reasonCode: string, reason: string): RefusedRecord
}

/** The creation date when there is one, else the first trustworthy of others, which is an estimate. */
export function placed(
  created: Date | null,
  others: readonly (Date | null)[],
): { placedAt: Date | null; placedEstimated: boolean } {
  const estimate = created ? null : (others.find((date) => date !== null) ?? null)
  return { placedAt: created ?? estimate, placedEstimated: estimate !== null }
}
