import { cellText, safeText, type Batches, type Column } from './cells'

const quoted = (text: string) => (/[";\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** CSV as Excel in Portuguese opens it: BOM, semicolons, CRLF, decimal comma. */
export async function* csvFile<Row>(columns: Column<Row>[], batches: Batches<Row>, timezone: string) {
  yield `\ufeff${columns.map((column) => quoted(safeText(column.header))).join(';')}\r\n`
  for await (const rows of batches) {
    yield rows
      .map((row) => `${columns.map((column) => quoted(cellText(column.value(row), timezone))).join(';')}\r\n`)
      .join('')
  }
}

/** What a spreadsheet that also splits at semicolons would take for the beginning of a formula. */
const AFTER_SEMICOLON = /;(?=[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/gu

/** A spreadsheet takes straight quotes for its own: what they enclose can be a formula, and an open one swallows the rows behind. */
const oneLine = (text: string) =>
  text
    .replaceAll('"', '”')
    .replace(AFTER_SEMICOLON, ";'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** Plain text: one row a line, tabs between the columns. */
export async function* txtFile<Row>(columns: Column<Row>[], batches: Batches<Row>, timezone: string) {
  yield `${columns.map((column) => safeText(oneLine(column.header))).join('\t')}\r\n`
  for await (const rows of batches) {
    yield rows
      .map(
        (row) =>
          `${columns.map((column) => safeText(oneLine(cellText(column.value(row), timezone)))).join('\t')}\r\n`,
      )
      .join('')
  }
}

/** A recipient of messages; `phone` is E.164 or null. */
export type Recipient = { name: string | null; phone: string | null }

/** `Nome;+5511987654321`, one line a number; numbers that can't be messaged and repeated ones are left out. */
export async function* whatsappList<Row>(recipient: (row: Row) => Recipient, batches: Batches<Row>) {
  const seen = new Set<string>()
  for await (const rows of batches) {
    let text = ''
    for (const row of rows) {
      const { name, phone } = recipient(row)
      if (phone === null || !/^\+[1-9]\d{7,14}$/.test(phone) || seen.has(phone)) continue
      seen.add(phone)
      text += `${safeText(oneLine((name ?? '').replaceAll(';', ' ')))};${phone}\r\n`
    }
    if (text) yield text
  }
}
