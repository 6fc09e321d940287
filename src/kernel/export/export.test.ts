import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeText, type Column } from './cells'
import { everyPage, exportFile, type ExportFormat, type ExportShape } from './file'
import { xlsxFile } from './xlsx'

type Row = { name: string; phone: string | null; amount: number; at: Date }
const columns: Column<Row>[] = [
  { header: 'Nome', width: 30, value: (row) => row.name },
  { header: 'Valor', width: 12, value: (row) => ({ centavos: row.amount }) },
  { header: 'Quando', width: 16, value: (row) => row.at },
]
const shape: ExportShape<Row> = { columns, recipient: (row) => row }
const at = new Date('2026-11-20T02:30:00Z')

async function* inOne(rows: Row[]) {
  yield await Promise.resolve(rows)
}

async function bytes(format: ExportFormat, rows: Row[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of exportFile(format, shape, inOne(rows), 'America/Sao_Paulo')) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Reads a member through the central directory, as a spreadsheet does. */
function member(archive: Buffer, name: string): string {
  let at = archive.readUInt32LE(archive.length - 6)
  for (let n = archive.readUInt16LE(archive.length - 12); n > 0; n--) {
    const nameLength = archive.readUInt16LE(at + 28)
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const offset = archive.readUInt32LE(at + 42)
      const start = offset + 30 + archive.readUInt16LE(offset + 26)
      return inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20))).toString('utf8')
    }
    at += 46 + nameLength
  }
  throw new Error(`no ${name}`)
}

