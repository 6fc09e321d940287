import { accountPages } from './accounts'
import { cartflowsConditions, cartflowsPages } from './carts/cartflows'
import { liteConditions, litePages } from './carts/lite'
import { ProductNames } from './carts/products'
import { formNames, readForms } from './leads/forms'
import { EntryMetas } from './leads/metas'
import { leadConditions, leadPages } from './leads/read'
import { readLayout, type Layout } from './layout'
import { HposStore } from './orders/hpos'
import { ItemReader } from './orders/items'
import { PostsStore } from './orders/posts'
import { checkoutCursor, checkoutPages } from './orders/checkouts'
import { orderPages } from './orders/read'
import { prefetched } from './paging'
import type { TableReader } from './port'
import type { FieldMapping, Shop, ShopFacts, ShopForm, ShopKind, ShopPage, ShopRange } from './records'
import { coarse, LocalTime } from './time'

type PageOptions = { range: ShopRange; after: string | null; mapping: FieldMapping }
type AnyPages = { [K in ShopKind]: AsyncGenerator<ShopPage<K>> }

/** A shop over any reader of its tables. Closes the reader when the shop's options can't be read. */
export async function shopOver(reader: TableReader, prefix: string): Promise<Shop> {
  try {
    return shopWith(reader, await readLayout(reader, prefix))
  } catch (error) {
    await reader.close().catch(() => undefined)
    throw error
  }
}

/** The shop, once its layout is known. */
export function shopWith(reader: TableReader, layout: Layout): Shop {
  return new ReadShop(reader, layout)
}

class ReadShop implements Shop {
  readonly facts: ShopFacts
  private readonly local: LocalTime

  constructor(
    private readonly reader: TableReader,
    private readonly layout: Layout,
  ) {
    this.facts = layout.facts
    this.local = new LocalTime(layout.facts.timezone)
  }

  async forms(): Promise<ShopForm[]> {
    const { leads, formsOption } = this.layout
    return leads ? readForms(this.reader, leads.entries, leads.metas, formNames(formsOption)) : []
  }

  async expected(kind: ShopKind, range: ShopRange): Promise<number | null> {
    try {
      return await this.count(kind, range)
    } catch {
      // The count only feeds the progress bar: where it is slow the shop is read without one.
      return null
    }
  }

  private async count(kind: ShopKind, range: ShopRange): Promise<number> {
    const { orders, carts, leads, users } = this.layout
    switch (kind) {
      case 'orders':
        return orders ? this.orderStore(orders).count(range) : 0
      case 'carts':
        if (!carts) return 0
        return this.reader.count({
          table: carts.carts.name,
          where: carts.plugin === 'cartflows' ? cartflowsConditions(range) : liteConditions(range),
        })
      case 'leads':
        return leads ? this.reader.count({ table: leads.entries.name, where: leadConditions(range) }) : 0
      case 'customers':
        if (!users) return 0
        return this.reader.count({
          table: users.name,
          where: range.from || range.to ? [{ anyRange: [coarse('user_registered', range)] }] : [],
        })
    }
  }

  pages<K extends ShopKind>(kind: K, options: PageOptions): AsyncGenerator<ShopPage<K>> {
    const readers: { [P in ShopKind]: () => AnyPages[P] } = {
      orders: () => this.orders(options),
      carts: () => this.carts(options),
      leads: () => this.leads(options),
      customers: () => this.customers(options),
    }
    return prefetched<ShopPage<K>>(readers[kind]())
  }

  private orderStore(orders: NonNullable<Layout['orders']>) {
    const { prefix } = this.layout
    return orders.storage === 'hpos'
      ? new HposStore(this.reader, orders.tables, prefix, this.local)
      : new PostsStore(this.reader, orders.posts, prefix, this.local)
  }

  private async *orders(options: PageOptions): AnyPages['orders'] {
    const { orders, prefix } = this.layout
    if (!orders) return
    const items = new ItemReader(this.reader, orders.items, prefix)
    yield* orderPages(this.orderStore(orders), items, { ...options, currency: this.facts.currency })
  }

  private async *carts(options: PageOptions): AnyPages['carts'] {
    const { carts } = this.layout
    if (!carts) return
    const products = new ProductNames(this.reader, this.layout.products)
    const shared = { reader: this.reader, products, local: this.local }
    if (carts.plugin === 'cartflows') {
      yield* cartflowsPages({ ...shared, carts: carts.carts, home: this.layout.home }, options)
      return
    }
    const usermeta = { name: this.layout.usermeta, owner: 'user_id', id: 'umeta_id' }
    yield* litePages(
      { ...shared, carts: carts.carts, guests: carts.guests, users: carts.users, usermeta },
      options,
    )
  }

  private async *leads(options: PageOptions): AnyPages['leads'] {
    const { leads, formsOption } = this.layout
    if (!leads) return
    const metas = new EntryMetas(this.reader, leads.metas)
    yield* leadPages(
      {
        reader: this.reader,
        entries: leads.entries,
        metas,
        local: this.local,
        formNames: formNames(formsOption),
      },
      options,
    )
  }

  private async *customers(options: PageOptions): AnyPages['customers'] {
    const { users, usermeta, orders, prefix } = this.layout
    const checkouts = checkoutCursor(options.after)
    if (users && checkouts === null)
      yield* accountPages({ reader: this.reader, users, usermeta, prefix }, options)
    if (orders) yield* checkoutPages(this.orderStore(orders), { range: options.range, after: checkouts })
  }

  async existingOrders(ids: readonly number[]) {
    const { orders } = this.layout
    if (!orders) return null
    const [table, id, type] =
      orders.storage === 'hpos'
        ? [orders.tables.orders.name, 'id', 'type']
        : [orders.posts.name, 'ID', 'post_type']
    const rows = await this.reader.select({
      table,
      columns: [id],
      among: { column: id, ids },
      where: [{ column: type, oneOf: ['shop_order'] }],
      orderBy: [id],
    })
    const found = new Set(rows.map(([cell]) => Number(cell)))
    return { found, complete: this.reader.live }
  }

  close(): Promise<void> {
    return this.reader.close()
  }
}
