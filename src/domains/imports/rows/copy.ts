import { once } from 'node:events'
import { copyInto } from '~/kernel/copy-stream'
import type { Sql } from '~/kernel/db'

/** The value of a column of a staged row. Objects travel as JSON. */
export type Cell = string | number | boolean | Date | null | object

const SPECIAL = /[\\\t\n\r\0]/
const SPECIALS = /[\\\t\n\r\0]/g
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '' }

/** One value in COPY's text format. NUL can't be stored in PostgreSQL and is left out. */
function cellText(cell: Cell): string {
  if (cell === null) return '\\N'
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? 't' : 'f'
  const text = typeof cell === 'string' ? cell : cell instanceof Date ? cell.toISOString() : jsonText(cell)
  return SPECIAL.test(text) ? text.replace(SPECIALS, (special) => ESCAPES[special] ?? special) : text
}

const UNSTORABLE = /\\u0000|\\ud[89a-f][0-9a-f]{2}/g

/** JSON without NUL and halves of surrogate pairs, which jsonb rejects. `JSON.stringify` escapes exactly those. */
function jsonText(value: object): string {
  const text = JSON.stringify(value)
  return text.includes('\\u')
    ? text.replace(UNSTORABLE, (escape, at: number) => (isEscape(text, at) ? '' : escape))
    : text
}

/** A backslash begins an escape unless an odd number of backslashes stands before it. */
function isEscape(text: string, at: number): boolean {
  let before = at
  while (text.charAt(before - 1) === '\\') before--
  return (at - before) % 2 === 0
}

/** One row in COPY's text format, without its line end. */
export function copyLine(cells: readonly Cell[]): string {
  let line = ''
  for (let index = 0; index < cells.length; index++)
    line += (index ? '\t' : '') + cellText(cells[index] ?? null)
  return line
}

/** Streams lines into a table. @throws the database's error for a line that does not fit. */
export async function copyLines(
  sql: Sql,
  table: string,
  columns: readonly string[],
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return
  const stream = copyInto(sql, `COPY ${table} (${columns.join(', ')}) FROM STDIN`)
  stream.end(`${lines.join('\n')}\n`)
  await once(stream, 'finish')
}
