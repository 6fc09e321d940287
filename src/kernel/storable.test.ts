import { expect, test } from 'vitest'
import { isStorable, refuseUnstorable } from './storable'

test('NUL and half a pair are told apart from every other text', () => {
  expect(['', 'ção 👍', 'a\tb\n', 'a\0b', 'a\ud800b', '\udc4d\ud83d'].map(isStorable)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('an input says which of its fields is refused, however deep', () => {
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
