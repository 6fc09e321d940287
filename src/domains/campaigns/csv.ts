import { chooseColumns, columnKeys, isHeader } from './columns'
import { countTitleRows, isRule, joinAreaCodes, onePerRow } from './shape'

/** The rows of a file as text, with the detected columns. */
export type Sheet = {
  /** Titles as the file has them; empty where a column has none. */
  headers: string[]
  /** Keys that templates may name, as `{campo.cidade}`, in the file's order. */
  columns: string[]
  rows: string[][]
  phoneColumn: number | null
  nameColumn: number | null
  /** Skipped content: a title above the table, unterminated quotes. */
  notes: string[]
}

/**
 * Reads a pasted list or a CSV: separator, quotes, header and columns are detected, as spreadsheets of any country
 * write them. A list of bare phone numbers is a file of one column.
 */
export function readSheet(text: string): Sheet {
  const { lines: parsed, notes } = parseLines(text)
  const lines = onePerRow(parsed)
  // Not a spread into Math.max: a list of the allowed length has more lines than a call takes arguments.
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0)
  const titleRows = countTitleRows(lines, width)
  if (titleRows > 0)
    notes.push(`Pulamos ${titleRows === 1 ? 'o título' : `${String(titleRows)} linhas`} acima da lista.`)
  const table = lines.slice(titleRows)
  const [first = [], ...rest] = table
  const hasHeader = isHeader(first, rest)
  const rows = (hasHeader ? rest : table).filter((row) => !isRule(row))
  const headers = Array.from({ length: width }, (_, n) => (hasHeader ? (first[n] ?? '') : ''))
  if (joinAreaCodes(headers, rows)) notes.push('Juntamos a coluna do DDD ao telefone ao lado.')
  return { headers, columns: columnKeys(headers), rows, ...chooseColumns(headers, rows, hasHeader), notes }
}

/** Lines of cells; lines without any text are left out. */
function parseLines(raw: string): { lines: string[][]; notes: string[] } {
  const text = raw.replace(/^\uFEFF/, '')
  // Excel reads this line and hides it.
  const declared = /^\s*"?sep=(.)"?[ \t;,]*(?:\r\n|\r|\n|$)/i.exec(text)
  const body = declared ? text.slice(declared[0].length) : text
  const separator = declared?.[1] ?? separatorOf(body.slice(0, 10_000))
  const quoted = parse(body, separator, true)
  if (quoted.ended) return { lines: quoted.lines, notes: [] }
  // An unterminated quote would swallow every line after it.
  return {
    lines: parse(body, separator, false).lines,
    notes: ['Há aspas que não fecham: as aspas foram lidas como texto.'],
  }
}

function parse(text: string, separator: string, quotes: boolean): { lines: string[][]; ended: boolean } {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  const endCell = () => {
    line.push(plainText(cell))
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
    } else if (quotes && char === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (char === separator) endCell()
    else if (char === '\n' || char === '\r') endLine()
    else cell += char
  }
  endLine()
  return { lines, ended: !quoted }
}

/** A cell without the prefixes that spreadsheets use to keep text: `="0119…"` and a leading apostrophe. */
function plainText(cell: string): string {
  const text = cell.trim()
  const formula = /^="(.*)"$/s.exec(text)?.[1]
  if (formula !== undefined) return formula.replaceAll('""', '"').trim()
  return /^'[\d=+\-@]/.test(text) ? text.slice(1) : text
}

/** The separator that splits the first lines most evenly; where two do, the semicolon, then the tab. */
function separatorOf(head: string): string {
  const lines = head.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const share = (separator: string) => lines.filter((line) => line.includes(separator)).length
  const best = Math.max(...[';', '\t', '|', ','].map(share))
  return (
    [';', '\t', '|', ','].find((separator) => share(separator) > 0 && share(separator) * 2 >= best) ?? ','
  )
}
