import { expect, test } from 'vitest'
import type { CartRecord } from '../records'
import type { TableReader } from '../port'
import { ProductNames } from './products'

const cartOf = (...products: number[]) =>
  ({
    items: products.map((productId) => ({ productId, variationId: 0, name: null })),
  }) as unknown as CartRecord

test('a name evicted from the cache is queried again, also when other products of the cart are new', async () => {
  const select: TableReader['select'] = ({ among }) =>
    Promise.resolve((among?.ids ?? []).map((id) => [id, `Produto ${String(id)}`]))
  const names = new ProductNames({ select } as TableReader, {
    name: 'wp_posts',
    columns: ['ID', 'post_title'],
    at: { ID: 0, post_title: 1 },
  })
  await names.fillIn([cartOf(...Array.from({ length: 50_001 }, (_, n) => n + 1))])
  const cart = cartOf(1, 60_000)
  await names.fillIn([cart])
  expect(cart.items.map(({ name }) => name)).toEqual(['Produto 1', 'Produto 60000'])
})
