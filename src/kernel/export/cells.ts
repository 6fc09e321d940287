import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns/format'

/** The value of a cell: text, a count, an amount in centavos, a timestamp (UTC), yes/no, nothing. */
export type Cell = string | number | { centavos: number } | Date | boolean | null

/** A column of an exported file. `width` is in characters, for spreadsheets. */
export type Column<Row> = { header: string; width: number; value: (row: Row) => Cell }

/** Rows as a database gives them: page after page. */
export type Batches<Row> = AsyncIterable<readonly Row[]>

// The first visible character decides; full-width forms are read as formulas by some spreadsheets.
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u

/** Text that no spreadsheet takes for a formula: an apostrophe is put before what could be one (t-12). */
export function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The time on the empresa's clock, `20/11/2026 14:05`. */
export function localText(time: Date, timezone: string): string {
  return format(new TZDate(time, timezone), 'dd/MM/yyyy HH:mm')
}

/** Integer centavos with a decimal comma, `1234,50`. */
export function decimalText(centavos: number): string {
  const digits = String(Math.abs(centavos)).padStart(3, '0')
  return `${centavos < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`
}

/** A cell as text for CSV and TXT. Numbers stay numbers; text is made safe. */
export function cellText(cell: Cell, timezone: string): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return safeText(cell)
  if (typeof cell === 'number') return String(cell).replace('.', ',')
  if (typeof cell === 'boolean') return cell ? 'sim' : 'não'
  return cell instanceof Date ? localText(cell, timezone) : decimalText(cell.centavos)
}
