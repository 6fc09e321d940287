import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { areUpdates, holdRows, updatesAsked, updatesText, ownActDone } from './updates'

afterEach(() => vi.restoreAllMocks())

test('rows that come above or among those in sight wait for a press; those at the end are added', () => {
  const merged = holdRows(['a', 'b', 'c'], ['x', 'a', 'y', 'b', 'c', 'z'])
  expect(merged).toEqual({ shown: ['a', 'b', 'c', 'z'], fresh: ['x', 'y'], gone: [] })
  expect(updatesText(merged)).toBe('2 novos')
})

test('a row that left keeps its place and is said; one pushed out by a new one is not counted twice', () => {
  expect(holdRows(['a', 'b', 'c'], ['a', 'c'])).toEqual({ shown: ['a', 'b', 'c'], fresh: [], gone: ['b'] })
  expect(updatesText({ fresh: [], gone: ['b'] })).toBe('1 saiu da lista')
  const pushed = holdRows(['a', 'b', 'c'], ['x', 'a'])
  expect(pushed).toMatchObject({ shown: ['a', 'b', 'c'], fresh: ['x'], gone: [] })
  expect(updatesText(pushed)).toBe('1 novo')
})

test('an empty list shows what comes; a page of other rows alone waits', () => {
  expect(holdRows([], ['a'])).toEqual({ shown: ['a'], fresh: [], gone: [] })
  expect(holdRows(['a'], ['b', 'c'])).toMatchObject({ shown: ['a'], fresh: ['b', 'c'], gone: [] })
})

test('nothing in sight ever moves, and no row of the page is lost', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 12 })
  fc.assert(
    fc.property(ids, ids, (shown, page) => {
      const merged = holdRows(shown, page)
      expect(merged.shown.slice(0, shown.length)).toEqual(shown.length === 0 ? [] : shown)
      expect(new Set([...merged.shown, ...merged.fresh]).size).toBe(merged.shown.length + merged.fresh.length)
      for (const id of page) expect([...merged.shown, ...merged.fresh]).toContain(id)
    }),
  )
})

test('rows are an update when one was asked for after the user’s last act and its outcome, however many are on their way', () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000)
  expect(areUpdates()).toBe(false)
  updatesAsked()
  expect(areUpdates()).toBe(true)
  // The first of two that were asked for has arrived: the second is still no act of the user.
  expect(areUpdates()).toBe(true)
  clock.mockReturnValue(2_000)
  ownActDone()
  clock.mockReturnValue(3_000)
  updatesAsked()
  expect(areUpdates()).toBe(false)
  clock.mockReturnValue(8_000)
  updatesAsked()
  expect(areUpdates()).toBe(true)
})
