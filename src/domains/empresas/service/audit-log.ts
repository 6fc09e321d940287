import { Prisma } from '~/generated/prisma/client'
import { startOfLocalDay, addLocalDays } from '~/kernel/clock'
import { keysetPage } from '~/kernel/keyset'
import type { Page, PageInput } from '~/kernel/paging'
import { periodDays } from '~/kernel/period'
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
  const { timezone } = ctx.empresa
  const { from, to } = periodDays(filter, timezone, ctx.now)
  const where = [Prisma.sql`empresa_id = ${ctx.empresaId}::uuid`]
  if (from) where.push(Prisma.sql`at >= ${startOfLocalDay(from, timezone)}`)
  if (to) where.push(Prisma.sql`at < ${startOfLocalDay(addLocalDays(to, 1), timezone)}`)
  if (filter.entity) where.push(Prisma.sql`entity = ${filter.entity}`)
  if (filter.action) where.push(Prisma.sql`action = ${filter.action}`)
  if (filter.userId) where.push(Prisma.sql`user_id = ${filter.userId}::uuid`)
  return where
}
