import { expect, test } from 'vitest'
import { Places } from './places'

test('a key has its places and no more; one that is given back twice is free once', () => {
  const places = new Places(2)
  const [first, second] = [places.take('a'), places.take('a')]
  expect([first, second]).not.toContain(null)
  expect(places.take('a')).toBeNull()
  expect(places.take('b')).not.toBeNull()
  first?.()
  first?.()
  expect(places.take('a')).not.toBeNull()
  expect(places.take('a')).toBeNull()
})
