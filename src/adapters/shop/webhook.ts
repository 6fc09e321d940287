import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '~/kernel/errors'

/** One authentic delivery of WooCommerce: the order it concerns, and its creation time where the shop sends it. */
export type ShopDelivery = {
  /** The same for every repetition of one delivery. */
  id: string
  /** `order.updated` and the like. */
  topic: string
  orderId: number | null
  placedAt: Date | null
  /**
   * Portuguese: why the body is no order, as when the webhook's user may no longer see orders; null when it is one or
   * needn't be.
   */
  problem: string | null
}

/** A number, or its digits: some hosts' JSON turns ids into text. */
const orderId = z.union([
  z.number().int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
])

/** The REST API's error in place of an order. */
const apiError = z.object({ code: z.string(), message: z.string().catch('') })

const order = z.object({
  id: orderId,
  // In WordPress' format. JavaScript also accepts a year of more digits, which is no date of a shop.
  date_created_gmt: z.iso.datetime({ local: true }).nullish().catch(null),
})

/**
 * The ping that WooCommerce sends when a webhook is switched on: form-encoded, unsigned, and expects an answer of 200
 * (t-13).
 */
export function isPing(headers: Headers, raw: Uint8Array): boolean {
  const form = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  return form && /^webhook_id=\d{1,18}$/.test(Buffer.from(raw).toString('latin1'))
}

/**
 * Verifies a delivery's signature, base64 of HMAC-SHA256 over the bytes as received, in constant time, and parses it.
 * Source: WC_Webhook::generate_signature. @throws AppError UNAUTHENTICATED for a missing or wrong signature, BAD_INPUT
 * for a body that is no JSON.
 */
export function readDelivery(headers: Headers, raw: Uint8Array, secret: string): ShopDelivery {
  const expected = createHmac('sha256', secret).update(raw).digest()
  const given = Buffer.from(headers.get('x-wc-webhook-signature') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AppError('UNAUTHENTICATED', 'A assinatura do aviso não confere com o segredo.')
  const topic = (headers.get('x-wc-webhook-topic') ?? '').slice(0, 60)
  const id = headers.get('x-wc-webhook-delivery-id') ?? ''
  const body = topic.startsWith('order.') ? json(raw) : null
  const parsed = order.safeParse(body).data
  const placed = new Date(`${parsed?.date_created_gmt ?? ''}Z`)
  return {
    id: /^[\w-]{8,64}$/.test(id) ? id : createHash('sha256').update(raw).digest('hex'),
    topic,
    orderId: parsed?.id ?? null,
    placedAt: Number.isNaN(placed.getTime()) ? null : placed,
    problem: body === null || parsed ? null : problemOf(body),
  }
}

function problemOf(body: unknown): string {
  const error = apiError.safeParse(body).data
  if (error && /cannot_(view|read)|forbidden|not_?allowed|rest_cannot/.test(error.code))
    return 'O usuário do webhook na loja não pode mais ver pedidos: os avisos chegam sem o pedido. Em WooCommerce → Configurações → Avançado → Webhooks, salve cada webhook de novo com um usuário administrador.'
  return error
    ? `A loja mandou um erro no lugar do pedido (${error.code.slice(0, 60)}). Confira os webhooks em WooCommerce → Configurações → Avançado → Webhooks.`
    : 'Os avisos da loja chegam sem o número do pedido. Confira se os webhooks usam os tópicos de pedido e a versão 3 da API.'
}

function json(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8'))
  } catch (cause) {
    throw new AppError('BAD_INPUT', 'O aviso não é JSON.', { cause })
  }
}
