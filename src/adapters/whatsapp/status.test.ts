import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DELIVERY_RANK, mergeStatus, statusOfLevel, type DeliveryStatus } from './status'

const ALL = Object.keys(DELIVERY_RANK) as DeliveryStatus[]
const merged = (acks: readonly DeliveryStatus[]) =>
  acks.reduce<DeliveryStatus | null>((known, next) => mergeStatus(known, next), null)

test('t-43 any order and any repetition of acks ends the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...ALL), { minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      (acks, numbers) => {
        const again = acks.flatMap((ack) => (Number(numbers.next().value) % 2 ? [ack, ack] : [ack]))
        const shuffled = again
          .map((ack) => ({ ack, at: Number(numbers.next().value) }))
          .sort((left, right) => left.at - right.at)
          .map(({ ack }) => ack)
        expect(merged(shuffled)).toBe(merged(acks))
      },
    ),
  )
})

test('failure outranks sent, and gives way to a later delivery', () => {
  expect(merged(['sent', 'failed', 'accepted'])).toBe('failed')
  expect(merged(['failed', 'delivered'])).toBe('delivered')
  expect(merged(['read', 'failed'])).toBe('read')
})

test('t-41 level 0 of a gateway is its own queue, not sent', () => {
  expect([-7, -1, 0, 1, 2, 3, 4, 5].map(statusOfLevel)).toEqual([
    'failed',
    'failed',
    'accepted',
    'sent',
    'delivered',
    'read',
    'played',
    null,
  ])
})
