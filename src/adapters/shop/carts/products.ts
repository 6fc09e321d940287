import { words, type TableReader } from '../port'
import type { CartRecord } from '../records'
import type { Table } from '../source'

export const PRODUCT_COLUMNS = ['ID', 'post_title'] as const
export type ProductsTable = Table<(typeof PRODUCT_COLUMNS)[number]>

const KEPT = 50_000

/** Names of products and variations; carts store only their ids. Each is queried once. */
export class ProductNames {
  private readonly names = new Map<number, string | null>()

  constructor(
    private readonly reader: TableReader,
    private readonly posts: ProductsTable | null,
  ) {}

  /**
   * Names the items of these carts: by the variation, else by the product, else by the plugin's own name; null for a
   * deleted one.
   */
  async fillIn(carts: readonly CartRecord[]): Promise<void> {
    const items = carts.flatMap((cart) => cart.items)
    await this.load(items.flatMap((item) => [item.productId, item.variationId]))
    for (const item of items)
      item.name = this.names.get(item.variationId) ?? this.names.get(item.productId) ?? item.name
  }

  private async load(ids: readonly number[]): Promise<void> {
    if (!this.posts) return
    if (this.names.size > KEPT) this.names.clear()
    const unknown = [...new Set(ids)].filter((id) => id > 0 && !this.names.has(id))
    if (!unknown.length) return
    const rows = await this.reader.select({
      table: this.posts.name,
      columns: this.posts.columns,
      among: { column: 'ID', ids: unknown },
      where: [{ column: 'post_type', oneOf: ['product', 'product_variation'] }],
      orderBy: ['ID'],
    })
    for (const id of unknown) this.names.set(id, null)
    for (const row of rows)
      this.names.set(Number(row[this.posts.at.ID]), words(row[this.posts.at.post_title]))
  }
}
