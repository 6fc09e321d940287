import { TZDate } from '@date-fns/tz'
import type { Batches, Cell, Column } from './cells'
import { zip, type ZipEntry } from './zip'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** Excel's last row. */
const MAX_ROWS = 1_048_576

/** Cell styles by position in cellXfs. `text` carries quotePrefix, so that editing "=x" keeps it text (t-12). */
const STYLE = { text: 1, money: 2, time: 3, header: 4 } as const

const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const sheetFile = (n: number) => `worksheets/sheet${String(n)}.xml`
const countTo = (sheets: number) => Array.from({ length: sheets }, (_, n) => n + 1)

/** Everything of a workbook but its sheets, whose number is known when they are written. */
function parts(sheets: number): ZipEntry[] {
  const overrides = countTo(sheets)
    .map((n) => `<Override PartName="/xl/${sheetFile(n)}" ContentType="${TYPE}.worksheet+xml"/>`)
    .join('')
  const names = countTo(sheets)
    .map(
      (n) =>
        `<sheet name="Retoma${n === 1 ? '' : ` ${String(n)}`}" sheetId="${String(n)}" r:id="rId${String(n + 1)}"/>`,
    )
    .join('')
  const relations = countTo(sheets)
    .map((n) => `<Relationship Id="rId${String(n + 1)}" Type="${RELS}/worksheet" Target="${sheetFile(n)}"/>`)
    .join('')
  return Object.entries({
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${overrides}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets>${names}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/styles" Target="styles.xml"/>${relations}</Relationships>`,
    'xl/styles.xml': STYLES,
  }).map(([name, content]) => ({ name, content: [`${XML}${content}`] }))
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * Text for XML 1.0: escaped, without the characters that XML forbids, at most Excel's 32,767. Excel reads `_x0041_` as an
 * escape of its own, so that text which looks like one is escaped.
 */
function xmlText(text: string): string {
  const legal = text.replace(/\p{Cs}/gu, '\ufffd').replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
  return legal
    .slice(0, 32_767)
    .replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
}

const inline = (text: string, style: number) =>
  `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`

/** Days since 1899-12-30 on the empresa's wall clock: how a spreadsheet keeps a date. */
function serial(time: Date, timezone: string): number {
  const local = new TZDate(time, timezone)
  const wall = Date.UTC(
    local.getFullYear(),
    local.getMonth(),
    local.getDate(),
    local.getHours(),
    local.getMinutes(),
    local.getSeconds(),
  )
  return wall / 86_400_000 + 25_569
}

function cellXml(cell: Cell, timezone: string): string {
  if (cell === null) return '<c/>'
  if (typeof cell === 'string') return inline(cell, STYLE.text)
  if (typeof cell === 'boolean') return inline(cell ? 'sim' : 'não', STYLE.text)
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  if (cell instanceof Date) return `<c s="${STYLE.time}"><v>${serial(cell, timezone)}</v></c>`
  return `<c s="${STYLE.money}"><v>${cell.centavos / 100}</v></c>`
}

async function* sheet<Row>(
  columns: Column<Row>[],
  rows: Rows<Row>,
  timezone: string,
  maxRows: number,
): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  )
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`
  yield `<row>${columns.map((column) => inline(column.header, STYLE.header)).join('')}</row>`
  for (let left = maxRows - 1; left > 0;) {
    const taken = await rows.take(left)
    if (taken.length === 0) break
    left -= taken.length
    yield taken
      .map((row) => `<row>${columns.map((column) => cellXml(column.value(row), timezone)).join('')}</row>`)
      .join('')
  }
  yield '</sheetData></worksheet>'
}

/** Rows of batches, handed out as they fit into a sheet. */
class Rows<Row> {
  private readonly source: AsyncIterator<readonly Row[]>
  private left: readonly Row[] = []

  constructor(batches: Batches<Row>) {
    this.source = batches[Symbol.asyncIterator]()
  }

  /** Up to `most` rows, empty only when there are no more. */
  async take(most: number): Promise<readonly Row[]> {
    if (!(await this.hasMore())) return []
    const taken = this.left.slice(0, most)
    this.left = this.left.slice(most)
    return taken
  }

  async hasMore(): Promise<boolean> {
    while (this.left.length === 0) {
      const { value, done } = await this.source.next()
      if (done) return false
      this.left = value
    }
    return true
  }
}

/**
 * A workbook, streamed: typed cells, text that never becomes a formula, dates on the empresa's clock. Rows beyond a
 * sheet's limit go on in the next sheet.
 */
export async function* xlsxFile<Row>(
  columns: Column<Row>[],
  batches: Batches<Row>,
  timezone: string,
  maxRows = MAX_ROWS,
): AsyncGenerator<Uint8Array> {
  const rows = new Rows(batches)
  async function* entries(): AsyncGenerator<ZipEntry> {
    let sheets = 0
    do {
      sheets += 1
      yield { name: `xl/${sheetFile(sheets)}`, content: sheet(columns, rows, timezone, maxRows) }
    } while (await rows.hasMore())
    yield* parts(sheets)
  }
  yield* zip(entries())
}
