import { expect, test } from 'vitest'
import { clientKey, isOneClient, RateLimiter } from './rate-limit'

const at = (ms: number) => new Date(1_800_000_000_000 + ms)

test('a burst passes, then the rate applies, per address', () => {
  const limiter = new RateLimiter({ perSecond: 2, burst: 3 })
  expect([0, 0, 0, 0].map(() => limiter.take('a', at(0)))).toEqual([0, 0, 0, 1])
  expect(limiter.take('b', at(0))).toBe(0)
  expect([500, 500, 1000].map((ms) => limiter.take('a', at(ms)))).toEqual([0, 1, 0])
})

test('a clock that goes back grants no extra request', () => {
  const limiter = new RateLimiter({ perSecond: 1, burst: 1 })
  expect([limiter.take('a', at(5000)), limiter.take('a', at(0))]).toEqual([0, 1])
})

test('addresses that stand for many are not counted', () => {
  expect(['200.1.2.3', '2804:14c::1', '10.0.0.9', '::ffff:200.1.2.3'].map(isOneClient)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect([null, 'unknown', '127.0.0.1', '::1', '::ffff:127.0.0.1'].map(isOneClient)).toEqual(
    Array(5).fill(false),
  )
})

test('a whole IPv6 network has one limit, and an IPv4 address is the same however it is written', () => {
  expect(clientKey('2804:14c:1:2:aaaa::1')).toBe('2804:14c:1:2::/64')
  expect(clientKey('2804:14c:1:2::ffff')).toBe(clientKey('2804:14c:1:2:aaaa::1'))
  expect(clientKey('2804:14c:1:3::1')).not.toBe(clientKey('2804:14c:1:2::1'))
  expect(['200.1.2.3', '::ffff:200.1.2.3', 'unknown', null].map(clientKey)).toEqual([
    '200.1.2.3',
    '200.1.2.3',
    'unknown',
    'unknown',
  ])
})
