import { AppError } from './errors'

/** What JSON text may be: how deep it nests, and how many values it has. */
export type JsonBounds = { depth: number; values: number }

/** Far above what the portal's own forms send. */
const BOUNDS: JsonBounds = { depth: 32, values: 20_000 }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * Rejects JSON that nests too deep or has too many values, by one pass over its characters before anything is parsed: the
 * sender decides how long what follows (the parser, superjson, zod) works. Text that is no JSON is the parser's to
 * reject. @throws AppError BAD_INPUT
 */
export function refuseHeavyJson(text: string, { depth, values }: JsonBounds = BOUNDS): void {
  let level = 0
  let seen = 1
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) quoted = !quoted
    else if (quoted) {
      if (sign === BACKSLASH) at++
    } else if (OPENING.has(sign)) {
      level++
      seen++
    } else if (CLOSING.has(sign)) level--
    else if (sign === COMMA) seen++
    if (level > depth || seen > values) throw new AppError('BAD_INPUT', 'Pedido malformado.')
  }
}