/** A CSV reader of RFC 4180 with semicolons. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  const row: string[] = []
  for (const [, quotedCell, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n"]*))(;|\r\n)/g)) {
    row.push(quotedCell === undefined ? plain : quotedCell.replaceAll('""', '"'))
    if (end === '\r\n') rows.push(row.splice(0))
  }
  return rows
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ' =', '\uff1d', '"', ';', '\u0000='),
      fc.string(),
    )
    .map((pair) => pair.join('')),
)

test('t-12 no text cell of a CSV or TXT begins as a formula, and nothing but the apostrophe is added', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 5 }), async (names) => {
      const rows = names.map((name) => ({ name, phone: null, amount: 1050, at }))
      const csv = readCsv((await bytes('csv', rows)).toString('utf8').slice(1)).slice(1)
      expect(csv.map((cells) => cells[0])).toEqual(
        names.map((name) => safeText(name).replace(/\p{Cs}/gu, '\ufffd')),
      )
      for (const [cell = ''] of csv) expect(cell).not.toMatch(/^[\s\p{Cc}]*[=+\-@\uff1d]|^[\t\r\n]/u)
      const lines = (await bytes('txt', rows)).toString('utf8').split('\r\n').slice(1, -1)
      expect(lines).toHaveLength(names.length)
      for (const line of lines) expect(line).not.toMatch(/^\s*[=+\-@]/)
    }),
    { numRuns: 200 },
  )
})

test('t-12 a workbook keeps the text as it is, typed as text, and has no formula at all', async () => {
  const archive = await bytes('xlsx', [{ name: '=HYPERLINK("x")&<b>', phone: null, amount: 1050, at }])
  const sheet = member(archive, 'xl/worksheets/sheet1.xml')
  expect(sheet).toContain(
    '<c t="inlineStr" s="1"><is><t xml:space="preserve">=HYPERLINK("x")&amp;&lt;b&gt;</t></is></c>',
  )
  expect(sheet).not.toContain('<f')
  expect(sheet).toContain('<v>10.5</v>')
  expect(member(archive, 'xl/styles.xml')).toContain('quotePrefix="1"')
})

test('B62 text that looks like an escape of Excel stays the text that it is', async () => {
  const name = 'Kit_x0041_B _x000D_ fim _x00e7_ _x12_'
  const sheet = member(
    await bytes('xlsx', [{ name, phone: null, amount: 1, at }]),
    'xl/worksheets/sheet1.xml',
  )
  expect(sheet).toContain('Kit_x005F_x0041_B _x005F_x000D_ fim _x005F_x00e7_ _x12_')
})

test('B64 rows beyond a sheet’s limit go on in the next sheet', async () => {
  const rows = Array.from({ length: 7 }, (_, n) => ({ name: `n${String(n)}`, phone: null, amount: n, at }))
  const archiveOf = async (count: number) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of xlsxFile(columns, inOne(rows.slice(0, count)), 'America/Sao_Paulo', 4))
      chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  const archive = await archiveOf(7)
  const names = (n: number) =>
    member(archive, `xl/worksheets/sheet${String(n)}.xml`).match(/(?<=preserve">)n\d/g)
  expect([names(1), names(2), names(3)]).toEqual([['n0', 'n1', 'n2'], ['n3', 'n4', 'n5'], ['n6']])
  expect(member(archive, 'xl/workbook.xml').match(/(?<=sheet name=")[^"]+/g)).toEqual([
    'Retoma',
    'Retoma 2',
    'Retoma 3',
  ])
  expect(member(archive, '[Content_Types].xml').match(/sheet\d\.xml/g)).toHaveLength(3)
  expect(member(await archiveOf(3), 'xl/workbook.xml').match(/<sheet /g)).toHaveLength(1)
  expect(member(await archiveOf(0), 'xl/workbook.xml').match(/<sheet /g)).toHaveLength(1)
})

test('dates stand on the clock of the empresa, in text and in workbooks', async () => {
  const rows = [{ name: 'Ana', phone: null, amount: 5, at }]
  expect((await bytes('csv', rows)).toString('utf8')).toBe(
    '\ufeffNome;Valor;Quando\r\nAna;0,05;19/11/2026 23:30\r\n',
  )
  const serial = Date.UTC(2026, 10, 19, 23, 30) / 86_400_000 + 25_569
  expect(member(await bytes('xlsx', rows), 'xl/worksheets/sheet1.xml')).toContain(`<v>${serial}</v>`)
})

test('lead-4 the WhatsApp list has one line a number, in E.164, and only numbers that can be messaged', async () => {
  const rowOf = (name: string, phone: string | null): Row => ({ name, phone, amount: 0, at })
  const rows = [
    rowOf('Ana;B', '+5511987654321'),
    rowOf('Beto', null),
    rowOf('Ana', '+5511987654321'),
    rowOf('=1', '+5521912345678'),
    rowOf('x', '99'),
  ]
  expect((await bytes('whatsapp', rows)).toString('utf8')).toBe(
    "Ana B;+5511987654321\r\n'=1;+5521912345678\r\n",
  )
})

test.each(['xlsx', 'csv'] as const)(
  'an export of 100,000 rows as %s asks for the next batch only when the last one has gone',
  async (format) => {
    const batch = Array.from({ length: 2_000 }, () => ({
      name: randomBytes(60).toString('base64'),
      phone: null,
      amount: 1,
      at,
    }))
    const batchBytes = 2_000 * 60
    let asked = 0
    const pages = everyPage(() =>
      Promise.resolve({ rows: batch, next: ++asked < 50 ? 'more' : null, previous: null }),
    )
    let sent = 0
    for await (const chunk of exportFile(format, shape, pages, 'America/Sao_Paulo')) {
      sent += chunk.length
      expect(asked * batchBytes - sent).toBeLessThan(4 * batchBytes)
    }
    expect(asked).toBe(50)
  },
)

test('a failing source ends the file with its error instead of hanging', async () => {
  const pages = everyPage<Row>(() => Promise.reject(new Error('database gone')))
  const drain = async () => {
    for await (const chunk of exportFile('xlsx', shape, pages, 'America/Sao_Paulo'))
      expect(chunk.length).toBeGreaterThan(0)
  }
  await expect(drain()).rejects.toThrow('database gone')
})

test('t-12 no cell of a text file or a WhatsApp list begins a formula, with whatever quotes and signs before it', async () => {
  const prefixes = [
    '',
    '"',
    '""',
    '" "',
    ' ',
    "'",
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\t',
    '\n',
    ';',
    'Ana; ',
    'Ana;\u200b',
    '"\u200b"',
  ]
  const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '="', '"=', '=1+"']
  const names = prefixes.flatMap((prefix) =>
    signs.flatMap((sign) => [`${prefix}${sign}1`, `${prefix}${sign}1"`]),
  )
  const rows = names.map((name, n) => ({ name, phone: `+55119${String(10_000_000 + n)}`, amount: 0, at }))
  for (const [format, divider] of [
    ['txt', '\t'],
    ['whatsapp', ';'],
  ] as const) {
    const text = (await bytes(format, rows)).toString('utf8')
    const lines = text.split('\r\n').filter(Boolean)
    expect(lines).toHaveLength(rows.length + (format === 'txt' ? 1 : 0))
    expect(text).not.toContain('"')
    for (const line of lines) {
      expect(line.split(divider)).toHaveLength(format === 'txt' ? 3 : 2)
      // Also where a spreadsheet splits at semicolons.
      expect(line.replace(/;\+55\d+$/, '')).not.toMatch(/(?:^|[\t;])[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u)
    }
  }
})
