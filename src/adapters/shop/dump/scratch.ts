import { once } from 'node:events'
import type { CopyStreamQuery } from 'pg-copy-streams'
import { copyInto } from '~/kernel/copy-stream'
import type { Sql } from '~/kernel/db'
import type { KeptTable } from './wanted'

/**
 * PostgreSQL stores no NUL, which PHP's serialised objects contain: it is stored as U+E000 0, and U+E000 itself as
 * U+E000 1.
 */
const MARK = '\ue000'

/** Text in a form that PostgreSQL can store. */
export function packText(text: string): string {
  return text.includes('\0') || text.includes(MARK)
    ? text.replaceAll(MARK, `${MARK}1`).replaceAll('\0', `${MARK}0`)
    : text
}

/** The original text. */
export function unpackText(text: string): string {
  return text.includes(MARK) ? text.replaceAll(`${MARK}0`, '\0').replaceAll(`${MARK}1`, MARK) : text
}

const CHUNK = 256 * 1024
const COPY_SIGNS: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * The tables of one dump as temporary tables of one connection: no other connection can see them, and they end with it.
 */
export class Scratch {
  /** Temporary name by the dump's table. */
  readonly tables = new Map<string, { name: string; kept: KeptTable; rows: number; keepsFirst: boolean }>()
  private copy: {
    table: string
    stream: CopyStreamQuery
    text: string
    integers: boolean[]
    failed: Promise<never>
  } | null = null

  constructor(readonly sql: Sql) {}

  /** All columns that are kept, whether the file has them or not: each INSERT may name others. */
  async create(table: string, kept: KeptTable): Promise<void> {
    await this.flush()
    const name = `shop_${String(this.tables.size + 1)}`
    const definitions = kept.columns.map(
      (column) => `${quote(column)} ${kept.integers.includes(column) ? 'bigint' : 'text COLLATE "C"'}`,
    )
    await this.sql.query(`CREATE TEMP TABLE ${name} (${definitions.join(', ')})`)
    this.tables.set(table, { name, kept, rows: 0, keepsFirst: false })
  }

  /** Deletes the rows of a table, which come again. */
  async clear(table: string): Promise<void> {
    await this.flush()
    const target = this.tables.get(table)
    if (!target) return
    target.rows = 0
    await this.sql.query(`TRUNCATE ${target.name}`)
  }

  /** Rows in the order of the kept table's columns. */
  async add(table: string, rows: (string | null)[][], ignores = false): Promise<void> {
    const target = this.tables.get(table)
    if (!target) return
    target.keepsFirst ||= ignores
    target.rows += rows.length
    const copy = this.copy?.table === table ? this.copy : await this.begin(table)
    for (const row of rows) {
      let line = ''
      row.forEach((value, index) => {
        line += `${index ? '\t' : ''}${copyValue(value, copy.integers[index] ?? false)}`
      })
      copy.text += `${line}\n`
      if (copy.text.length > CHUNK) await this.send(copy)
    }
  }

  private async begin(table: string) {
    await this.flush()
    const target = this.tables.get(table)
    const stream = copyInto(this.sql, `COPY ${target?.name ?? ''} FROM STDIN`)
    const failed = once(stream, 'error').then(([error]) => {
      throw error
    })
    failed.catch(() => undefined)
    const integers = target?.kept.columns.map((column) => target.kept.integers.includes(column)) ?? []
    return (this.copy = { table, stream, text: '', integers, failed })
  }

  private async send(copy: NonNullable<Scratch['copy']>): Promise<void> {
    const { text } = copy
    copy.text = ''
    if (!copy.stream.write(text)) await Promise.race([once(copy.stream, 'drain'), copy.failed])
  }

  private async flush(): Promise<void> {
    const { copy } = this
    if (!copy) return
    this.copy = null
    copy.stream.end(copy.text)
    await Promise.race([once(copy.stream, 'finish'), copy.failed])
  }

  /**
   * Writes the remaining rows and makes the tables ready to be read. Of rows with the same key one stays, as the server
   * would keep it: the last, or the first where the file says IGNORE. @returns how many were dropped, by the dump's
   * table
   */
  async finish(): Promise<ReadonlyMap<string, number>> {
    await this.flush()
    const repeated = new Map<string, number>()
    for (const [table, { name, kept, keepsFirst }] of this.tables) {
      const gone = kept.key === undefined ? 0 : await this.dropRepeated(name, kept.key, keepsFirst)
      if (gone > 0) repeated.set(table, gone)
      for (const index of kept.indexes)
        await this.sql.query(`CREATE INDEX ON ${name} (${index.map(quote).join(', ')})`)
      await this.sql.query(`ANALYZE ${name}`)
    }
    return repeated
  }

  private async dropRepeated(name: string, key: string, keepsFirst: boolean): Promise<number> {
    const { rowCount } = await this.sql.query(
      `WITH kept AS (SELECT ${quote(key)} AS key, ${keepsFirst ? 'min' : 'max'}(ctid) AS at FROM ${name}
         WHERE ${quote(key)} IS NOT NULL GROUP BY 1 HAVING count(*) > 1)
       DELETE FROM ${name} AS t USING kept WHERE t.${quote(key)} = kept.key AND t.ctid <> kept.at`,
    )
    return rowCount ?? 0
  }
}

/** A value in COPY's text format. Invalid integers are NULL. */
function copyValue(value: string | null, integer: boolean): string {
  if (value === null) return '\\N'
  if (integer) return /^-?\d{1,15}$/.test(value) ? value : '\\N'
  const packed = packText(value)
  return /[\\\n\r\t]/.test(packed)
    ? packed.replace(/[\\\n\r\t]/g, (sign) => COPY_SIGNS[sign] ?? sign)
    : packed
}

/** A column's name in PostgreSQL. */
export function quote(column: string): string {
  return `"${column.replaceAll('"', '""')}"`
}
