import { centavos, parseDecimal, type Centavos } from '~/kernel/money'

export const ZERO = centavos(0)

/** A decimal string, or PHP's double (`2.5E+3`), in centavos; an absent one is zero (WooCommerce writes no empty props). Null when unreadable. */
export function amount(text: string | null | undefined): Centavos | null {
  if (text === null || text === undefined || text === '') return ZERO
  return (
    parseDecimal(text) ??
    (/^-?\d+(\.\d+)?[eE][+-]?\d{1,2}$/.test(text) ? parseDecimal(Number(text).toFixed(4)) : null)
  )
}
