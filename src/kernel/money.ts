import { AppError } from './errors'

/** An amount in integer centavos (or the hundredth of another currency). */
export type Centavos = number & { readonly __unit: 'centavos' }

/** Brands an integer. @throws AppError INTERNAL for fractions and unsafe sizes. */
export function centavos(value: number | bigint): Centavos {
  const amount = Number(value)
  if (!Number.isSafeInteger(amount))
    throw new AppError('INTERNAL', `Valor em centavos inválido: ${String(value)}`)
  return amount as Centavos
}

const DECIMAL = /^\s*([+-]?)(\d{0,18})(?:\.(\d*))?\s*$/

/** WooCommerce's decimal string (`1059.40`, `19.9`, `-3.00500000`) to centavos, half away from zero; null if it is none. */
export function parseDecimal(text: string): Centavos | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (!whole && !fraction) return null
  const digits = `${fraction}000`
  const cents = BigInt(whole || '0') * 100n + BigInt(digits.slice(0, 2)) + (digits.charAt(2) >= '5' ? 1n : 0n)
  if (cents > BigInt(Number.MAX_SAFE_INTEGER)) return null
  return centavos(sign === '-' && cents !== 0n ? -cents : cents)
}
