import { z } from 'zod'
import { localDay } from '../clock'
import type { Page } from '../paging'
import type { Batches, Column } from './cells'
import { EXPORT_FORMATS } from './formats'
import { csvFile, txtFile, whatsappList, type Recipient } from './text'
import { xlsxFile } from './xlsx'

export const exportFormat = z.enum(EXPORT_FORMATS, 'Escolha xlsx, csv, txt ou whatsapp.')
export type ExportFormat = z.infer<typeof exportFormat>

const MEDIA: Record<ExportFormat, { type: string; extension: string }> = {
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
  txt: { type: 'text/plain; charset=utf-8', extension: 'txt' },
  whatsapp: { type: 'text/plain; charset=utf-8', extension: 'txt' },
}

/** How rows become a file: its columns, and the recipient of a row. */
export type ExportShape<Row> = { columns: Column<Row>[]; recipient: (row: Row) => Recipient }

/** Rows asked for at a time: bounds the memory of an export, whatever its length. */
export const EXPORT_BATCH = 2_000

/** Every page of a list, one after the other. `read` opens and closes its own unit of work. */
export async function* everyPage<Row>(
  read: (cursor: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    yield page.rows
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** The bytes of an exported file, made while they are sent. */
export async function* exportFile<Row>(
  format: ExportFormat,
  shape: ExportShape<Row>,
  batches: Batches<Row>,
  timezone: string,
): AsyncGenerator<Uint8Array> {
  if (format === 'xlsx') return yield* xlsxFile(shape.columns, batches, timezone)
  const encoder = new TextEncoder()
  const texts =
    format === 'csv'
      ? csvFile(shape.columns, batches, timezone)
      : format === 'txt'
        ? txtFile(shape.columns, batches, timezone)
        : whatsappList(shape.recipient, batches)
  for await (const text of texts) yield encoder.encode(text)
}

/** Headers of the download, named after the list and the empresa's day: `leads-2026-11-20.xlsx`. */
export function exportHeaders(
  format: ExportFormat,
  name: string,
  now: Date,
  timezone: string,
): Record<string, string> {
  const { type, extension } = MEDIA[format]
  const file = `${name}${format === 'whatsapp' ? '-whatsapp' : ''}-${localDay(now, timezone)}.${extension}`
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${file}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  }
}
