import { centavos, type Centavos } from '~/kernel/money'
import { amount } from '../money'
import { plain } from '../plain'
import type { RefundRecord } from '../records'

/** A refund as either store keeps it, with what its row says in place of what can't be read. */
export type StoredRefund = {
  id: number
  orderId: number
  amountCentavos: Centavos | null
  reason: string | null | undefined
  refundedAt: Date | null
}

/** Refunds by the id of their order, and why an order has one that can't be read. */
export type Refunds = { byOrder: Map<number, RefundRecord[]>; broken: Map<number, string> }

/** A refund's amount as a positive number: WooCommerce keeps it positive in `_refund_amount` and negative as the refund's total. */
export function refundAmount(
  refunded: string | undefined,
  total: string | null | undefined,
): Centavos | null {
  const value = refunded ? amount(refunded) : total ? amount(total) : null
  return value === null ? null : centavos(Math.abs(value))
}

export function groupRefunds(stored: readonly StoredRefund[]): Refunds {
  const refunds: Refunds = { byOrder: new Map(), broken: new Map() }
  for (const { id, orderId, amountCentavos, reason, refundedAt } of stored) {
    if (amountCentavos === null || !refundedAt) {
      const missing = refundedAt ? 'valor que se leia' : 'data'
      refunds.broken.set(orderId, `O reembolso ${String(id)} não tem ${missing}.`)
      continue
    }
    const record = { externalId: id, amountCentavos, reason: plain(reason ?? '') || null, refundedAt }
    refunds.byOrder.set(orderId, [...(refunds.byOrder.get(orderId) ?? []), record])
  }
  return refunds
}
