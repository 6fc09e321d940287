import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../postgres/clone'
import { stripFilters, withoutFilters } from './strip-filters'
import { isolationSuite } from './suite'

const { superUrl } = useDatabase()
let filters: ReturnType<typeof stripFilters> | undefined

beforeAll(() => {
  filters = stripFilters()
})
afterAll(() => filters?.undo())

test('the filters are removed from every statement', () => {
  expect(
    withoutFilters('SELECT 1 FROM "public"."carts" WHERE ("public"."carts"."empresa_id" = $1 AND id = $2)'),
  ).toBe('SELECT 1 FROM "public"."carts" WHERE (($1::uuid IS NOT NULL) AND id = $2)')
  expect(
    withoutFilters(
      'JOIN orders AS o ON o.empresa_id = c.empresa_id AND o.id = c.order_id WHERE c.empresa_id = $3::uuid',
    ),
  ).toBe('JOIN orders AS o ON true AND o.id = c.order_id WHERE ($3::uuid IS NOT NULL)')
})

isolationSuite("the database alone: every empresa_id filter of the application's is removed", superUrl)

test('filters were there to remove', () => {
  expect(filters?.stripped()).toBeGreaterThan(200)
})
