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

test('imp-11 a time in WordPress’ format is read as UTC; any other is none, and the order is known by its id alone', () => {
  expect(placedAt('2026-11-17T22:30:00')).toEqual(new Date('2026-11-17T22:30:00Z'))
  for (const date of ['+275760-09-13T00:00:00', '-000001-01-01T00:00:00', '2026-02-31T10:00:00', 'ontem', ''])
    expect([date, placedAt(date)]).toEqual([date, null])
})

function deliver(body: unknown, topic = 'order.updated') {
  const raw = Buffer.from(JSON.stringify(body))
  const headers = new Headers({
    'x-wc-webhook-signature': createHmac('sha256', 'segredo').update(raw).digest('base64'),
    'x-wc-webhook-topic': topic,
  })
  return readDelivery(headers, raw, 'segredo')
}

test('B54 an id as text is the same order', () => {
  expect(deliver({ id: '646' })).toMatchObject({ orderId: 646, problem: null })
  for (const id of ['', '0', '6.5', '1e3', ' 7', null])
    expect(deliver({ id }).problem).toMatch(/sem o número do pedido/)
})

test('B54 an error in the place of an order is reported as a problem, an order or another topic is not', () => {
  const lost = {
    code: 'woocommerce_rest_cannot_view',
    message: 'Sorry, you cannot view…',
    data: { status: 401 },
  }
  expect(deliver(lost)).toMatchObject({
    orderId: null,
    problem: expect.stringMatching(/não pode mais ver pedidos/) as string,
  })
  expect(deliver({ code: 'rest_forbidden' }).problem).toMatch(/não pode mais ver/)
  expect(deliver({ code: 'woocommerce_rest_shop_order_invalid_id' }).problem).toMatch(
    /erro no lugar do pedido/,
  )
  expect(deliver([]).problem).toMatch(/sem o número/)
  expect(deliver({ id: 7 })).toMatchObject({ orderId: 7, problem: null })
  expect(deliver({ id: 7 }, 'product.updated')).toMatchObject({ orderId: null, problem: null })
})
