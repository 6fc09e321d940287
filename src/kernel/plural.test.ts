import { expect, test } from 'vitest'
import { formatCount } from './paging'
import { plural } from './plural'

test('one is one, none and many are many, thousands have their point', () => {
  const counts = [0, 1, 2, 1312].map((count) => plural(count, 'carrinho', 'carrinhos'))
  expect(counts).toEqual(['0 carrinhos', '1 carrinho', '2 carrinhos', '1.312 carrinhos'])
})

test('a count that stopped says so', () => {
  expect(formatCount({ count: 10_000, more: true }, 'lead', 'leads')).toBe('mais de 10.000 leads')
  expect(formatCount({ count: 1, more: false }, 'lead', 'leads')).toBe('1 lead')
})
