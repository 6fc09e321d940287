import { Readable } from 'node:stream'
import type { z } from 'zod'
import { audit } from '../audit'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '../tenancy/unit'
import { fromListParams } from '../list-params'
import type { Page } from '../paging'
import type { EntryMeta, Role } from '../trpc'
import { EXPORT_BATCH, everyPage, exportFile, exportFormat, exportHeaders, type ExportShape } from './file'

type PageOptions = { cursor: string | undefined; size: number }

/** A list that leaves as a file: the same filter and the same query as the list on the screen. */
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
  shape: ExportShape<Row>
  read: (unit: EmpresaCtx, input: z.output<Filter> & PageOptions) => Promise<Page<Row>>
}): ExportEntry {
  const { role, meta, input, shape, read } = definition
  return {
    name: shape.name,
    role,
    meta: { scope: 'empresa', role, ...meta },
    input,
    async open(scope, query) {
      const { format, ...rest } = query
      const kind = exportFormat.parse(format ?? 'xlsx')
      const filter = input.parse(fromListParams(rest))
      const page = (cursor: string | undefined) =>
        withEmpresa(scope, (unit) => read(unit, { ...filter, cursor, size: EXPORT_BATCH }))
      const { timezone } = await withEmpresa(scope, async (unit) => {
        await audit(unit, { action: 'list.exported', entity: shape.name, extras: { format: kind, filter } })
        return unit.empresa
      })
      const bytes = exportFile(kind, shape, everyPage(page), timezone)
      return new Response(Readable.toWeb(Readable.from(bytes)) as ReadableStream<Uint8Array>, {
        headers: exportHeaders(kind, shape.name, scope.now(), timezone),
      })
    },
  }
}
