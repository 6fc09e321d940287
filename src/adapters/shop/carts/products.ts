import { words, type TableReader } from '../port'
import type { Table } from '../source'

export const PRODUCT_COLUMNS = ['ID', 'post_title'] as const
export type ProductsTable = Table<(typeof PRODUCT_COLUMNS)[number]>

const KEPT = 50_000

/** Names of products and variations; carts hold only their ids. Each is asked for once. */
export class ProductNames {
  private readonly names = new Map<number, string | null>()

  constructor(
    private readonly reader: TableReader,
    private readonly posts: ProductsTable | null,
  ) {}

  /** Makes `of` know these ids. */
  async load(ids: Iterable<number>): Promise<void> {
    if (!this.posts) return
    const unknown = [...new Set(ids)].filter((id) => id > 0 && !this.names.has(id))
    if (!unknown.length) return
    if (this.names.size > KEPT) this.names.clear()
    for (const id of unknown) this.names.set(id, null)
    const rows = await this.reader.select({
      table: this.posts.name,
      columns: this.posts.columns,
      among: { column: 'ID', ids: unknown },
      where: [{ column: 'post_type', oneOf: ['product', 'product_variation'] }],
      orderBy: ['ID'],
    })
    for (const row of rows)
      this.names.set(Number(row[this.posts.at.ID]), words(row[this.posts.at.post_title]))
  }

  /** Name of the variation, else of the product; null for one that is gone. */
  of(productId: number, variationId: number): string | null {
    return this.names.get(variationId) ?? this.names.get(productId) ?? null
  }
}
