import { Prisma } from '~/generated/prisma/client'
import { keysetPage } from '~/kernel/keyset'
import type { Page, PageInput } from '~/kernel/paging'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { auditRow, type AuditFilter, type AuditRow } from '../schema'

/** The audit log, newest first. */
export function listAudit(ctx: EmpresaCtx, input: AuditFilter & PageInput): Promise<Page<AuditRow>> {
  const query = {
    select: Prisma.sql`id, at, actor, action, entity, entity_id AS "entityId", before, after, extras, ip, path`,
    from: Prisma.sql`audit_entries`,
    where: conditions(ctx, input),
  }
  const sort = { column: Prisma.sql`at`, type: 'timestamptz', descending: true } as const
  return keysetPage(ctx.db, auditRow, query, sort, 'at', input)
}

function conditions(ctx: EmpresaCtx, filter: AuditFilter): Prisma.Sql[] {
  const where = [
    Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`,
    ...withinPeriod(ctx, Prisma.sql`at`, filter),
  ]
  if (filter.entity) where.push(Prisma.sql`entity = ${filter.entity}`)
  if (filter.action) where.push(Prisma.sql`action = ${filter.action}`)
  if (filter.userId) where.push(Prisma.sql`user_id = ${filter.userId}::uuid`)
  return where
}
