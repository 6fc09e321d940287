import type { CreatedTable } from './create'
import type { Wanted } from './events'
import { FATAL, NEXT_STATEMENT } from './heads'
import { Leftovers } from './leftovers'
import { endOf } from './lexer'
import { StatementSkipper } from './skip'
import { Decoder, emptyTuple } from './values'

export const LONGEST_ROW = 64 * 1024 * 1024
export const LONGEST_HEAD = 1024 * 1024
export const LONGEST_NOISE = 65_536

type Mode = 'top' | 'tuples' | 'skip' | 'line' | 'block' | 'resync'
/** An INSERT whose rows follow. */
export type Insert = {
  table: string
  wanted: Wanted
  positions: number[]
  filter: number
  width: number
  /** Widths that rows without a list of columns may have, with the columns that they then omit. */
  layouts: (readonly string[])[]
}

/** Position of the parser in a dump, and the steps that all its parts share. */
export abstract class DumpCursor {
  protected bytes: Buffer = Buffer.alloc(0)
  protected at = 0
  protected mode: Mode = 'top'
  protected delimiter = ';'
  private plainBackslashes = false
  protected ended = false
  protected readonly skipper = new StatementSkipper()
  protected readonly decoder = new Decoder()
  protected readonly tuple = emptyTuple()
  protected readonly known: Map<string, CreatedTable>
  protected readonly late = new Set<string>()
  protected readonly leftovers = new Leftovers()
  protected insert: Insert | null = null
  /** The current INSERT keeps existing rows. */
  protected ignores = false
  /** A row has ended without a comma: the statement may end here. */
  protected afterRow = false
  /** Only blanks came since the last line break. */
  protected onNewLine = false
  /** Bytes before the rows of the last INSERT: exports with one row each repeat them. */
  protected lastHead: Buffer | null = null
  protected table = ''
  protected statements = 0
  protected charset: string | null = null
  protected savedSettings = false
  protected restoredSettings = false
  protected failure: string | null = null
  protected cutIn: string | null = null
  protected retryAt = 0
  protected readonly filled = new Set<string>()

  /** `known` are tables of an earlier reading of the same file. */
  constructor(
    protected readonly wants: (table: string, columns: readonly string[]) => Wanted | null,
    known: ReadonlyMap<string, CreatedTable> = new Map(),
  ) {
    this.known = new Map(known)
  }

  protected append(piece: Buffer): void {
    const chunk = this.plainBackslashes ? doubled(piece) : piece
    this.bytes = this.at >= this.bytes.length ? chunk : Buffer.concat([this.bytes.subarray(this.at), chunk])
    this.at = 0
  }

  /** With NO_BACKSLASH_ESCAPES a backslash is an ordinary character: it is doubled for the rest of the parser. */
  protected takeBackslashes(plain: boolean): void {
    if (plain === this.plainBackslashes) return
    this.plainBackslashes = plain
    const rest = this.bytes.subarray(this.at)
    this.bytes = plain ? doubled(rest) : single(rest)
    this.at = 0
  }

  /** Moves behind a mark, or up to where it may still begin. */
  protected pass(mark: string): void {
    const found = this.bytes.indexOf(mark, this.at)
    if (found >= 0) {
      this.at = found + mark.length
      this.mode = 'top'
    } else if (this.ended) {
      this.at = this.bytes.length
      if (mark === '\n') this.mode = 'top'
    } else this.at = Math.max(this.at, this.bytes.length - mark.length + 1)
  }

  /** The statement from here to its delimiter as text, null while it is incomplete. */
  protected statement(): string | null {
    const end = endOf(this.bytes, this.at)
    if (end >= 0) {
      const text = this.bytes.toString('utf8', this.at, end)
      this.at = end
      return text
    }
    if (this.ended && this.bytes.length - this.at <= LONGEST_HEAD) {
      const text = this.bytes.toString('utf8', this.at)
      this.at = this.bytes.length
      return text
    }
    if (this.ended || this.bytes.length - this.at > LONGEST_HEAD) this.mode = 'skip'
    return null
  }

  /** A line that is no SQL: output of a tool in the file. */
  protected noise(): void {
    const end = this.bytes.indexOf('\n', this.at)
    if (end < 0 && !this.ended && this.bytes.length - this.at < LONGEST_NOISE) return
    const line = this.bytes.toString('utf8', this.at, end < 0 ? this.bytes.length : end)
    this.leftovers.noise(line, this.table)
    if (FATAL.test(line)) {
      this.failure = failureText(line)
      this.cutIn ??= /when dumping table [`'"]([^`'"]+)/.exec(line)?.[1] ?? null
    }
    this.mode = 'line'
  }

  protected skip(): void {
    const outcome = this.skipper.skip(this.bytes, this.at, this.ended)
    this.at = outcome.at
    if (outcome.state === 'over') this.mode = 'top'
    else if (outcome.state === 'lost') {
      this.leftovers.add('linhas', '', this.table, 'há aspas sem par')
      this.mode = 'resync'
    }
  }

  /** Resumes where a line surely begins a statement. */
  protected resync(): void {
    NEXT_STATEMENT.lastIndex = 0
    const found = NEXT_STATEMENT.exec(this.bytes.toString('latin1', this.at))
    if (found) {
      this.at += found.index + found[0].length
      this.mode = 'top'
    } else this.at = this.ended ? this.bytes.length : Math.max(this.at, this.bytes.length - 128)
  }
}

function doubled(bytes: Buffer): Buffer {
  return bytes.includes('\\')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\\', '\\\\'), 'latin1')
    : bytes
}

function single(bytes: Buffer): Buffer {
  return bytes.includes('\\')
    ? Buffer.from(bytes.toString('latin1').replaceAll('\\\\', '\\'), 'latin1')
    : bytes
}

/** The message of a line that ends an export. */
export function failureText(line: string): string {
  return line
    .replace(/<[^>]*>/g, '')
    .trim()
    .slice(0, 200)
}
