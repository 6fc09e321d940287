import { expect, test } from 'vitest'
import { cartFilter } from '~/domains/carts/schema'
import { figuresOf } from '~/domains/reports/rules'
import { funnelSteps, kindShares } from './funnel'

test('rep-1 each step and each kind leads to the list of exactly its carts', () => {
  const metrics = ['cart:recuperado', 'cart:aguardando', 'recovery:direta', 'recovery:assistida']
  const figures = figuresOf(new Map(metrics.map((metric, n) => [metric, { count: n + 1, centavos: 100 }])))
  const asked: unknown[] = []
  const hrefOf = (_list: string, query = {}) => {
    asked.push(cartFilter.parse(query))
    return ''
  }
  const counts = [...funnelSteps(figures, hrefOf), ...kindShares(figures, hrefOf)].map(({ count }) => count)
  expect(counts).toEqual([3, 0, 2, 0, 1, 4, 0, 3])
  expect(asked).toMatchObject([
    { sort: '-data' },
    ...['em_compra', 'aguardando', 'abandonado', 'recuperado'].map((status) => ({ status })),
    ...['assistida', 'organica', 'direta'].map((kind) => ({ status: 'recuperado', kind })),
  ])
})
