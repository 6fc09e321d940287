import { DRAFTS } from './keys'
import { isPartOf } from './kind'
import type { StoredRefund } from './refunds'
import type { OrderStore, StoredOrder } from './store'

/** An order with its refunds, and the vendors' orders that a marketplace split from it. */
export type Family = { order: StoredOrder; refunds: StoredRefund[]; parts: StoredOrder[] }

const NO_ORDERS: ReadonlySet<string> = new Set([...DRAFTS, 'trash'])
const live = (order: StoredOrder) => !NO_ORDERS.has(order.status)

/**
 * The orders of a page, each once: a vendor's part is replaced by its parent, also when only the part lies in the range
 * that is read. A part whose parent is deleted or in the trash stands for itself.
 */
export async function familiesOf(
  store: OrderStore,
  page: readonly StoredOrder[],
  everything: boolean,
): Promise<Family[]> {
  const parents = await parentsOf(store, page)
  const isPart = (order: StoredOrder) => {
    const parent = parents.get(order.parentId)
    return parent !== undefined && live(parent) && isPartOf(order, parent)
  }
  const inPage = new Set(page.map(({ id }) => id))
  const called = page.filter(isPart).flatMap(({ parentId }) => parents.get(parentId) ?? [])
  // When all orders are read, the parent is read anyway.
  const added = everything ? [] : [...new Set(called)].filter(({ id }) => !inPage.has(id))
  const roots = [...added, ...page.filter((order) => !isPart(order))]
  return withParts(store, roots)
}

async function parentsOf(store: OrderStore, page: readonly StoredOrder[]) {
  const ids = [...new Set(page.map(({ parentId }) => parentId).filter((id) => id > 0))]
  return new Map((ids.length ? await store.byIds(ids) : []).map((order) => [order.id, order]))
}

async function withParts(store: OrderStore, roots: readonly StoredOrder[]): Promise<Family[]> {
  const own = await store.hanging(roots.map(({ id }) => id))
  const families = new Map(roots.map((order) => [order.id, { order, refunds: [], parts: [] } as Family]))
  for (const refund of own.refunds) families.get(refund.orderId)?.refunds.push(refund)
  if (own.orders.length === 0) return [...families.values()]
  const children = await store.byIds(own.orders)
  const partOf = new Map<number, Family>()
  for (const child of children) {
    const family = families.get(child.parentId)
    if (!family || !live(child) || !live(family.order) || !isPartOf(child, family.order)) continue
    family.parts.push(child)
    partOf.set(child.id, family)
  }
  if (partOf.size === 0) return [...families.values()]
  // Some plugins refund the part alone, some the whole as well: the whole's own refunds are complete when there are
  // any.
  const whole = new Set(own.refunds.map(({ orderId }) => orderId))
  for (const refund of (await store.hanging([...partOf.keys()])).refunds) {
    const family = partOf.get(refund.orderId)
    if (family && !whole.has(family.order.id)) family.refunds.push(refund)
  }
  return [...families.values()]
}
