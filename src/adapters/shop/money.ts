import { centavos, parseDecimal, type Centavos } from '~/kernel/money'

export const ZERO = centavos(0)

/** What users and plugins write around an amount: a currency's sign, code or name, and spaces of every kind. */
const AROUND = /^(?:R\$|US\$|\$|€|£|BRL|USD|EUR)|(?:R\$|US\$|\$|€|£|BRL|USD|EUR)$/i
const SCIENTIFIC = /^-?\d+(\.\d+)?[eE][+-]?\d{1,2}$/
const THOUSANDS = { '.': /^\d{1,3}(\.\d{3})+$/, ',': /^\d{1,3}(,\d{3})+$/ } as const

/**
 * An amount in centavos as WooCommerce writes it (`1059.40`, PHP's `2.5E+3`) or as a shop's plugin or a user did
 * (`15,00`, `1.234,56`, `R$ 15,00`); an absent one is zero (WooCommerce writes no empty props). Null when it is
 * unreadable, or ambiguous: `1,234` may be a thousand, or one and a bit.
 */
export function amount(text: string | null | undefined): Centavos | null {
  if (text === null || text === undefined || text === '') return ZERO
  const plain = parseDecimal(text)
  if (plain !== null) return plain
  if (SCIENTIFIC.test(text)) return parseDecimal(Number(text).toFixed(4))
  const decimal = decimalOf(text)
  return decimal === null ? null : parseDecimal(decimal)
}

/** The same amount with a decimal point and no other separator; null when it is ambiguous. */
function decimalOf(text: string): string | null {
  let rest = text
    .replace(/&nbsp;|&#0*160;/gi, ' ')
    .replace(/&#0*36;/g, '$')
    .replace(/&#0*82;/g, 'R')
  rest = rest.replace(/\s+/g, '')
  const minus = /^[-\u2212]/.test(rest)
  rest = rest.replace(/^[-\u2212+]/, '').replace(AROUND, '')
  // A minus may also follow the currency sign.
  const behind = !minus && /^[-\u2212]/.test(rest)
  if (behind) rest = rest.slice(1)
  if (!/^\d[\d.,]*$/.test(rest)) return null
  const number = withPoint(rest)
  return number === null ? null : `${minus || behind ? '-' : ''}${number}`
}

function withPoint(digits: string): string | null {
  const [dot, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')]
  // When both separators are there, the last one is the decimal one; the other groups thousands.
  if (dot >= 0 && comma >= 0) {
    const [group, point] = dot > comma ? ([',', dot] as const) : (['.', comma] as const)
    const whole = digits.slice(0, point)
    const fraction = digits.slice(point + 1)
    return THOUSANDS[group].test(whole) && /^\d*$/.test(fraction)
      ? `${whole.replaceAll(group, '')}.${fraction}`
      : null
  }
  if (dot >= 0) return digits.indexOf('.') === dot ? digits : thousands(digits, '.')
  if (comma < 0) return digits
  if (digits.indexOf(',') !== comma) return thousands(digits, ',')
  const ambiguous = THOUSANDS[','].test(digits) && !digits.startsWith('0')
  return ambiguous ? null : digits.replace(',', '.')
}

const thousands = (digits: string, group: '.' | ',') =>
  THOUSANDS[group].test(digits) ? digits.replaceAll(group, '') : null

const SIGNS: Readonly<Record<string, string>> = {
  R$: 'BRL',
  REAL: 'BRL',
  REAIS: 'BRL',
  US$: 'USD',
  U$: 'USD',
  U$S: 'USD',
  '€': 'EUR',
  EURO: 'EUR',
  EUROS: 'EUR',
  '£': 'GBP',
}

/** A currency's code, by its code in any case and spacing or by an unambiguous sign; null for anything else. */
export function currencyOf(text: string | null | undefined): string | null {
  const name = (text ?? '').replace(/[\s.]+/g, '').toUpperCase()
  const known = SIGNS[name] ?? name
  return /^[A-Z]{3}$/.test(known) ? known : null
}
