import { expect, test } from 'vitest'
import { clientAddress } from './request-info'

test('X-Forwarded-For is believed for as many proxies as are ours, counted from the right', () => {
  expect(clientAddress('10.0.0.1', '6.6.6.6', 0)).toBe('10.0.0.1')
  expect(clientAddress('10.0.0.1', '6.6.6.6, 200.1.1.1', 1)).toBe('200.1.1.1')
  expect(clientAddress('10.0.0.1', '6.6.6.6, 200.1.1.1, 10.0.0.9', 2)).toBe('200.1.1.1')
})

test('with fewer entries than proxies the leftmost is the client; with nothing known it says so', () => {
  expect(clientAddress('10.0.0.1', '200.1.1.1', 5)).toBe('200.1.1.1')
  expect(clientAddress('10.0.0.1', undefined, 1)).toBe('10.0.0.1')
  expect(clientAddress(undefined, undefined, 0)).toBe('unknown')
})
