import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readDelivery } from './webhook'

function placedAt(date: string): Date | null {
  const raw = Buffer.from(JSON.stringify({ id: 7, date_created_gmt: date }))
  const signature = createHmac('sha256', 'segredo').update(raw).digest('base64')
  const headers = new Headers({
    'x-wc-webhook-signature': signature,
    'x-wc-webhook-topic': 'order.updated',
    'x-wc-webhook-delivery-id': 'a'.repeat(32),
  })
  const { orderId, placedAt: at } = readDelivery(headers, raw, 'segredo')
  expect(orderId).toBe(7)
  return at
}

test('imp-11 a time that WordPress writes is read as UTC; any other is none, and the order is known by its number alone', () => {
  expect(placedAt('2026-11-17T22:30:00')).toEqual(new Date('2026-11-17T22:30:00Z'))
  for (const date of ['+275760-09-13T00:00:00', '-000001-01-01T00:00:00', '2026-02-31T10:00:00', 'ontem', ''])
    expect([date, placedAt(date)]).toEqual([date, null])
})
