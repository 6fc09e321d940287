import { isWordByte, MORE, readName, skipComments } from './lexer'

/** The head of an INSERT or REPLACE, before its rows. */
export type InsertHead = {
  table: string
  /** Null without a list: the table's own columns in their order. */
  columns: string[] | null
  form: 'values' | 'set'
  /** INSERT IGNORE, and SQLite's OR IGNORE. */
  ignores: boolean
  /** Where the rows or assignments begin. */
  end: number
}
/** An INSERT that is not understood: the reason, and the table if known. */
export type BadHead = { table: string | null; reason: string }

const MODIFIERS = new Set([
  'LOW_PRIORITY',
  'DELAYED',
  'HIGH_PRIORITY',
  'IGNORE',
  'OR',
  'REPLACE',
  'ROLLBACK',
  'ABORT',
  'FAIL',
])
const NO_ROWS = 'traz linhas de outra consulta (INSERT … SELECT), que não estão no arquivo'
const NO_SENSE = 'um INSERT não se lê'

/** Reads the head at `from`, the position of INSERT or REPLACE; null while it is incomplete. */
export function insertHead(bytes: Buffer, from: number, ended: boolean): InsertHead | BadHead | null {
  const reader = new HeadReader(bytes, from, ended)
  try {
    return reader.head()
  } catch (error) {
    if (error === WAIT) return null
    throw error
  }
}

const WAIT = new Error('more bytes are needed')

class HeadReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly ended: boolean,
  ) {}

  head(): InsertHead | BadHead {
    this.word()
    let ignores = false
    for (let next = this.peekWord(); MODIFIERS.has(next); next = this.peekWord()) {
      ignores ||= next === 'IGNORE'
      this.word()
    }
    if (this.peekWord() === 'INTO') this.word()
    const table = this.name()
    if (table === null) return { table: null, reason: NO_SENSE }
    if (this.peekWord() === 'PARTITION') {
      this.word()
      if (this.list() === null) return { table, reason: NO_SENSE }
    }
    let columns: string[] | null = null
    if (this.sign() === 0x28 && !this.selects()) {
      columns = this.list()
      if (columns === null) return { table, reason: NO_SENSE }
    }
    const word = this.peekWord()
    if (word === 'VALUES' || word === 'VALUE') {
      this.word()
      this.gap()
      return { table, columns, form: 'values', ignores, end: this.at }
    }
    if (word === 'SET') {
      this.word()
      return { table, columns, form: 'set', ignores, end: this.at }
    }
    if (word === 'SELECT' || word === 'WITH' || word === 'TABLE' || this.sign() === 0x28)
      return { table, reason: NO_ROWS }
    return { table, reason: NO_SENSE }
  }

  private gap(): void {
    const at = skipComments(this.bytes, this.at, this.ended)
    if (at === MORE) throw WAIT
    this.at = at
  }

  private sign(): number {
    this.gap()
    return this.bytes[this.at] ?? 0
  }

  private peekWord(): string {
    this.gap()
    let end = this.at
    while (isWordByte(this.bytes[end])) end++
    if (end === this.bytes.length && !this.ended) throw WAIT
    return this.bytes.toString('latin1', this.at, end).toUpperCase()
  }

  private word(): void {
    this.at += this.peekWord().length
  }

  /** `(SELECT …` and `((SELECT …` are no lists. */
  private selects(): boolean {
    const start = this.at
    while (this.sign() === 0x28) this.at++
    const found = this.peekWord() === 'SELECT' && this.bytes[this.at] !== 0x60
    this.at = start
    return found
  }

  /** A table's name, without its database. */
  private name(): string | null {
    let name = this.part()
    while (name !== null && this.sign() === 0x2e) {
      this.at++
      name = this.part()
    }
    return name
  }

  private part(): string | null {
    this.gap()
    const read = readName(this.bytes, this.at)
    if (read === MORE) {
      if (this.ended) return null
      throw WAIT
    }
    if (read) this.at = read.end
    return read?.name ?? null
  }

  private list(): string[] | null {
    if (this.sign() !== 0x28) return null
    this.at++
    const names: string[] = []
    for (;;) {
      if (this.sign() === 0x29) break
      const name = this.name()
      if (name === null) return null
      names.push(name)
      const sign = this.sign()
      if (sign === 0x29) break
      if (sign !== 0x2c) return null
      this.at++
    }
    this.at++
    return names
  }
}
