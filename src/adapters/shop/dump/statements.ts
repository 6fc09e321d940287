import { parseCreate, tableName } from './create'
import type { DumpEnd, DumpEvent } from './events'
import { changeOf, headKind, programEnd } from './heads'
import { CutError } from './inflate'
import { FileMark, type Piece } from './layers'
import { bareText, endOf, skipGap } from './lexer'
import { LONGEST_HEAD } from './cursor'
import { RowReader } from './rows'

const LONGEST_SHAPE = 512
const NO_COLUMNS =
  'o arquivo não diz quais são as colunas dela: exporte também a estrutura (CREATE TABLE), ou com os nomes das colunas em cada INSERT'

/**
 * Reads SQL exports of MySQL and MariaDB from chunks of text, with one row in memory at a time. Nothing is executed:
 * only CREATE TABLE, INSERT, REPLACE and SET NAMES are understood; everything else is skipped, lines that are no SQL
 * included.
 */
export class SqlDump extends RowReader {
  /** Events of a file. Returns how it ended. @throws AppError from the chunks. */
  async *read(pieces: AsyncIterable<Piece>): AsyncGenerator<DumpEvent, DumpEnd> {
    let broke: CutError | null = null
    try {
      for await (const piece of pieces) {
        if (piece instanceof FileMark) {
          yield* this.endFile()
          continue
        }
        this.append(piece)
        if (this.bytes.length >= this.retryAt) yield* this.work()
      }
    } catch (error) {
      if (!(error instanceof CutError)) throw error
      broke = error
    }
    yield* this.endFile()
    const unrestored = this.savedSettings && !this.restoredSettings
    if (broke || unrestored || this.failure !== null) this.cutIn ??= this.table
    for (const table of this.late)
      if (!this.known.has(table) && this.wants(table, [])) yield { kind: 'broken', table, reason: NO_COLUMNS }
    return {
      cutIn: this.cutIn,
      failure: this.failure,
      corrupt: broke?.how === 'damaged',
      wrongCharset: this.decoder.wrong,
      mended: this.decoder.mended,
      statements: this.statements,
      charset: this.charset,
      late: new Set(
        [...this.late].filter((table) => this.wants(table, this.known.get(table)?.columns ?? [])),
      ),
      known: this.known,
      leftovers: this.leftovers,
    }
  }

  /** The end of an archive's file ends any open statement. */
  private *endFile(): Generator<DumpEvent> {
    this.ended = true
    this.retryAt = 0
    yield* this.work()
    const open =
      (this.mode === 'tuples' && !this.afterRow) || this.mode === 'skip' || this.at < this.bytes.length
    if (open || this.delimiter !== ';') this.cutIn ??= this.table
    this.ended = false
    this.mode = 'top'
    this.insert = null
    this.lastHead = null
    this.delimiter = ';'
    this.skipper.reset()
    this.bytes = Buffer.alloc(0)
    this.at = 0
  }

  /** Processes all that the available bytes allow. */
  private *work(): Generator<DumpEvent> {
    this.retryAt = 0
    for (;;) {
      const before = this.at
      const mode = this.mode
      if (mode === 'tuples') yield* this.tuples()
      else if (mode === 'skip') this.skip()
      else if (mode === 'line') this.pass('\n')
      else if (mode === 'block') this.pass('*/')
      else if (mode === 'resync') this.resync()
      else yield* this.top()
      if (this.at === before && this.mode === mode) return
    }
  }

