import { Readable } from 'node:stream'
import type { z } from 'zod'
import { audit } from '../audit'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '../tenancy/unit'
import { fromListParams } from '../list-params'
import type { Page } from '../paging'
import type { EntryMeta, Role } from '../trpc'
import { COLUMNS, fileColumns, shownColumns, type ListColumn } from '../list-columns'
import { EXPORT_BATCH, everyPage, exportFile, exportFormat, exportHeaders } from './file'
import type { Recipient } from './text'

type PageOptions = { cursor: string | undefined; size: number }

/** A list that leaves as a file: the filter, the query and the columns of the list on the screen. */
export type ExportEntry = {
  name: string
  role: Role
  meta: EntryMeta
  input: z.ZodObject
  open: (scope: EmpresaScope, query: Record<string, string | string[]>) => Promise<Response>
}

/** Declares an export. `read` runs once per page, each in its own unit of work; the export is audited. */
export function defineExport<Row, Filter extends z.ZodObject>(definition: {
  role: Role
  meta: EntryMeta
  input: Filter
  name: string
  columns: readonly ListColumn<Row>[]
  /** Throws where the list itself is missing: before anything is logged or sent. */
  check?: (unit: EmpresaCtx, input: z.output<Filter>) => Promise<unknown>
  /** The recipient that a row stands for: the WhatsApp list is made of them, whatever the columns. */
  recipient: (row: Row) => Recipient
  read: (unit: EmpresaCtx, input: z.output<Filter> & PageOptions) => Promise<Page<Row>>
}): ExportEntry {
  const { role, meta, input, name, columns, check, recipient, read } = definition
  return {
    name,
    role,
    meta: { scope: 'empresa', role, ...meta },
    input,
    async open(scope, query) {
      const { format, ...rest } = query
      const kind = exportFormat.parse(format ?? 'xlsx')
      const params = fromListParams(rest, input.shape)
      const filter = input.parse(params)
      const chosen = params[COLUMNS]
      const shown = shownColumns(columns, typeof chosen === 'string' ? chosen : undefined)
      const page = (cursor: string | undefined) =>
        withEmpresa(scope, (unit) => read(unit, { ...filter, cursor, size: EXPORT_BATCH }))
      const { timezone } = await withEmpresa(scope, async (unit) => {
        await check?.(unit, filter)
        const which = kind === 'whatsapp' ? {} : { columns: shown.map(({ id }) => id) }
        await audit(unit, {
          action: 'list.exported',
          entity: name,
          extras: { format: kind, filter, ...which },
        })
        return unit.empresa
      })
      const bytes = exportFile(kind, { columns: fileColumns(shown), recipient }, everyPage(page), timezone)
      return new Response(Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>, {
        headers: exportHeaders(kind, name, scope.now(), timezone),
      })
    },
  }
}
