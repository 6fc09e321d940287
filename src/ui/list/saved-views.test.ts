import { expect, it } from 'vitest'
import { isSameQuery, parseViews } from './saved-views'

it('reads what it saved, and drops what anything else left there', () => {
  expect(parseViews(JSON.stringify([{ name: 'A', query: 'x=1' }, { name: 2 }, null, 'x']))).toEqual([
    { name: 'A', query: 'x=1' },
  ])
  expect(parseViews('not json')).toEqual([])
  expect(parseViews('{"name":"A"}')).toEqual([])
  expect(parseViews(null)).toEqual([])
})

it('knows a view by what it sets, in whatever order', () => {
  expect(isSameQuery('status=a&status=b&ordem=-valor', 'ordem=-valor&status=b&status=a')).toBe(true)
  expect(isSameQuery('status=a', 'status=a&status=b')).toBe(false)
  expect(isSameQuery('', '')).toBe(true)
})