  private *top(): Generator<DumpEvent> {
    this.at = skipGap(this.bytes, this.at)
    const left = this.bytes.length - this.at
    if (left === 0 || (left < 32 && !this.ended)) return
    const head = this.bytes.toString('latin1', this.at, this.at + 32)
    if (head.startsWith(';') || head.startsWith('*/')) {
      this.at += head.startsWith(';') ? 1 : 2
      return
    }
    if (head.startsWith('#') || /^--(\s|$)/.test(head)) {
      this.mode = 'line'
      return
    }
    if (head.startsWith('/*')) {
      // `/*!40101 SET … */` is executed by servers of that version: its content is read, its end is a blank.
      const conditional = /^\/\*M?!(?!999999)\d*/.exec(head)
      if (conditional) this.at += conditional[0].length
      else this.mode = 'block'
      return
    }
    if (this.delimiter !== ';') {
      if (/^DELIMITER\s/i.test(head)) this.setDelimiter()
      else this.pass(this.delimiter)
      return
    }
    if (/^INSERT\s+INTO\s+[`"]/i.test(head)) {
      yield* this.beginInsert()
      return
    }
    if (left < LONGEST_SHAPE && !this.ended && endOf(this.bytes, this.at) < 0) return
    const shape = bareText(this.bytes.toString('utf8', this.at, this.at + LONGEST_SHAPE))
    switch (headKind(shape)) {
      case 'insert':
        yield* this.beginInsert()
        break
      case 'table':
        yield* this.create()
        break
      case 'program':
        this.program(shape)
        break
      case 'set':
        this.set()
        break
      case 'delimiter':
        this.setDelimiter()
        break
      case 'changing':
        yield* this.change(shape)
        break
      case 'harmless':
        this.statements++
        this.failure = null
        this.mode = 'skip'
        break
      case 'noise':
        this.noise()
        break
    }
  }

  private *create(): Generator<DumpEvent> {
    const statement = this.statement()
    if (statement === null) return
    const created = parseCreate(statement)
    const columns = created?.like ? this.known.get(created.like)?.columns : created?.columns
    const name =
      created?.name ?? tableName(/TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([^\s(]+)/i.exec(statement)?.[1] ?? '')
    this.table = name
    this.statements++
    if (this.at >= this.bytes.length && created?.closed === false) {
      this.cutIn ??= name
      return
    }
    this.failure = null
    if (!created || !columns?.length) {
      if (this.wants(name, []))
        yield { kind: 'broken', table: name, reason: 'a estrutura dela (CREATE TABLE) não se lê' }
      return
    }
    if (created.ifNotExists && this.known.has(name)) return
    this.lastHead = null
    this.known.set(name, { ...created, columns })
    yield { kind: 'table', name, columns, created: true }
  }

  private set(): void {
    const statement = this.statement()
    if (statement === null) return
    this.statements++
    this.failure = null
    const names = /^SET\s+(?:NAMES|CHARACTER\s+SET|CHARSET)\s+['"]?(\w+)/i.exec(statement)?.[1]
    if (names && !/^default$/i.test(names)) {
      this.charset = names.toLowerCase()
      this.decoder.use(names)
    }
    if (/@OLD_CHARACTER_SET_CLIENT\s*=\s*@@CHARACTER_SET_CLIENT/i.test(statement)) this.savedSettings = true
    if (/CHARACTER_SET_CLIENT\s*=\s*(?:IFNULL\(\s*)?@OLD_CHARACTER_SET_CLIENT/i.test(statement))
      this.restoredSettings = true
    const sqlMode = /\bSQL_MODE\s*:?=\s*([^;]*)/i.exec(
      statement.replace(/@OLD_SQL_MODE\s*=\s*@@SQL_MODE/i, ''),
    )?.[1]
    if (sqlMode !== undefined) this.takeBackslashes(/NO_BACKSLASH_ESCAPES/i.test(sqlMode))
  }

  private setDelimiter(): void {
    const end = this.bytes.indexOf('\n', this.at)
    if (end < 0 && !this.ended) return
    const stop = end < 0 ? this.bytes.length : end
    this.delimiter = this.bytes.toString('latin1', this.at, stop).slice('DELIMITER'.length).trim() || ';'
    this.at = stop
  }

  /** A trigger or routine without a delimiter of its own. */
  private program(shape: string): void {
    const text = this.bytes.toString('latin1', this.at, this.at + LONGEST_HEAD)
    const end = programEnd(text)
    if (end < 0 && !this.ended && text.length < LONGEST_HEAD) {
      this.retryAt = text.length * 2
      return
    }
    this.statements++
    this.leftovers.add('programa', shape.slice(0, 80), this.table, 'gatilhos e rotinas não têm linhas')
    if (end >= 0) this.at += end + 1
    else {
      this.at = Math.min(this.bytes.length, this.at + shape.length)
      this.mode = 'resync'
    }
  }

  private *change(shape: string): Generator<DumpEvent> {
    this.statements++
    this.mode = 'skip'
    const change = changeOf(shape)
    if (!change) return
    const name = tableName(change.name)
    // Emptying a table before its rows changes nothing.
    const empties = /^(?:DELETE|TRUNCATE)$/.test(change.verb) && !/ WHERE /i.test(shape)
    const reason = `o comando ${change.verb} não é aplicado`
    this.leftovers.add('comando', shape.slice(0, 80), name, reason)
    if ((empties && this.table !== name) || !this.wants(name, this.known.get(name)?.columns ?? [])) return
    if (empties && !this.filled.has(name)) return
    yield { kind: 'broken', table: name, reason }
  }
}
