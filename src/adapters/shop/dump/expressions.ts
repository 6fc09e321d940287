import { closing, isWordByte, MORE, readName, skipComments } from './lexer'
import { unescape, type Scan, type Tuple } from './values'

const WAIT = new Error('more bytes are needed')
const BROKEN = new Error('this is no value')

/** A known value: its bytes, and the charset if they have one of their own. Null is NULL. */
type Known = { bytes: Buffer; charset: string | null } | null
/** `undefined`: an expression whose value only a server knows. */
type Value = Known | undefined

const [OPEN, CLOSE, COMMA, SEMICOLON, QUOTE, QUOTE2, TICK] = [40, 41, 44, 59, 39, 34, 96] as const
const LONGEST_DEPTH = 32

/**
 * Scans `( … )` with every form of value: comments, literals of every kind, functions that wrap text. Slower than
 * `scanTuple`, which handles nearly all rows.
 */
export function scanExpressions(bytes: Buffer, start: number, ended: boolean, tuple: Tuple): Scan {
  return attempt(() => {
    const reader = new ValueReader(bytes, start, ended)
    tuple.count = 0
    reader.expect(OPEN)
    for (;;) {
      keep(tuple, reader.value())
      if (reader.sign() === CLOSE) break
      reader.expect(COMMA)
    }
    reader.at++
    tuple.end = reader.at
  })
}

/** Scans `a = 1, b = 'x'` of `INSERT … SET`; `names` gets the columns. Ends before the semicolon or `ON DUPLICATE KEY`. */
export function scanAssignments(
  bytes: Buffer,
  start: number,
  ended: boolean,
  tuple: Tuple,
  names: string[],
): Scan {
  return attempt(() => {
    const reader = new ValueReader(bytes, start, ended)
    tuple.count = 0
    names.length = 0
    for (;;) {
      names.push(reader.name())
      if (reader.sign() === 0x3a) reader.at++
      reader.expect(0x3d)
      keep(tuple, reader.value())
      if (reader.sign() !== COMMA) break
      reader.at++
    }
    tuple.end = reader.at
  })
}

function attempt(scan: () => void): Scan {
  try {
    scan()
    return 'done'
  } catch (error) {
    if (error === WAIT) return 'more'
    if (error === BROKEN) return 'broken'
    throw error
  }
}

function keep(tuple: Tuple, value: Value): void {
  const index = tuple.count++
  tuple.kinds[index] = value === undefined ? 'opaque' : 'made'
  tuple.made[index] = value ?? null
}

