import { parsePhone } from '~/kernel/phone'
import { isPhoneLike, isTitle, namesColumns, titleOf } from './columns'

/** How many rows are searched for a table's header: a report's title, a date or a blank line may stand above it. */
const MAX_TITLE_ROWS = 10

const filled = (line: readonly string[]) => line.filter((cell) => cell !== '').length
const titles = (line: readonly string[]) => line.filter(isTitle).length

/**
 * Rows above a table's own titles: a report's heading, and the row over groups of columns that a sheet merges. Where no
 * row of known titles follows they are contacts without a phone, and stay.
 */
export function countTitleRows(lines: readonly string[][], width: number): number {
  if (width < 2) return 0
  const start = lines
    .slice(0, MAX_TITLE_ROWS + 1)
    .findIndex((line) => filled(line) > 1 || line.some(isPhoneLike))
  if (start < 0) return 0
  const header = headerBelow(lines, start)
  return header > 0 && namesColumns(lines[header] ?? []) ? header : 0
}

/** A fuller row of at least as many known titles, before the first phone, is the header; the row above it groups columns. */
function headerBelow(lines: readonly string[][], start: number): number {
  let header = start
  for (let n = start + 1; n <= Math.min(start + 2, lines.length - 1); n++) {
    const [above, line] = [lines[header] ?? [], lines[n] ?? []]
    if (above.some(isPhoneLike) || line.some(isPhoneLike)) break
    if (titles(line) >= 2 && titles(line) >= titles(above) && filled(line) > filled(above)) header = n
  }
  return header
}

/** A row of dashes, as a table of text has it below its titles. */
export function isRule(line: readonly string[]): boolean {
  return line.every((cell) => /^[-:=\s]*$/.test(cell)) && line.some((cell) => cell.includes('--'))
}

const SEVERAL = /^\+?\d{10,13}(?:\s+\+?\d{10,13})+$/

/** Bare phone numbers beside one another are one contact each: a line of a list, not one of a table. */
export function onePerRow(lines: readonly string[][]): string[][] {
  const cells = lines.map((line) => line.flatMap((cell) => (SEVERAL.test(cell) ? cell.split(/\s+/) : [cell])))
  const isList = cells.every((line) => line.every((cell) => cell === '' || isComplete(cell)))
  // Two beside each other in several lines are one contact's phones.
  const isOneLine = lines.length === 1 || lines.every((line) => filled(line) === 1)
  const isWide = cells.some((line) => filled(line) > 1)
  if (!isList || !isWide || !(isOneLine || cells.some((line) => filled(line) > 2))) return [...lines]
  return cells.flat().flatMap((cell) => (cell === '' ? [] : [[cell]]))
}

function isComplete(cell: string): boolean {
  return isPhoneLike(cell) && parsePhone(cell).status === 'valid'
}

const AREA_CODE = /^\(?0?\d{2}\)?$/

/** Phones with the area code from a column of its own, before the number. @returns whether there was one */
export function joinAreaCodes(headers: readonly string[], rows: readonly string[][]): boolean {
  let joined = false
  for (const [n, header] of headers.entries()) {
    if (!/^(?:ddd|cod(?:igo)? (?:de )?area)\b/.test(titleOf(header))) continue
    for (const row of rows) {
      const [code = '', number = ''] = [row[n], row[n + 1]]
      if (!AREA_CODE.test(code) || parsePhone(number).status !== 'incomplete') continue
      row[n + 1] = `(${code.replace(/\D|^\(?0/g, '')}) ${number}`
      joined = true
    }
  }
  return joined
}
