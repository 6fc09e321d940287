import { TZDate } from '@date-fns/tz'
import type { Batches, Cell, Column } from './cells'
import { zip } from './zip'

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** Excel's last row. */
const MAX_ROWS = 1_048_576

/** Cell styles by position in cellXfs. `text` carries quotePrefix, so that editing "=x" keeps it text (t-12). */
const STYLE = { text: 1, money: 2, instant: 3, header: 4 } as const

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const PARTS: [name: string, content: string][] = [
  [
    '[Content_Types].xml',
    `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets><sheet name="Retoma" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`,
  ],
  ['xl/styles.xml', STYLES],
]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text for XML 1.0: escaped, without the characters that XML forbids, at most Excel's 32,767. */
function xmlText(text: string): string {
  const legal = text.replace(/\p{Cs}/gu, '\ufffd').replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
  return legal.slice(0, 32_767).replace(/[&<>]/g, (character) => ENTITIES[character] ?? '')
}

const inline = (text: string, style: number) =>
  `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`

/** Days since 1899-12-30 on the empresa's wall clock: how a spreadsheet keeps a date. */
function serial(instant: Date, timezone: string): number {
  const local = new TZDate(instant, timezone)
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
  if (cell instanceof Date) return `<c s="${STYLE.instant}"><v>${serial(cell, timezone)}</v></c>`
  return `<c s="${STYLE.money}"><v>${cell.centavos / 100}</v></c>`
}

async function* sheet<Row>(
  columns: Column<Row>[],
  batches: Batches<Row>,
  timezone: string,
): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  )
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`
  yield `<row>${columns.map((column) => inline(column.header, STYLE.header)).join('')}</row>`
  let room = MAX_ROWS - 1
  for await (const rows of batches) {
    const kept = rows.slice(0, room)
    room -= kept.length
    yield kept
      .map((row) => `<row>${columns.map((column) => cellXml(column.value(row), timezone)).join('')}</row>`)
      .join('')
    if (room === 0) break
  }
  yield '</sheetData></worksheet>'
}

/** A workbook of one sheet, streamed: typed cells, text that never becomes a formula, dates on the empresa's clock. */
export function xlsxFile<Row>(
  columns: Column<Row>[],
  batches: Batches<Row>,
  timezone: string,
): AsyncGenerator<Uint8Array> {
  return zip([
    ...PARTS.map(([name, content]) => ({ name, content: [content] })),
    { name: 'xl/worksheets/sheet1.xml', content: sheet(columns, batches, timezone) },
  ])
}
