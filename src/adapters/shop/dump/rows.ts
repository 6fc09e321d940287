import type { CreatedTable } from './create'
import { DumpCursor, failureText, LONGEST_HEAD, LONGEST_NOISE, LONGEST_ROW, type Insert } from './cursor'
import type { DumpEvent, Wanted } from './events'
import { scanAssignments, scanExpressions } from './expressions'
import { FATAL, headKind, NEXT_STATEMENT } from './heads'
import { insertHead } from './insert'
import { bareText, MORE, skipComments } from './lexer'
import { scanTuple, skipBlanks } from './values'

const ROWS_AT_ONCE = 2000

/** Reads INSERT and REPLACE in all their forms: heads, rows, and the text between rows. */
export abstract class RowReader extends DumpCursor {
  protected *beginInsert(): Generator<DumpEvent> {
    const { lastHead, insert } = this
    if (lastHead && insert && lastHead.equals(this.bytes.subarray(this.at, this.at + lastHead.length))) {
      this.statements++
      this.at += lastHead.length
      this.afterRow = false
      this.mode = 'tuples'
      return
    }
    this.lastHead = null
    const head = insertHead(this.bytes, this.at, this.ended)
    if (head === null) {
      if (this.bytes.length - this.at > LONGEST_HEAD) this.mode = 'skip'
      return
    }
    this.statements++
    this.failure = null
    if ('reason' in head) {
      const { table, reason } = head
      this.leftovers.add('INSERT', this.headText(), table ?? '', reason)
      if (table === null || this.wants(table, this.known.get(table)?.columns ?? []))
        yield { kind: 'broken', table: table ?? '', reason }
      this.mode = 'skip'
      return
    }
    const { table, form, end } = head
    this.ignores = head.ignores
    const created = this.known.get(table)
    if (form === 'set') {
      yield* this.assigned(table, end)
      return
    }
    const columns = head.columns ?? created?.columns
    if (!columns) this.late.add(table)
    const wanted = columns ? this.wants(table, columns) : null
    if (!columns || !wanted) {
      this.at = end
      this.mode = 'skip'
      return
    }
    yield* this.enter(table, columns)
    this.insert = this.prepared(
      table,
      wanted,
      columns,
      head.columns ? [columns] : layoutsOf(created, columns),
    )
    this.lastHead = Buffer.from(this.bytes.subarray(this.at, end))
    this.at = end
    this.afterRow = false
    this.mode = 'tuples'
  }

  private given(table: string, rows: (string | null)[][]): DumpEvent {
    return { kind: 'rows', table, rows, ignores: this.ignores }
  }

