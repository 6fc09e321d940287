import { centavos, type Centavos } from '~/kernel/money'
import { amount } from '../money'
import { plain } from '../plain'
import type { RefundRecord } from '../records'

/** A refund as either store has it, with the defaults of its row for what can't be read. */
export type StoredRefund = {
  id: number
  orderId: number
  amountCentavos: Centavos | null
  reason: string | null | undefined
  refundedAt: Date | null
}

/**
 * A refund's amount as a positive number: WooCommerce stores it positive in `_refund_amount` and negative as the
 * refund's total, and plugins the other way round. Null when neither can be read.
 */
export function refundAmount(
  refunded: string | undefined,
  total: string | null | undefined,
): Centavos | null {
  const value = (refunded ? amount(refunded) : null) ?? (total ? amount(total) : null)
  return value === null ? null : centavos(Math.abs(value))
}

/**
 * The refunds of one order. One without a date takes its order's, one without an amount counts zero: `problems` says
 * so.
 */
export function refundRecords(
  stored: readonly StoredRefund[],
  orderDate: Date,
): { refunds: RefundRecord[]; problems: string[] } {
  const refunds: RefundRecord[] = []
  const problems: string[] = []
  for (const { id, amountCentavos, reason, refundedAt } of stored) {
    if (amountCentavos === null) {
      problems.push(`O reembolso ${String(id)} não tem valor que se leia e não foi descontado.`)
      continue
    }
    if (!refundedAt) problems.push(`O reembolso ${String(id)} não tem data: usamos a do pedido.`)
    refunds.push({
      externalId: id,
      amountCentavos,
      reason: plain(reason ?? '') || null,
      refundedAt: refundedAt ?? orderDate,
    })
  }
  return { refunds, problems }
}
