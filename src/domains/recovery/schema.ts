import { z } from 'zod'
import { cartStatus, recoveryKind } from '~/domains/carts/schema'

export const matchReason = z.enum([
  'nearer_order',
  'stronger_key',
  'order_recovered_other_cart',
  'unpaid',
  'refunded',
  'not_a_sale',
  'renewal',
])

export const unknownStatus = z.object({
  /** Without `wc-`. */
  status: z.string(),
  name: z.string(),
  /** The answer that its name suggests. */
  likelySale: z.boolean(),
})
export type UnknownStatus = z.output<typeof unknownStatus>
export const answerStatusesInput = z.object({
  answers: z
    .array(z.object({ status: z.string().trim().min(1).max(40), sale: z.boolean() }))
    .min(1, 'Responda ao menos uma situação.')
    .max(60),
})

export const explainInput = z.object({ cartId: z.uuid('Carrinho desconhecido.') })

/** One order of the cart's window and why it counts as it does. */
export const explainedMatch = z.object({
  orderId: z.uuid(),
  orderNumber: z.number().int(),
  /** The number as the shop shows it. */
  orderShown: z.string(),
  orderCurrency: z.string(),
  orderStatus: z.string(),
  orderTotalCentavos: z.number().int(),
  placedAt: z.date(),
  outcome: z.enum(['chosen', 'unpaid', 'runner_up']),
  reason: matchReason.nullable(),
  byEmail: z.boolean(),
  byPhone: z.boolean(),
  /** Order minus last activity; negative when the order came first. */
  distanceSeconds: z.number().int(),
  ruleVersion: z.number().int(),
  windowBeforeDays: z.number().int(),
  windowAfterDays: z.number().int(),
  cutoffMinutes: z.number().int(),
  /** The same in Portuguese, one sentence. */
  text: z.string(),
})
export type ExplainedMatch = z.output<typeof explainedMatch>

export const cartExplanation = z.object({
  cartId: z.uuid(),
  status: cartStatus,
  kind: recoveryKind.nullable(),
  windowEndsAt: z.date().nullable(),
  /** Whole days left to act, rounded up; null unless the cart is waiting. */
  daysLeft: z.number().int().nullable(),
  /** Chosen first, then unpaid orders, then runners-up. */
  matches: z.array(explainedMatch),
  /** Why the cart has its status, in Portuguese. */
  text: z.string(),
})
export type CartExplanation = z.output<typeof cartExplanation>
