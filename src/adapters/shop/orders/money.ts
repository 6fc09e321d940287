import { centavos, type Centavos } from '~/kernel/money'
import { amount } from '../money'

/** A refund's amount as a positive number: WooCommerce keeps it positive in `_refund_amount` and negative as the refund's total. */
export function refundAmount(
  refunded: string | undefined,
  total: string | null | undefined,
): Centavos | null {
  const value = refunded ? amount(refunded) : total ? amount(total) : null
  return value === null ? null : centavos(Math.abs(value))
}
