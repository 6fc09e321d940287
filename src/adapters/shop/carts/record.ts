import { centavos, type Centavos } from '~/kernel/money'
import { amount, ZERO } from '../money'
import { whole } from '../port'
import type { CartItemRecord } from '../records'

/** One thing in a cart, as text of either plugin. */
export type CartLine = {
  productId: string | null
  variationId: string | null
  quantity: string | null
  total: string | null
  tax: string | null
}

/** The line with its value, null when the value or the product can't be read. Names come later. */
export function cartItem(line: CartLine): CartItemRecord | null {
  const productId = whole(line.productId)
  const total = amount(line.total)
  const tax = amount(line.tax)
  const quantity = Number(line.quantity ?? 1)
  if (productId === null || total === null || tax === null || !Number.isFinite(quantity)) return null
  return {
    productId,
    variationId: whole(line.variationId) ?? 0,
    name: null,
    quantity,
    totalCentavos: centavos(total + tax),
  }
}

/** Sum of the lines. */
export function cartSum(items: readonly CartItemRecord[]): Centavos {
  return items.reduce((sum, item) => centavos(sum + item.totalCentavos), ZERO)
}
