import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '~/kernel/errors'

/** One authentic delivery of WooCommerce: which order it is about, and when that was placed where the shop says so. */
export type ShopDelivery = {
  /** The same for every repetition of one delivery. */
  id: string
  /** `order.updated` and the like. */
  topic: string
  orderId: number | null
  placedAt: Date | null
}

const order = z.object({
  id: z.number().int().positive(),
  // As WordPress writes it. A year of more digits is a date to JavaScript, but no day of ours.
  date_created_gmt: z.iso.datetime({ local: true }).nullish().catch(null),
})

/** The ping that WooCommerce sends when a webhook is switched on: form-encoded, unsigned, and owed an answer of 200 (t-13). */
export function isPing(headers: Headers, raw: Uint8Array): boolean {
  const form = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  return form && /^webhook_id=\d{1,18}$/.test(Buffer.from(raw).toString('latin1'))
}

/**
 * Checks a delivery's signature, base64 of HMAC-SHA256 over the bytes as received, in constant time, and reads it.
 * Source: WC_Webhook::generate_signature.
 * @throws AppError UNAUTHENTICATED for a missing or wrong signature, BAD_INPUT for a body that is no JSON.
 */
export function readDelivery(headers: Headers, raw: Uint8Array, secret: string): ShopDelivery {
  const expected = createHmac('sha256', secret).update(raw).digest()
  const given = Buffer.from(headers.get('x-wc-webhook-signature') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AppError('UNAUTHENTICATED', 'A assinatura do aviso não confere com o segredo.')
  const topic = (headers.get('x-wc-webhook-topic') ?? '').slice(0, 60)
  const id = headers.get('x-wc-webhook-delivery-id') ?? ''
  const parsed = topic.startsWith('order.') ? order.safeParse(json(raw)).data : undefined
  const placed = new Date(`${parsed?.date_created_gmt ?? ''}Z`)
  return {
    id: /^[\w-]{8,64}$/.test(id) ? id : createHash('sha256').update(raw).digest('hex'),
    topic,
    orderId: parsed?.id ?? null,
    placedAt: Number.isNaN(placed.getTime()) ? null : placed,
  }
}

function json(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'))
  } catch (cause) {
    throw new AppError('BAD_INPUT', 'O aviso não é JSON.', { cause })
  }
}
