import { searchText } from '~/kernel/br'

/** A file's rows as text, with what its columns seem to be. */
export type Sheet = {
  /** Keys that templates may name, as `{campo.cidade}`; the file's own order. */
  columns: string[]
  rows: string[][]
  phoneColumn: number | null
  nameColumn: number | null
}

const PHONE_HEADER = /\b(?:whats\w*|zap|cel\w*|tel\w*|fone|phone|numero|contato)\b/
const NAME_HEADER = /\b(?:nome|name|cliente|primeiro nome)\b/
/** Digits of a phone in whatever writing. */
const PHONE_LIKE = /^[\s+(]*\d[\d\s().-]{6,19}$/

/**
 * Reads a pasted list or a CSV: separator, quotes and header are found out, as spreadsheets of any country write them.
 * A list of bare numbers is a file of one column.
 */
export function readSheet(text: string): Sheet {
  const lines = parse(text.replace(/^\uFEFF/, ''))
  // Not a spread into Math.max: a list of the allowed length has more lines than a call takes arguments.
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0)
  const [first = [], ...rest] = lines
  const hasHeader = lines.length > 0 && !first.some((cell) => PHONE_LIKE.test(cell))
  const rows = hasHeader ? rest : lines
  const headers = Array.from({ length: width }, (_, n) => (hasHeader ? searchText(first[n] ?? '') : ''))
  const phoneColumn = columnOf(headers, PHONE_HEADER) ?? phoneByContent(rows, width)
  return {
    columns: headers.map(
      (header, n) => header.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || `coluna_${String(n + 1)}`,
    ),
    rows,
    phoneColumn,
    nameColumn:
      columnOf(headers, NAME_HEADER) ?? (hasHeader ? null : nameByContent(rows, width, phoneColumn)),
  }
}

function columnOf(headers: readonly string[], pattern: RegExp): number | null {
  const found = headers.findIndex((header) => pattern.test(header))
  return found < 0 ? null : found
}

/** The column in which most cells look like phones; null when fewer than a third do in any. */
function phoneByContent(rows: readonly string[][], width: number): number | null {
  const counts = Array.from(
    { length: width },
    (_, n) => rows.filter((row) => PHONE_LIKE.test(row[n] ?? '')).length,
  )
  const best = counts.indexOf(Math.max(0, ...counts))
  return (counts[best] ?? 0) * 3 >= Math.max(1, rows.length) ? best : null
}

function nameByContent(rows: readonly string[][], width: number, phoneColumn: number | null): number | null {
  const isName = (text: string) => /^\p{L}[\p{L}\s.'’-]{1,80}$/u.test(text)
  for (let n = 0; n < width; n++)
    if (
      n !== phoneColumn &&
      rows.filter((row) => isName(row[n] ?? '')).length * 2 >= Math.max(1, rows.length)
    )
      return n
  return null
}

function parse(text: string): string[][] {
  const separator = separatorOf(text.slice(0, 10_000))
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    line.push(cell.trim())
    cell = ''
  }
  const endLine = () => {
    endCell()
    if (line.some((value) => value !== '')) lines.push(line)
    line = []
  }
  for (let n = 0; n < text.length; n++) {
    const char = text.charAt(n)
    if (quoted) {
      if (char !== '"') cell += char
      else if (text.charAt(n + 1) === '"') cell += text.charAt(++n)
      else quoted = false
    } else if (char === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (char === separator) endCell()
    else if (char === '\n' || char === '\r') endLine()
    else cell += char
  }
  endLine()
  return lines
}

/** The separator that stands most often in the first lines; a comma inside numbers loses to a semicolon. */
function separatorOf(head: string): string {
  const count = (separator: string) => head.split(separator).length - 1
  if (count(';') > 0 && count(';') >= count('\t')) return ';'
  return count('\t') > 0 ? '\t' : ','
}
