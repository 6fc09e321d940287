import { expect, it } from 'vitest'
import { parseViews } from './saved-views'

it('reads what it saved, and drops what anything else left there', () => {
  expect(parseViews(JSON.stringify([{ name: 'A', query: 'x=1' }, { name: 2 }, null, 'x']))).toEqual([
    { name: 'A', query: 'x=1' },
  ])
  expect(parseViews('not json')).toEqual([])
  expect(parseViews('{"name":"A"}')).toEqual([])
  expect(parseViews(null)).toEqual([])
})