  /** The beginning of a statement, without its values. */
  protected headText(): string {
    return this.bytes.toString('utf8', this.at, this.at + 80).replace(/\(.*/s, '')
  }

  /** A table whose rows follow. */
  protected *enter(table: string, columns: readonly string[]): Generator<DumpEvent> {
    this.table = table
    this.filled.add(table)
    const created = this.known.get(table)
    this.decoder.enter(created?.charset ?? null)
    if (!created) yield { kind: 'table', name: table, columns, created: false }
  }

  protected prepared(
    table: string,
    wanted: Wanted,
    columns: readonly string[],
    layouts: (readonly string[])[],
  ): Insert {
    const positionOf = new Map(columns.map((column, index) => [column.toLowerCase(), index]))
    const find = (column: string) => positionOf.get(column.toLowerCase()) ?? -1
    return {
      table,
      wanted,
      positions: wanted.columns.map(find),
      filter: wanted.only ? find(wanted.only.column) : -1,
      width: columns.length,
      layouts,
    }
  }

  /** `INSERT … SET a = 1`: a row of its own. */
  protected *assigned(table: string, from: number): Generator<DumpEvent> {
    const names: string[] = []
    const scan = scanAssignments(this.bytes, from, this.ended, this.tuple, names)
    if (scan === 'more' && !this.ended && this.bytes.length - this.at < LONGEST_ROW) {
      this.retryAt = (this.bytes.length - this.at) * 2
      this.statements--
      return
    }
    const wanted = this.wants(table, this.known.get(table)?.columns ?? names)
    this.mode = 'skip'
    if (!wanted) {
      this.at = from
      return
    }
    yield* this.enter(table, names)
    const row = scan === 'done' ? this.row(this.prepared(table, wanted, names, [names])) : undefined
    if (row === undefined) {
      this.at = from
      yield this.broken(table, 'um INSERT … SET não se lê')
      return
    }
    this.at = this.tuple.end
    if (row) yield this.given(table, [row])
    if (this.ended && this.at >= this.bytes.length) this.mode = 'top'
  }

  protected broken(table: string, reason: string): DumpEvent {
    this.leftovers.add('linhas', '', table, reason)
    return { kind: 'broken', table, reason }
  }

  protected *tuples(): Generator<DumpEvent> {
    let { insert } = this
    if (!insert) return
    let rows: (string | null)[][] = []
    for (;;) {
      const blank = this.at
      this.at = skipBlanks(this.bytes, blank)
      if (this.at > blank && this.bytes.subarray(blank, this.at).includes(0x0a)) this.onNewLine = true
      const byte = this.bytes[this.at]
      if (byte === undefined) break
      if (byte === 0x2c) {
        this.at++
        this.afterRow = false
        this.onNewLine = false
        continue
      }
      if (byte === 0x3b) {
        this.at++
        this.mode = 'top'
        break
      }
      if (byte !== 0x28) {
        const next = this.between(insert.table)
        if (next === 'row') continue
        if (next === 'broken') {
          if (rows.length) yield this.given(insert.table, rows)
          yield this.broken(insert.table, 'há um trecho ilegível entre as linhas dela')
          return
        }
        break
      }
      let scan = scanTuple(this.bytes, this.at, this.tuple)
      if (scan === 'broken') scan = scanExpressions(this.bytes, this.at, this.ended, this.tuple)
      if (scan === 'more' && !this.ended) {
        const available = this.bytes.length - this.at
        if (available <= LONGEST_ROW) {
          // A long row is scanned again when twice as much of it is there, not with every chunk.
          this.retryAt = available > 65_536 ? available * 2 : 0
          break
        }
      }
      if (scan === 'done' && this.tuple.count !== insert.width) {
        const { width } = insert
        const layout: readonly string[] | undefined = insert.layouts.find(
          (columns) => columns.length === this.tuple.count,
        )
        if (layout) insert = this.insert = this.prepared(insert.table, insert.wanted, layout, insert.layouts)
        else {
          if (rows.length) yield this.given(insert.table, rows)
          yield this.broken(
            insert.table,
            `uma linha tem ${String(this.tuple.count)} valores, e a tabela ${String(width)} colunas`,
          )
          this.mode = 'skip'
          return
        }
      }
      const row = scan === 'done' ? this.row(insert) : undefined
      if (row === undefined) {
        if (scan === 'more' && !this.recovers()) break
        if (rows.length) yield this.given(insert.table, rows)
        yield this.broken(
          insert.table,
          scan === 'done' ? 'um valor é uma expressão que só o servidor calcula' : 'há uma linha ilegível',
        )
        if (scan !== 'more') this.mode = 'skip'
        return
      }
      if (row) rows.push(row)
      this.at = this.tuple.end
      this.afterRow = true
      this.onNewLine = false
      if (rows.length >= ROWS_AT_ONCE) {
        yield this.given(insert.table, rows)
        rows = []
      }
    }
    if (rows.length) yield this.given(insert.table, rows)
  }

  /** An unterminated row: when a statement begins on a later line, the reading resumes there. */
  protected recovers(): boolean {
    NEXT_STATEMENT.lastIndex = 0
    const found = NEXT_STATEMENT.exec(this.bytes.toString('latin1', this.at))
    if (!found && this.ended) return false
    this.at += found ? found.index + found[0].length : 1
    this.mode = found ? 'top' : 'resync'
    return true
  }

  /** Text between rows that is neither a comma nor the end. */
  protected between(table: string): 'row' | 'end' | 'broken' {
    const after = skipComments(this.bytes, this.at, this.ended)
    if (after === MORE) return 'end'
    if (after > this.at) {
      this.at = after
      this.onNewLine ||= this.bytes[after - 1] === 0x0a
      return 'row'
    }
    const end = this.bytes.indexOf('\n', this.at)
    const long = this.bytes.length - this.at > LONGEST_NOISE
    if (end < 0 && !this.ended && !long) {
      if (/^(?:ON\s+D|AS\s|RETURNING\s)/i.test(this.bytes.toString('latin1', this.at, this.at + 12))) {
        this.mode = 'skip'
      }
      return 'end'
    }
    const line = this.bytes.toString('utf8', this.at, end < 0 ? this.bytes.length : end)
    if (this.afterRow && /^(?:ON\s+(?:DUPLICATE|CONFLICT)|AS\s+[`"\w]|RETURNING\s)/i.test(line)) {
      this.mode = 'skip'
      return 'end'
    }
    const isNoise = headKind(bareText(line)) === 'noise'
    if (this.onNewLine && !isNoise) {
      this.mode = 'top'
      return this.afterRow ? 'end' : 'broken'
    }
    if (!this.onNewLine || /['")]\s*\)?\s*,\s*[('"]|\)\s*;\s*$/.test(line)) {
      this.mode = 'skip'
      return 'broken'
    }
    this.leftovers.noise(line, table)
    if (FATAL.test(line)) this.failure = failureText(line)
    this.onNewLine = true
    this.at = end < 0 ? this.bytes.length : end + 1
    return 'row'
  }

  /** The wanted values of the current tuple; null when the row is not wanted, undefined when a value isn't known. */
  protected row(insert: Insert): (string | null)[] | null | undefined {
    const { decoder } = this
    decoder.unread = false
    if (insert.filter >= 0) {
      const value = decoder.value(this.bytes, this.tuple, insert.filter)
      if (decoder.unread) return undefined
      if (value === null || !insert.wanted.only?.values.has(value)) return null
    }
    const row = insert.positions.map((position) =>
      position < 0 ? null : decoder.value(this.bytes, this.tuple, position),
    )
    return decoder.unread ? undefined : row
  }
}

/** Possible column lists of a row without one, by what servers and exporters omit. */
function layoutsOf(created: CreatedTable | undefined, columns: readonly string[]): (readonly string[])[] {
  if (!created) return [columns]
  const { invisible, generated } = created
  return [
    columns.filter((column) => !invisible.has(column)),
    columns,
    columns.filter((column) => !invisible.has(column) && !generated.has(column)),
    columns.filter((column) => !generated.has(column)),
  ]
}
