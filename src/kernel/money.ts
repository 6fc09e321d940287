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

/** ` + US$ 100,00`: what stands beside a figure in the shop's own currency; empty without other currencies. */
export function besideText(others: readonly { currency: string; netCentavos: number }[] | undefined): string {
  return (others ?? [])
    .map(({ currency, netCentavos }) => ` + ${formatMoney(netCentavos, currency)}`)
    .join('')
}

const formatters = new Map<string, Intl.NumberFormat>()

/** `R$ 1.234,56`, with a normal space so that it copies well. */
export function formatMoney(amount: number | bigint, currency = 'BRL'): string {
  let formatter = formatters.get(currency)
  if (!formatter) {
    formatter = new Intl.NumberFormat('pt-BR', { style: 'currency', currency })
    formatters.set(currency, formatter)
  }
  return formatter.format(Number(amount) / 100).replace(/\u00a0/g, ' ')
}
