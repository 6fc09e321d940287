/**
 * PHP serialised data: scalars as the text PHP wrote (money keeps its digits), arrays and objects as maps in their
 * order.
 */
export type PhpValue = string | null | PhpMap
export type PhpMap = Map<string, PhpValue>

/** Serialised data with wrong lengths or a cut. The message is Portuguese. */
export class PhpError extends Error {
  override readonly name = 'PhpError'
}

const MAX_DEPTH = 24
const MAX_VALUES = 100_000

const [COLON, SEMICOLON, QUOTE, OPEN, CLOSE, ZERO, NINE] = [0x3a, 0x3b, 0x22, 0x7b, 0x7d, 0x30, 0x39] as const

/**
 * Reads PHP's `serialize` format over its bytes, because its lengths count bytes. Objects are read as data, never
 * built; private and protected properties lose their marks; references read as null. Strict, and ours: php-serialize
 * fills plain objects (a key `__proto__` reaches their prototype), follows any depth, and turns doubles into floats
 * before money can be read from them. @throws PhpError for wrong lengths, cut data, excessive depth or size.
 */
export function parsePhp(serialised: string | Buffer): PhpValue {
  const parser = new Parser(typeof serialised === 'string' ? Buffer.from(serialised) : serialised)
  const value = parser.value(0)
  parser.end()
  return value
}

/**
 * The same for texts with wrong lengths, as after a search and replace in the database or a change of charset: such a
 * text ends at the quote behind which a value ends. With `partial` also what stands before a cut. @throws PhpError for
 * everything else that `parsePhp` rejects.
 */
export function parsePhpLoosely(serialised: string, partial: boolean): PhpValue {
  return new LooseParser(Buffer.from(serialised), partial).value(0)
}

/** The value as a map; null for scalars. */
export function phpMap(value: PhpValue | undefined): PhpMap | null {
  return value instanceof Map ? value : null
}

/** The value as text; null for maps and NULL. */
export function phpText(value: PhpValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

class Parser {
  protected at = 0
  private values = 0

  constructor(protected readonly bytes: Buffer) {}

  end(): void {
    if (this.at !== this.bytes.length)
      throw new PhpError(`sobram ${String(this.bytes.length - this.at)} bytes depois do fim`)
  }

  value(depth: number): PhpValue {
    if (depth > MAX_DEPTH) throw new PhpError('há listas demais umas dentro das outras')
    if (++this.values > MAX_VALUES) throw new PhpError('há valores demais')
    const type = this.bytes[this.at++]
    switch (type) {
      case 0x4e /* N */:
        this.expect(SEMICOLON)
        return null
      case 0x62 /* b */:
      case 0x69 /* i */:
      case 0x64 /* d */:
        this.expect(COLON)
        return this.scalar()
      case 0x72 /* r */:
      case 0x52 /* R */:
        this.expect(COLON)
        this.scalar()
        return null
      case 0x73 /* s */: {
        this.expect(COLON)
        const text = this.quoted()
        this.expect(SEMICOLON)
        return text
      }
      case 0x45 /* E: an enum's case */: {
        this.expect(COLON)
        const text = this.quoted()
        this.expect(SEMICOLON)
        return text
      }
      case 0x61 /* a */:
        this.expect(COLON)
        return this.entries(this.length(), depth, false)
      case 0x4f /* O */:
        this.expect(COLON)
        this.quoted()
        this.expect(COLON)
        return this.entries(this.length(), depth, true)
      case 0x43 /* C: a class with a format of its own */:
        this.expect(COLON)
        this.quoted()
        this.expect(COLON)
        this.skipBody(this.length())
        return null
      default:
        throw new PhpError(`há um tipo desconhecido na posição ${String(this.at - 1)}`)
    }
  }

  protected entries(count: number, depth: number, isObject: boolean): PhpMap {
    this.expect(OPEN)
    // Each entry takes at least five bytes: a higher count is wrong, and rejected before any work.
    if (count * 5 > this.bytes.length - this.at && !this.takesCuts)
      throw new PhpError('o tamanho de uma lista não confere')
    const map: PhpMap = new Map()
    this.fill(map, count, depth, isObject)
    return map
  }

  protected get takesCuts(): boolean {
    return false
  }

  protected fill(map: PhpMap, count: number, depth: number, isObject: boolean): void {
    for (let index = 0; index < count; index++) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string') throw new PhpError('uma chave não é texto nem número')
      map.set(isObject ? key.slice(key.lastIndexOf('\0') + 1) : key, this.value(depth + 1))
    }
    this.expect(CLOSE)
  }

  private skipBody(length: number): void {
    this.expect(OPEN)
    if (length > this.bytes.length - this.at) throw new PhpError('o tamanho de um objeto não confere')
    this.at += length
    this.expect(CLOSE)
  }

  /** `5:"texto"` */
  private quoted(): string {
    const length = this.length()
    this.expect(QUOTE)
    const end = this.closing(length)
    const text = this.bytes.toString('utf8', this.at, end)
    this.at = end + 1
    return text
  }

  /** The closing position of a text of so many bytes. */
  protected closing(length: number): number {
    const end = this.at + length
    if (end >= this.bytes.length || this.bytes[end] !== QUOTE)
      throw new PhpError(`o tamanho de um texto não confere na posição ${String(this.at)}`)
    return end
  }

  /** Digits up to the colon, which is consumed too. */
  private length(): number {
    let length = 0
    const start = this.at
    for (;;) {
      const byte = this.bytes[this.at++]
      if (byte === COLON && this.at > start + 1) return length
      if (byte === undefined || byte < ZERO || byte > NINE || this.at > start + 10)
        throw new PhpError('um tamanho não é um número')
      length = length * 10 + byte - ZERO
    }
  }

  private scalar(): string {
    const end = this.bytes.indexOf(SEMICOLON, this.at)
    if (end < 0 || end - this.at > 40) throw new PhpError('um número não termina')
    const text = this.bytes.toString('latin1', this.at, end)
    if (!/^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NAN)$/.test(text))
      throw new PhpError('um número não se lê')
    this.at = end + 1
    return text
  }

  protected expect(byte: number): void {
    if (this.bytes[this.at++] !== byte) {
      throw new PhpError(
        this.at > this.bytes.length
          ? 'os dados estão cortados'
          : `falta um sinal na posição ${String(this.at - 1)}`,
      )
    }
  }
}

/** What may follow the end of a text: the next value, or the end of its list. */
const BEHIND_TEXT = /^";(?:[aCdbEiOsRr]:|N;|\}|$)/

class LooseParser extends Parser {
  private cut = false

  constructor(
    bytes: Buffer,
    private readonly partial: boolean,
  ) {
    super(bytes)
  }

  protected override get takesCuts(): boolean {
    return this.partial
  }

  protected override closing(length: number): number {
    const end = this.at + length
    if (this.endsAt(end)) return end
    for (let at = this.bytes.indexOf('";', this.at); at >= 0; at = this.bytes.indexOf('";', at + 1))
      if (this.endsAt(at)) return at
    return super.closing(this.bytes.length)
  }

  private endsAt(at: number): boolean {
    // A class's name ends before a colon.
    return (
      this.bytes[at] === QUOTE &&
      (this.bytes[at + 1] === COLON || BEHIND_TEXT.test(this.bytes.toString('latin1', at, at + 4)))
    )
  }

  protected override fill(map: PhpMap, count: number, depth: number, isObject: boolean): void {
    if (this.cut) return
    try {
      super.fill(map, count, depth, isObject)
    } catch (error) {
      if (!this.partial || !(error instanceof PhpError)) throw error
      this.cut = true
    }
  }
}
