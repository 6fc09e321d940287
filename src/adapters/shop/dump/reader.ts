import { AppError } from '~/kernel/errors'
import type { ColumnRange, Condition, Row, Select, TableReader } from '../port'
import { quote, unpackText, type Scratch } from './scratch'

/** The tables of a dump, once they are in temporary tables. */
export class DumpReader implements TableReader {
  readonly live = false
  private turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly scratch: Scratch,
    readonly serverVersion: string,
    readonly tables: ReadonlyMap<string, ReadonlySet<string>>,
    readonly warnings: readonly string[],
    readonly damaged: ReadonlyMap<string, string>,
    private readonly release: () => void,
  ) {}

  async select(query: Select): Promise<Row[]> {
    if (query.among?.ids.length === 0) return []
    const values: unknown[] = []
    const conditions = (query.where ?? []).map((condition) => conditionSql(condition, values))
    if (query.key)
      conditions.push(
        `${quote(query.key.column)} > ${bind(query.key.after, values)} AND ${quote(query.key.column)} <= ${bind(query.key.upTo, values)}`,
      )
    if (query.among)
      conditions.push(`${quote(query.among.column)} = ANY(${bind(query.among.ids, values)}::bigint[])`)
    const columns = query.columns.map((column) => (column === null ? 'NULL' : quote(column))).join(', ')
    const where = conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''
    const order = query.orderBy.length ? ` ORDER BY ${query.orderBy.map(quote).join(', ')}` : ''
    const limit = query.limit === undefined ? '' : ` LIMIT ${String(query.limit)}`
    const { rows } = await this.ask<Row>(
      `SELECT ${columns} FROM ${this.name(query.table)}${where}${order}${limit}`,
      values,
    )
    for (const row of rows) {
      for (let index = 0; index < row.length; index++) {
        const cell = row[index]
        if (typeof cell === 'string') row[index] = unpackText(cell)
      }
    }
    return rows
  }

  async count(query: Pick<Select, 'table' | 'where'>): Promise<number> {
    const values: unknown[] = []
    const conditions = (query.where ?? []).map((condition) => conditionSql(condition, values))
    const where = conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''
    const { rows } = await this.ask<[number]>(
      `SELECT count(*) FROM ${this.name(query.table)}${where}`,
      values,
    )
    return Number(rows[0]?.[0] ?? 0)
  }

  async max(table: string, column: string): Promise<number> {
    const { rows } = await this.ask<[number | null]>(
      `SELECT max(${quote(column)}) FROM ${this.name(table)}`,
      [],
    )
    return Number(rows[0]?.[0] ?? 0)
  }

  private name(table: string): string {
    const found = this.scratch.tables.get(table)
    if (!found) throw new AppError('SOURCE_INVALID', `A tabela ${table} não está inteira no arquivo.`)
    return found.name
  }

  /** Serialises queries: readers start several at once, a connection answers one. */
  private ask<R extends unknown[]>(text: string, values: unknown[]) {
    const answer = this.turn.then(() => this.scratch.sql.query<R>({ text, values, rowMode: 'array' }))
    this.turn = answer.catch(() => undefined)
    return answer
  }

  close(): Promise<void> {
    this.release()
    return Promise.resolve()
  }
}

function bind(value: unknown, values: unknown[]): string {
  values.push(value)
  return `$${String(values.length)}`
}

function conditionSql(condition: Condition, values: unknown[]): string {
  if ('oneOf' in condition)
    return `${quote(condition.column)}::text = ANY(${bind(condition.oneOf, values)}::text[])`
  if ('noneOf' in condition)
    return `${quote(condition.column)}::text <> ALL(${bind(condition.noneOf, values)}::text[])`
  return `(${condition.anyRange.map((range) => rangeSql(range, values)).join(' OR ')})`
}

function rangeSql(range: ColumnRange, values: unknown[]): string {
  const bounds = [
    range.from === null ? null : `${quote(range.column)} >= ${bind(range.from, values)}`,
    range.to === null ? null : `${quote(range.column)} < ${bind(range.to, values)}`,
  ].filter((bound) => bound !== null)
  return bounds.length ? `(${bounds.join(' AND ')})` : 'true'
}
