import { AppError } from '~/kernel/errors'
import { CutError } from './inflate'
import { parseCreate, tableName } from './create'
import { Decoder, emptyTuple, scanTuple, skipBlanks } from './values'

/** Which columns of a table are kept, and which of its rows. */
export type Wanted = { columns: readonly string[]; only?: { column: string; values: ReadonlySet<string> } }

/** What the dump says, in its order. Rows hold the wanted columns in the order of `Wanted`. */
export type DumpEvent =
  | { kind: 'table'; name: string; columns: readonly string[] }
  | { kind: 'rows'; table: string; rows: (string | null)[][] }
  /** A stretch of a table could not be read; its rows are missing. */
  | { kind: 'broken'; table: string }

export type DumpEnd = {
  /** Table in which the file breaks off, `''` when that is between tables; null for a whole file. */
  cutIn: string | null
  /** Values that were not in the charset that the file declares. */
  wrongCharset: number
  /** Statements understood: none means that this is no export. */
  statements: number
}

const LONGEST_ROW = 64 * 1024 * 1024
const LONGEST_HEAD = 1024 * 1024
const ROWS_AT_ONCE = 2000
const INSERT =
  /^(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s+)*(?:INTO\s+)?((?:(?:`(?:[^`]|``)+`|[\w$]+)\s*\.\s*)?(?:`(?:[^`]|``)+`|[\w$]+))\s*(?:\(([^()]*)\)\s*)?VALUES?\s*(?=\()/i

type Mode = 'top' | 'tuples' | 'skip' | 'line' | 'block'

/**
 * Reads mysqldump's and phpMyAdmin's SQL from chunks, holding one row at a time. Nothing is executed: only CREATE TABLE, INSERT,
 * REPLACE and SET NAMES are understood, everything else is stepped over.
 */
export class SqlDump {
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0
  private mode: Mode = 'top'
  private delimiter = ';'
  private openQuote = 0
  private ended = false
  private readonly decoder = new Decoder()
  private readonly tuple = emptyTuple()
  private readonly known = new Map<string, readonly string[]>()
  private insert: {
    table: string
    wanted: Wanted
    positions: number[]
    filter: number
    width: number
  } | null = null
  private table = ''
  private statements = 0
  private savedSettings = false
  private restoredSettings = false
  private retryAt = 0

  constructor(private readonly wants: (table: string, columns: readonly string[]) => Wanted | null) {}

  /** Events of a file. Returns how it ended. @throws AppError for rows beyond all measure. */
  async *read(chunks: AsyncIterable<Buffer>): AsyncGenerator<DumpEvent, DumpEnd> {
    let cut = false
    try {
      for await (const chunk of chunks) {
        this.append(chunk)
        if (this.bytes.length >= this.retryAt) yield* this.work()
      }
    } catch (error) {
      if (!(error instanceof CutError)) throw error
      cut = true
    }
    this.ended = true
    yield* this.work()
    const unfinished =
      this.mode === 'tuples' ||
      this.mode === 'skip' ||
      this.at < this.bytes.length ||
      (this.savedSettings && !this.restoredSettings)
    return {
      cutIn: cut || unfinished ? this.table : null,
      wrongCharset: this.decoder.wrong,
      statements: this.statements,
    }
  }

  private append(chunk: Buffer): void {
    this.bytes = this.at >= this.bytes.length ? chunk : Buffer.concat([this.bytes.subarray(this.at), chunk])
    this.at = 0
  }

  /** Does all that the bytes at hand allow. */
  private *work(): Generator<DumpEvent> {
    this.retryAt = 0
    for (;;) {
      const before = this.at
      const mode = this.mode
      if (mode === 'tuples') {
        yield* this.tuples()
      } else if (mode === 'skip') this.skip()
      else if (mode === 'line') this.pass('\n')
      else if (mode === 'block') this.pass('*/')
      else yield* this.top()
      if (this.at === before && this.mode === mode) return
    }
  }

  /** Steps behind a mark, or up to where it may still begin. */
  private pass(mark: string): void {
    const found = this.bytes.indexOf(mark, this.at)
    if (found >= 0) {
      this.at = found + mark.length
      this.mode = 'top'
    } else if (this.ended) {
      this.at = this.bytes.length
      if (mark === '\n') this.mode = 'top'
    } else this.at = Math.max(this.at, this.bytes.length - mark.length + 1)
  }

  private *top(): Generator<DumpEvent> {
    this.at = skipBlanks(this.bytes, this.at)
    const left = this.bytes.length - this.at
    if (left === 0 || (left < 32 && !this.ended)) return
    const head = this.bytes.toString('latin1', this.at, this.at + 32)
    if (head.startsWith(';') || head.startsWith('*/')) {
      this.at += head.startsWith(';') ? 1 : 2
      return
    }
    if (
      head.startsWith('#') ||
      /^--(\s|$)/.test(head) ||
      /^(mysqldump|mariadb-dump|Warning|Enter password)\b/.test(head)
    ) {
      this.mode = 'line'
      return
    }
    if (head.startsWith('/*')) {
      // `/*!40101 SET … */` is executed by servers of that version: its content is read, its end is a blank.
      const conditional = /^\/\*!\d*/.exec(head)
      if (conditional) this.at += conditional[0].length
      else this.mode = 'block'
      return
    }
    if (this.delimiter !== ';') {
      if (/^DELIMITER\s/i.test(head)) this.setDelimiter()
      else this.pass(this.delimiter)
      return
    }
    if (/^(INSERT|REPLACE)\s/i.test(head)) yield* this.beginInsert()
    else if (/^CREATE\s+(TEMPORARY\s+)?TABLE\s/i.test(head)) yield* this.create()
    else if (/^SET\s/i.test(head)) this.set()
    else if (/^DELIMITER\s/i.test(head)) this.setDelimiter()
    else this.mode = 'skip'
  }

  /** The statement from here to its delimiter as text, null while it is not all there. */
  private statement(): string | null {
    const end = endOf(this.bytes, this.at)
    if (end >= 0) return this.bytes.toString('utf8', this.at, end)
    if (this.ended || this.bytes.length - this.at > LONGEST_HEAD) this.mode = 'skip'
    return null
  }

  private *create(): Generator<DumpEvent> {
    const statement = this.statement()
    if (statement === null) return
    this.at += Buffer.byteLength(statement)
    const created = parseCreate(statement)
    if (!created) return
    this.statements++
    this.table = created.name
    this.known.set(created.name, created.columns)
    yield { kind: 'table', name: created.name, columns: created.columns }
  }

  private set(): void {
    const statement = this.statement()
    if (statement === null) return
    this.at += Buffer.byteLength(statement)
    this.statements++
    const names = /^SET\s+NAMES\s+['"]?(\w+)/i.exec(statement)
    if (names?.[1]) this.decoder.use(names[1])
    if (/@OLD_CHARACTER_SET_CLIENT\s*=\s*@@CHARACTER_SET_CLIENT/i.test(statement)) this.savedSettings = true
    if (/CHARACTER_SET_CLIENT\s*=\s*@OLD_CHARACTER_SET_CLIENT/i.test(statement)) this.restoredSettings = true
  }

  private setDelimiter(): void {
    const end = this.bytes.indexOf('\n', this.at)
    if (end < 0 && !this.ended) return
    const stop = end < 0 ? this.bytes.length : end
    this.delimiter = this.bytes.toString('latin1', this.at, stop).slice('DELIMITER'.length).trim() || ';'
    this.at = stop
  }

  private *beginInsert(): Generator<DumpEvent> {
    const head = this.bytes.toString('latin1', this.at, this.at + LONGEST_HEAD)
    const match = INSERT.exec(head)
    if (!match) {
      if (this.ended || head.length > 65_536 || head.includes(';')) this.mode = 'skip'
      return
    }
    this.statements++
    const [text, name = '', list] = match
    const table = tableName(name)
    const columns = list === undefined ? this.known.get(table) : list.split(',').map(tableName)
    const wanted = columns ? this.wants(table, columns) : null
    if (!columns || !wanted) {
      this.mode = 'skip'
      return
    }
    this.table = table
    if (!this.known.has(table)) {
      this.known.set(table, columns)
      yield { kind: 'table', name: table, columns }
    }
    const positionOf = new Map(columns.map((column, index) => [column.toLowerCase(), index]))
    const find = (column: string) => positionOf.get(column.toLowerCase()) ?? -1
    this.insert = {
      table,
      wanted,
      positions: wanted.columns.map(find),
      filter: wanted.only ? find(wanted.only.column) : -1,
      width: columns.length,
    }
    this.at += text.length
    this.mode = 'tuples'
  }

  private *tuples(): Generator<DumpEvent> {
    const { insert } = this
    if (!insert) return
    let rows: (string | null)[][] = []
    for (;;) {
      this.at = skipBlanks(this.bytes, this.at)
      const byte = this.bytes[this.at]
      if (byte === undefined) break
      if (byte === 0x2c) {
        this.at++
        continue
      }
      if (byte === 0x3b) {
        this.at++
        this.mode = 'top'
        break
      }
      const scan = scanTuple(this.bytes, this.at, this.tuple)
      if (scan === 'more') {
        const held = this.bytes.length - this.at
        if (held > LONGEST_ROW)
          throw new AppError(
            'SOURCE_INVALID',
            `Uma linha da tabela ${insert.table} passa de 64 MB. O arquivo não é uma exportação que se possa ler.`,
          )
        // A long row is looked at again when twice as much of it is there, not with every chunk.
        this.retryAt = held > 65_536 ? held * 2 : 0
        break
      }
      if (scan === 'broken' || this.tuple.count !== insert.width) {
        // ON DUPLICATE KEY UPDATE may follow the rows.
        if (scan === 'broken' && byte === 0x4f) {
          this.mode = 'skip'
          break
        }
        if (rows.length) yield { kind: 'rows', table: insert.table, rows }
        yield { kind: 'broken', table: insert.table }
        this.mode = 'skip'
        return
      }
      const row = this.row(insert)
      if (row) rows.push(row)
      this.at = this.tuple.end
      if (rows.length >= ROWS_AT_ONCE) {
        yield { kind: 'rows', table: insert.table, rows }
        rows = []
      }
    }
    if (rows.length) yield { kind: 'rows', table: insert.table, rows }
  }

  /** The wanted values of the tuple at hand; null when the row is not wanted. */
  private row(insert: NonNullable<SqlDump['insert']>): (string | null)[] | null {
    if (insert.filter >= 0) {
      const value = this.decoder.value(this.bytes, this.tuple, insert.filter)
      if (value === null || !insert.wanted.only?.values.has(value)) return null
    }
    return insert.positions.map((position) =>
      position < 0 ? null : this.decoder.value(this.bytes, this.tuple, position),
    )
  }

  /** Steps over a statement, minding quotes; a quote that is open stays so until the next chunk. */
  private skip(): void {
    const { bytes } = this
    let at = this.at
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (this.openQuote) {
        if (byte === 0x5c && this.openQuote !== 0x60) {
          if (at + 1 >= bytes.length) break
          at++
        } else if (byte === this.openQuote) this.openQuote = 0
      } else if (byte === 0x27 || byte === 0x22 || byte === 0x60) this.openQuote = byte
      else if (byte === 0x3b) {
        this.at = at + 1
        this.mode = 'top'
        return
      }
    }
    this.at = Math.min(at, bytes.length)
  }
}

/** Position of the delimiter that ends a statement, minding quotes; -1 when it is not there yet. */
function endOf(bytes: Buffer, from: number): number {
  let quote = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (quote) {
      if (byte === 0x5c && quote !== 0x60) at++
      else if (byte === quote) quote = 0
    } else if (byte === 0x27 || byte === 0x22 || byte === 0x60) quote = byte
    else if (byte === 0x3b) return at
  }
  return -1
}
