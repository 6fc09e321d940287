import { afterKey, prefetched } from '../paging'
import type { OrderRecord, RefusedRecord, ShopPage, ShopRange } from '../records'
import { inRange } from '../time'
import { familiesOf } from './family'
import type { ItemReader } from './items'
import { DRAFTS } from './keys'
import { orderRecord } from './record'
import type { OrderStore } from './store'

const NOT_ORDERS: ReadonlySet<string> = new Set(DRAFTS)

/** Pages of orders with their items and refunds, from the authoritative store. */
export async function* orderPages(
  store: OrderStore,
  items: ItemReader,
  options: { range: ShopRange; after: string | null; currency: string },
): AsyncGenerator<ShopPage<'orders'>> {
  const { range } = options
  const everything = !range.from && !range.to
  for await (const page of prefetched(store.pages(range, afterKey(options.after)))) {
    const cursor = String(page.at(-1)?.id ?? '')
    const wanted = page.filter(
      (order) =>
        !NOT_ORDERS.has(order.status) &&
        (everything || inRange(order.placedAt, range) || inRange(order.modifiedAt, range)),
    )
    const families = await familiesOf(store, wanted, everything)
    const lines = await items.read(families.map(({ order }) => order.id))
    const records: OrderRecord[] = []
    const rejected: RefusedRecord[] = []
    for (const family of families) {
      const { id } = family.order
      const read = { items: lines.byOrder.get(id) ?? [], problems: lines.problems.get(id) ?? [] }
      const record = orderRecord(family, read, options.currency)
      if (typeof record === 'string') rejected.push(store.reject(family.order, 'pedido_ilegivel', record))
      else records.push(record)
    }
    yield { records, refused: rejected, read: families.length, cursor }
  }
}
