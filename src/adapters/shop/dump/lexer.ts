/** Positions in the bytes of a dump. `MORE`: the bytes end before the result is known. */
export const MORE = -1

const [TAB, NEWLINE, VERTICAL, FEED, RETURN, SPACE, HASH, STAR, DASH, SLASH, BANG, SEMICOLON, BACKSLASH] = [
  9, 10, 11, 12, 13, 32, 35, 42, 45, 47, 33, 59, 92,
] as const
const [QUOTE, QUOTE2, TICK] = [39, 34, 96] as const
const CTRL_Z = 26

/**
 * First position that is neither blank nor what tools leave between statements: NUL, Ctrl-Z, a UTF-8 byte order mark.
 */
export function skipGap(bytes: Buffer, from: number): number {
  let at = from
  for (; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 2
    else if (!isBlank(byte) && byte !== 0 && byte !== CTRL_Z) break
  }
  return at
}

function isBlank(byte: number | undefined): boolean {
  return (
    byte === SPACE ||
    byte === NEWLINE ||
    byte === RETURN ||
    byte === TAB ||
    byte === VERTICAL ||
    byte === FEED
  )
}

/**
 * First position that is neither blank nor comment. The marks of conditional comments are blanks, their content is not.
 */
export function skipComments(bytes: Buffer, from: number, ended: boolean): number {
  let at = from
  for (;;) {
    while (isBlank(bytes[at])) at++
    const byte = bytes[at]
    const next = bytes[at + 1]
    if (byte === undefined) return ended ? at : MORE
    if (next === undefined) return ended ? at : MORE
    if (byte === HASH || (byte === DASH && next === DASH && isLineComment(bytes[at + 2]))) {
      const end = bytes.indexOf(NEWLINE, at)
      if (end < 0) return ended ? bytes.length : MORE
      at = end + 1
    } else if (byte === SLASH && next === STAR) {
      const third = bytes[at + 2]
      if (third === undefined || (third === 0x4d && bytes[at + 3] === undefined))
        return ended ? bytes.length : MORE
      const mark = third === BANG ? 3 : third === 0x4d && bytes[at + 3] === BANG ? 4 : 0
      if (mark) {
        at += mark
        while ((bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57) at++
        continue
      }
      const end = bytes.indexOf('*/', at + 2, 'latin1')
      if (end < 0) return ended ? bytes.length : MORE
      at = end + 2
    } else if (byte === STAR && next === SLASH) at += 2
    else return at
  }
}

function isLineComment(byte: number | undefined): boolean {
  return byte === undefined || isBlank(byte)
}

/** A name with or without quotes; null when there is none here. */
export function readName(bytes: Buffer, from: number): { name: string; end: number } | null | typeof MORE {
  const quote = bytes[from]
  if (quote === TICK || quote === QUOTE2 || quote === 0x5b) {
    const close = quote === 0x5b ? 0x5d : quote
    let end = from
    do {
      end = bytes.indexOf(close, end + 1)
      if (end < 0) return MORE
      if (bytes[end + 1] === close) end++
      else break
    } while (end < bytes.length)
    const sign = String.fromCharCode(close)
    return { name: bytes.toString('utf8', from + 1, end).replaceAll(sign + sign, sign), end: end + 1 }
  }
  let end = from
  while (isWordByte(bytes[end])) end++
  if (end === bytes.length) return MORE
  return end === from ? null : { name: bytes.toString('utf8', from, end), end }
}

/** Letters, digits, `_`, `$` and everything beyond ASCII. */
export function isWordByte(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 97 && byte <= 122) ||
      (byte >= 65 && byte <= 90) ||
      (byte >= 48 && byte <= 57) ||
      byte === 95 ||
      byte === 36 ||
      byte >= 128)
  )
}

/** Position of the semicolon that ends a statement, quotes and comments skipped; MORE when it is not there yet. */
export function endOf(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE || byte === QUOTE2 || byte === TICK) {
      at = closing(bytes, at)
      if (at < 0) return MORE
    } else if (byte === HASH || byte === DASH || byte === SLASH) {
      const after = skipComments(bytes, at, false)
      if (after === MORE) return MORE
      if (after > at) at = after - 1
    } else if (byte === SEMICOLON) return at
  }
  return MORE
}

/** Position of the quote that closes the one at `open`; MORE when it is not there. */
export function closing(bytes: Buffer, open: number): number {
  const quote = bytes[open]
  for (let at = open + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH && quote !== TICK) at++
    else if (bytes[at] === quote) {
      if (bytes[at + 1] !== quote) return at
      at++
    }
  }
  return MORE
}

/** A statement's text without its comments, every gap a single blank. Quoted parts stay as they are. */
export function bareText(statement: string): string {
  return statement
    .replace(
      /('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`)|\/\*(?!M?!)[\s\S]*?\*\/|\/\*M?!\d*|\*\/|--(?:[ \t][^\n]*|(?=\n))|#[^\n]*|\s+/g,
      (_, quoted: string | undefined) => quoted ?? ' ',
    )
    .replace(/^ +/, '')
}
