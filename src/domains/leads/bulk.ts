import { markRows, undoMarkedRows, type Mark } from '~/kernel/bulk-marks'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { leadList } from './query'
import type { BulkContacted } from './schema'

const MARK: Mark = {
  table: Prisma.sql`leads`,
  entity: 'lead',
  at: Prisma.sql`contacted_at`,
  by: Prisma.sql`contacted_by`,
  fields: { at: 'contactedAt', by: 'contactedBy' },
  actions: { marked: 'lead.contacted', cleared: 'lead.contact_undone' },
}

/** Marks many leads contacted, or takes their marks back (lead-3). @throws AppError BAD_INPUT for too many. */
export async function setManyContacted(ctx: EmpresaCtx, { rows, contacted }: BulkContacted) {
  const { where } = await leadList(ctx, rows.filter)
  const { operation, count } = await markRows(ctx, MARK, where, contacted)
  return { operation, count }
}

/** Undoes that: each mark comes back with its own time and author. @throws AppError NOT_FOUND. */
export async function undoManyContacted(ctx: EmpresaCtx, operation: string) {
  const done = await undoMarkedRows(ctx, MARK, operation)
  return { operation: done.operation, count: done.count }
}
