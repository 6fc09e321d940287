import { isUtf8 } from 'node:buffer'

/** What a tuple of an INSERT looks like: where each value lies, found without decoding it. */
export type Tuple = { count: number; starts: number[]; ends: number[]; kinds: ValueKind[]; end: number }
/** text: quoted, without backslashes; escaped: quoted, with some; bare: NULL or a number; hex: pairs of digits. */
export type ValueKind = 'text' | 'escaped' | 'bare' | 'hex'

export type Scan = 'done' | 'more' | 'broken'

const [TAB, NEWLINE, RETURN, SPACE, QUOTE2, QUOTE, OPEN, CLOSE, COMMA, BACKSLASH, UNDERSCORE] = [
  9, 10, 13, 32, 34, 39, 40, 41, 44, 92, 95,
] as const

/** A tuple to fill again and again. */
export function emptyTuple(): Tuple {
  return { count: 0, starts: [], ends: [], kinds: [], end: 0 }
}

/** Scans `( … )` from `start`. `more` when the bytes end first, `broken` when it is no tuple. */
export function scanTuple(bytes: Buffer, start: number, tuple: Tuple): Scan {
  const length = bytes.length
  let at = start + 1
  tuple.count = 0
  if (bytes[start] !== OPEN) return 'broken'
  for (;;) {
    at = skipBlanks(bytes, at)
    if (at >= length) return 'more'
    let byte = bytes[at]
    if (byte === UNDERSCORE) {
      // A charset introducer, `_binary '…'`: the bytes are what counts.
      while (at < length && bytes[at] !== QUOTE && bytes[at] !== SPACE) at++
      at = skipBlanks(bytes, at)
      if (at >= length) return 'more'
      byte = bytes[at]
    }
    const index = tuple.count++
    if (byte === QUOTE || byte === QUOTE2) {
      const begin = ++at
      let escaped = false
      for (;;) {
        if (at >= length) return 'more'
        const current = bytes[at]
        if (current === BACKSLASH) {
          escaped = true
          at += 2
        } else if (current === byte) {
          if (at + 1 >= length) return 'more'
          if (bytes[at + 1] !== byte) break
          escaped = true
          at += 2
        } else at++
      }
      tuple.starts[index] = begin
      tuple.ends[index] = at++
      tuple.kinds[index] = escaped ? 'escaped' : 'text'
    } else {
      const begin = at
      while (at < length && isBare(bytes[at])) at++
      if (at >= length) return 'more'
      if (bytes[at] === QUOTE && at === begin + 1 && (bytes[begin] === 0x58 || bytes[begin] === 0x78)) {
        const close = bytes.indexOf(QUOTE, at + 1)
        if (close < 0) return 'more'
        tuple.starts[index] = at + 1
        tuple.ends[index] = close
        tuple.kinds[index] = 'hex'
        at = close + 1
      } else {
        if (at === begin) return 'broken'
        const hex = bytes[begin] === 0x30 && (bytes[begin + 1] === 0x78 || bytes[begin + 1] === 0x58)
        tuple.starts[index] = hex ? begin + 2 : begin
        tuple.ends[index] = at
        tuple.kinds[index] = hex ? 'hex' : 'bare'
      }
    }
    at = skipBlanks(bytes, at)
    if (at >= length) return 'more'
    if (bytes[at] === CLOSE) {
      tuple.end = at + 1
      return 'done'
    }
    if (bytes[at] !== COMMA) return 'broken'
    at++
  }
}

/** First position that is no blank. */
export function skipBlanks(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte !== SPACE && byte !== NEWLINE && byte !== RETURN && byte !== TAB) break
    at++
  }
  return at
}

/** Digits, letters, signs and dots: NULL, numbers, 0x… */
function isBare(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 48 && byte <= 57) ||
      (byte >= 65 && byte <= 90) ||
      (byte >= 97 && byte <= 122) ||
      byte === 43 ||
      byte === 45 ||
      byte === 46)
  )
}

const UNESCAPED = new Map([
  [0x30, 0],
  [0x62, 8],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x5a, 26],
])

/** Decodes values in the charset that the dump declares; counts those whose bytes are not in it. */
export class Decoder {
  /** Values that were no UTF-8 and were read as Windows-1252. */
  wrong = 0
  private isLatin = false

  /** `SET NAMES` */
  use(charset: string): void {
    this.isLatin = /^(latin1|cp1252)/i.test(charset)
  }

  /** Text of a scanned value; null for NULL. */
  value(bytes: Buffer, tuple: Tuple, index: number): string | null {
    const start = tuple.starts[index] ?? 0
    const end = tuple.ends[index] ?? 0
    switch (tuple.kinds[index]) {
      case 'bare': {
        const bare = bytes.toString('latin1', start, end)
        return bare.length === 4 && bare.toUpperCase() === 'NULL' ? null : bare
      }
      case 'hex':
        return this.text(Buffer.from(bytes.toString('latin1', start, end), 'hex'))
      case 'escaped':
        return this.text(unescape(bytes, start, end))
      default:
        return this.text(bytes.subarray(start, end))
    }
  }

  private text(bytes: Buffer): string {
    if (this.isLatin) return fromLatin1(bytes)
    const text = bytes.toString('utf8')
    if (!text.includes('\ufffd') || isUtf8(bytes)) return text
    this.wrong++
    return fromLatin1(bytes)
  }
}

/** 0x80 to 0x9f in MySQL's latin1, which is Windows-1252; places without a sign keep their code. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** By hand, because Node 20's TextDecoder reads windows-1252 as ISO-8859-1. */
function fromLatin1(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (sign) => WINDOWS.charAt(sign.charCodeAt(0) - 0x80))
}

function unescape(bytes: Buffer, start: number, end: number): Buffer {
  const out = Buffer.allocUnsafe(end - start)
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === BACKSLASH) {
      const next = bytes[++at] ?? BACKSLASH
      // MySQL keeps the backslash of \% and \_.
      if (next === 0x25 || next === UNDERSCORE) out[length++] = BACKSLASH
      out[length++] = UNESCAPED.get(next) ?? next
    } else {
      out[length++] = byte
      // Only the quote that encloses the value is doubled inside it.
      if ((byte === QUOTE || byte === QUOTE2) && bytes[at + 1] === byte && bytes[start - 1] === byte) at++
    }
  }
  return out.subarray(0, length)
}
