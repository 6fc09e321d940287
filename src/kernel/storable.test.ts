import { expect, test } from 'vitest'
import { isStorable, refuseUnstorable } from './storable'

test('NUL and half a surrogate pair are recognised among all other text', () => {
  expect(['', 'ção 👍', 'a\tb\n', 'a\0b', 'a\ud800b', '\udc4d\ud83d'].map(isStorable)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('an input says which of its fields is rejected, however deep', () => {
  const deep = {
    name: 'Ana',
    steps: [{ body: 'oi' }, { body: 'a\0' }],
    at: new Date(0),
    none: null,
    file: new Uint8Array(9),
  }
  expect(() => refuseUnstorable(deep)).toThrow(/^steps\.1\.body: Há um caractere/)
  expect(() => refuseUnstorable('a\0')).toThrow(/^Há um caractere/)
  expect(refuseUnstorable({ ...deep, steps: [] })).toBeUndefined()
})

test('an input that contains itself, shares its parts or goes deep costs no more than its size', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(refuseUnstorable(circle)).toBeUndefined()

  let shared: Record<string, unknown> = { text: 'oi' }
  for (let level = 0; level < 60; level++) shared = { left: shared, right: shared }
  expect(refuseUnstorable(shared)).toBeUndefined()

  let nested: unknown = 'a\0'
  for (let level = 0; level < 50_000; level++) nested = [nested]
  expect(() => refuseUnstorable(nested)).toThrow(/Há um caractere/)
})
