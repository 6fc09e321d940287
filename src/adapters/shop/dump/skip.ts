import { isWordByte } from './lexer'

const [QUOTE, QUOTE2, TICK, BACKSLASH, SEMICOLON, HASH, DASH, SLASH, STAR] = [
  0x27, 0x22, 0x60, 0x5c, 0x3b, 0x23, 0x2d, 0x2f, 0x2a,
] as const
/** Before an opening quote: introducers and typed literals. */
const LITERAL =
  /(?:^|[^\w$])(?:[xXbBnN]|_\w+|DATE|TIME|TIMESTAMP|COMMENT|LIKE|DEFAULT|IN|AS|BY|ON|FROM|TO|SET|INTO|TABLE|TABLES|EXISTS|KEY|INDEX|REFERENCES|COLUMN|ADD|CHANGE|MODIFY|DROP|USING|USE|UPDATE|JOIN|VALUES)$/i
const LOOK_BACK = 24

type Inside = 0 | typeof QUOTE | typeof QUOTE2 | typeof TICK | typeof HASH | typeof STAR

export type Skipped = { at: number; state: 'more' | 'over' | 'lost' }

/**
 * Skips a statement, with quotes and comments over any number of chunks. A stray apostrophe of a tool's message swaps
 * inside and outside: quotes then open right behind letters, which is detected (`lost`).
 */
export class StatementSkipper {
  private inside: Inside = 0
  private before = ''

  reset(): void {
    this.inside = 0
    this.before = ''
  }

  skip(bytes: Buffer, from: number, ended: boolean): Skipped {
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      const { inside } = this
      if (inside === QUOTE || inside === QUOTE2 || inside === TICK) {
        if (byte === BACKSLASH && inside !== TICK) {
          if (at + 1 >= bytes.length) break
          at++
        } else if (byte === inside) this.inside = 0
      } else if (inside === HASH) {
        if (byte === 0x0a) this.inside = 0
      } else if (inside === STAR) {
        if (byte === STAR) {
          if (at + 1 >= bytes.length && !ended) break
          if (bytes[at + 1] === SLASH) {
            this.inside = 0
            at++
          }
        }
      } else if (byte === QUOTE || byte === QUOTE2 || byte === TICK) {
        if (this.isStray(bytes, from, at)) {
          this.reset()
          return { at, state: 'lost' }
        }
        this.inside = byte
      } else if (byte === SEMICOLON) {
        this.reset()
        return { at: at + 1, state: 'over' }
      } else if (byte === DASH || byte === SLASH || byte === HASH) {
        if (at + 2 >= bytes.length && !ended) break
        const next = bytes[at + 1]
        if (byte === HASH || (byte === DASH && next === DASH && (bytes[at + 2] ?? 0x20) <= 0x20))
          this.inside = HASH
        else if (byte === SLASH && next === STAR && bytes[at + 2] !== 0x21 && bytes[at + 2] !== 0x4d) {
          this.inside = STAR
          at++
        }
      }
    }
    const stop = Math.min(at, bytes.length)
    if (stop > from)
      this.before = (this.before + bytes.toString('latin1', Math.max(from, stop - LOOK_BACK), stop)).slice(
        -LOOK_BACK,
      )
    if (ended && this.inside === HASH) this.inside = 0
    // A statement without a semicolon ends with its file, but not inside of a text.
    if (ended && this.inside === 0 && !/[,(]\s*$/.test(this.before)) {
      this.reset()
      return { at: bytes.length, state: 'over' }
    }
    return { at: stop, state: 'more' }
  }

  /** A quote that opens behind a letter or a parenthesis belongs to no value. */
  private isStray(bytes: Buffer, from: number, at: number): boolean {
    const previous = at > from ? bytes[at - 1] : this.before.charCodeAt(this.before.length - 1)
    if (previous !== 0x29 && !isWordByte(previous)) return false
    const text = this.before + bytes.toString('latin1', Math.max(from, at - LOOK_BACK), at)
    return !LITERAL.test(text.slice(-LOOK_BACK))
  }
}
