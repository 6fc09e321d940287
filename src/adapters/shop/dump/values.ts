import { isUtf8 } from 'node:buffer'
import { fromWindows, mendText } from '../mend'

/** The layout of an INSERT's tuple: the position of each value, found without decoding it. */
export type Tuple = {
  count: number
  starts: number[]
  ends: number[]
  kinds: ValueKind[]
  /** Values of the kind `made`; null is NULL. */
  made: ({ bytes: Buffer; charset: string | null } | null)[]
  end: number
}
/**
 * text: quoted, without backslashes; escaped: quoted, with some; bare: NULL or a number; hex: pairs of digits; made:
 * built by `scanExpressions`; opaque: an expression whose value only a server knows.
 */
export type ValueKind = 'text' | 'escaped' | 'bare' | 'hex' | 'made' | 'opaque'

export type Scan = 'done' | 'more' | 'broken'

const [TAB, NEWLINE, RETURN, SPACE, QUOTE2, QUOTE, OPEN, CLOSE, COMMA, BACKSLASH, UNDERSCORE] = [
  9, 10, 13, 32, 34, 39, 40, 41, 44, 92, 95,
] as const

/** A reusable tuple. */
export function emptyTuple(): Tuple {
  return { count: 0, starts: [], ends: [], kinds: [], made: [], end: 0 }
}

/**
 * Scans `( … )` of plain values from `start`. `more` when the bytes end first, `broken` when it contains anything else.
 */
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
      // A charset introducer, `_binary '…'` or `_utf8mb4 '…'`: only the bytes matter. Others change the text.
      const charset = (bytes[at + 1] ?? 0x62) | 0x20
      if (charset !== 0x62 && charset !== 0x75) return 'broken'
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
        const prefix = bytes[begin] === 0x30 ? (bytes[begin + 1] ?? 0) | 0x20 : 0
        if (prefix === 0x62) return 'broken'
        const hex = prefix === 0x78
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

/** Decodes values in the charset that the dump declares, and counts those that were written in another. */
export class Decoder {
  /** Values that were no UTF-8 and were read as Windows-1252. */
  wrong = 0
  /** Values that were UTF-8 read as Latin-1, once or more often, and were repaired. */
  mended = 0
  /** The last value was an expression, or no value at all. */
  unread = false
  private declared: Charset = 'utf8'
  /** Of the current table; counts when a file keeps every table's own bytes. */
  private ofTable: Charset = 'utf8'

  /** `SET NAMES` */
  use(charset: string): void {
    this.declared = /^binary$/i.test(charset) ? 'binary' : isLatin(charset) ? 'latin1' : 'utf8'
  }

  /** Charset of the table whose rows follow. */
  enter(charset: string | null): void {
    this.ofTable = charset !== null && isLatin(charset) ? 'latin1' : 'utf8'
  }

  /** Text of a scanned value; null for NULL. Sets `unread` when it isn't known. */
  value(bytes: Buffer, tuple: Tuple, index: number): string | null {
    const start = tuple.starts[index] ?? 0
    const end = tuple.ends[index] ?? 0
    switch (tuple.kinds[index]) {
      case 'bare': {
        const bare = bytes.toString('latin1', start, end)
        if (bare.charCodeAt(0) < 65) return bare
        const word = bare.toUpperCase()
        if (word === 'NULL') return null
        if (word === 'TRUE') return '1'
        if (word === 'FALSE') return '0'
        this.unread = true
        return null
      }
      case 'hex':
        return this.text(Buffer.from(evenHex(bytes.toString('latin1', start, end)), 'hex'))
      case 'escaped':
        return this.text(unescape(bytes, start, end))
      case 'made': {
        const made = tuple.made[index] ?? null
        return made && this.text(made.bytes, made.charset)
      }
      case 'opaque':
        this.unread = true
        return null
      default:
        return this.text(bytes.subarray(start, end))
    }
  }

  private text(bytes: Buffer, own: string | null = null): string {
    const declared = own !== null ? (isLatin(own) ? 'latin1' : 'utf8') : this.declared
    const charset = declared === 'binary' ? this.ofTable : declared
    if (charset === 'latin1') return this.mend(fromLatin1(bytes))
    const text = bytes.toString('utf8')
    // As many characters as bytes: it is ASCII, and most values are.
    if (text.length === bytes.length && !text.includes('\ufffd'))
      return text.length > 65 && text.includes('{') ? this.mend(text) : text
    if (!text.includes('\ufffd') || isUtf8(bytes)) return this.mend(text)
    this.wrong++
    return this.mend(fromLatin1(bytes))
  }

  private mend(text: string): string {
    const mended = mendText(text)
    if (mended !== text) this.mended++
    return mended
  }
}

type Charset = 'utf8' | 'latin1' | 'binary'

function isLatin(charset: string): boolean {
  return /^(latin1|cp1252)/i.test(charset)
}

function evenHex(digits: string): string {
  return digits.length % 2 ? `0${digits}` : digits
}

/** Bytes of MySQL's latin1 as text. */
function fromLatin1(bytes: Buffer): string {
  return fromWindows(bytes.toString('latin1'))
}

/** A quoted value without its backslashes and doubled quotes; the byte before `start` is its quote. */
export function unescape(bytes: Buffer, start: number, end: number): Buffer {
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