class ValueReader {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
    private readonly ended: boolean,
  ) {}

  /** The next byte that is neither blank nor comment. */
  sign(): number {
    const at = skipComments(this.bytes, this.at, this.ended)
    if (at === MORE) throw WAIT
    if (at >= this.bytes.length) throw WAIT
    this.at = at
    return this.bytes[at] ?? 0
  }

  expect(byte: number): void {
    if (this.sign() !== byte) throw BROKEN
    this.at++
  }

  name(): string {
    this.sign()
    let found = ''
    for (;;) {
      const read = readName(this.bytes, this.at)
      if (read === MORE) throw WAIT
      if (!read) throw BROKEN
      found = read.name
      this.at = read.end
      if (this.sign() !== 0x2e) return found
      this.at++
    }
  }

  value(depth = 0): Value {
    if (depth > LONGEST_DEPTH) throw BROKEN
    let value = this.primary(depth)
    for (;;) {
      // `INSERT … SET a = 1` may be the end of the file.
      if (this.ended && skipComments(this.bytes, this.at, true) >= this.bytes.length) return value
      const sign = this.sign()
      if (sign === QUOTE && value && !value.charset) {
        // Strings beside each other are one.
        value = { bytes: Buffer.concat([value.bytes, this.quoted()]), charset: null }
        continue
      }
      const word = this.peekWord()
      if (word === 'COLLATE') {
        this.at += word.length
        this.name()
        continue
      }
      if ('+-*/|&^%<>=!'.includes(String.fromCharCode(sign))) {
        this.balanced()
        return undefined
      }
      return value
    }
  }

  private primary(depth: number): Value {
    const sign = this.sign()
    if (sign === QUOTE || sign === QUOTE2) return { bytes: this.quoted(), charset: null }
    if (sign === OPEN) {
      this.at++
      const value = this.value(depth + 1)
      this.expect(CLOSE)
      return value
    }
    if (sign === 0x7b) {
      // ODBC's `{ts '…'}`.
      this.at++
      this.at += this.peekWord().length
      const value = this.value(depth + 1)
      this.expect(0x7d)
      return value
    }
    if (sign === 0x40) {
      this.balanced()
      return undefined
    }
    const number = this.number()
    if (number !== null) return { bytes: Buffer.from(number, 'latin1'), charset: null }
    const word = this.peekWord()
    if (!word) throw BROKEN
    this.at += word.length
    return this.afterWord(word, depth)
  }

  private afterWord(word: string, depth: number): Value {
    if (word === 'NULL') return null
    if (word === 'TRUE' || word === 'FALSE')
      return { bytes: Buffer.from(word === 'TRUE' ? '1' : '0'), charset: null }
    if (/^0X[0-9A-F]*$/.test(word)) return { bytes: hexBytes(word.slice(2)), charset: null }
    if (/^0B[01]+$/.test(word)) return { bytes: bitText(word.slice(2)), charset: null }
    const next = this.ended && this.at >= this.bytes.length ? 0 : this.sign()
    if (next === QUOTE || next === QUOTE2) {
      if (word === 'X') return { bytes: hexBytes(this.quoted().toString('latin1')), charset: null }
      if (word === 'B') return { bytes: bitText(this.quoted().toString('latin1')), charset: null }
      if (word === 'N' || /^(?:DATE|TIME|TIMESTAMP)$/.test(word))
        return { bytes: this.quoted(), charset: null }
    }
    if (word.startsWith('_')) {
      const value = this.primary(depth + 1)
      return value && { bytes: value.bytes, charset: charsetOf(word.slice(1)) }
    }
    if (next === OPEN) return this.call(word, depth)
    if (next === QUOTE || next === QUOTE2) throw BROKEN
    return undefined
  }

  /** Functions that exporters write around text. The value of any other isn't known. */
  private call(name: string, depth: number): Value {
    const start = this.at
    this.at++
    if (name === 'CONVERT' || name === 'CAST') {
      const value = this.value(depth + 1)
      const word = this.peekWord()
      const target = name === 'CONVERT' ? 'USING' : 'AS'
      if (word === target || (name === 'CONVERT' && this.sign() === COMMA)) {
        if (word === target) this.at += word.length
        else this.at++
        const kind = this.peekWord()
        this.rest()
        return (
          value && {
            bytes: value.bytes,
            charset: word === 'USING' && value.charset === null ? charsetOf(kind) : value.charset,
          }
        )
      }
    } else if (name === 'CONCAT' || name === 'UNHEX' || name === 'FROM_BASE64') {
      const parts: Value[] = []
      while (this.sign() !== CLOSE) {
        parts.push(this.value(depth + 1))
        if (this.sign() === COMMA) this.at++
      }
      this.at++
      if (parts.includes(undefined)) return undefined
      if (parts.includes(null)) return null
      const bytes = Buffer.concat(parts.map((part) => part?.bytes ?? Buffer.alloc(0)))
      const text = () => bytes.toString('latin1')
      return {
        bytes:
          name === 'UNHEX'
            ? hexBytes(text())
            : name === 'FROM_BASE64'
              ? Buffer.from(text(), 'base64')
              : bytes,
        charset: null,
      }
    }
    this.at = start
    this.balanced()
    return undefined
  }

  /** Position after the parenthesis that closes the one before. */
  private rest(): void {
    this.balanced()
    this.expect(CLOSE)
  }

  /** Moves to the comma, parenthesis or semicolon that ends an expression. */
  private balanced(): void {
    for (let depth = 0; ;) {
      const sign = this.sign()
      if (sign === QUOTE || sign === QUOTE2 || sign === TICK) this.at = this.close()
      else if (sign === OPEN) depth++
      else if (sign === CLOSE) {
        if (depth-- === 0) return
      } else if (sign === SEMICOLON) throw BROKEN
      else if (sign === COMMA && depth === 0) return
      this.at++
    }
  }

  private close(): number {
    const end = closing(this.bytes, this.at)
    if (end === MORE || (end + 1 >= this.bytes.length && !this.ended)) throw WAIT
    return end
  }

  private quoted(): Buffer {
    const end = this.close()
    const value = unescape(this.bytes, this.at + 1, end)
    this.at = end + 1
    return value
  }

  private number(): string | null {
    const text = this.bytes.toString('latin1', this.at, this.at + 80)
    const found = /^[+-]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$])/.exec(text)
    if (!found) return null
    if (found[0].length >= this.bytes.length - this.at && !this.ended) throw WAIT
    this.at += found[0].length
    return found[0].replace(/\s/g, '').replace(/^\+/, '')
  }

  private peekWord(): string {
    if (this.ended && skipComments(this.bytes, this.at, true) >= this.bytes.length) return ''
    this.sign()
    let end = this.at
    while (isWordByte(this.bytes[end])) end++
    if (end === this.bytes.length && !this.ended) throw WAIT
    return this.bytes.toString('latin1', this.at, end).toUpperCase()
  }
}

function hexBytes(digits: string): Buffer {
  return Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex')
}

/** A bit literal as a number, which is how a flag is read. */
function bitText(bits: string): Buffer {
  return Buffer.from(/^[01]{1,64}$/.test(bits) ? BigInt(`0b${bits}`).toString() : '')
}

function charsetOf(name: string): string | null {
  return /^binary$/i.test(name) ? null : name.toLowerCase()
}
