import { cartConditions } from '~/domains/carts/query'
import { customerConditions } from '~/domains/customers/service'
import { leadConditions } from '~/domains/leads/query'
import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import type { Segment } from '../schema'

export type SegmentSql = { from: Prisma.Sql; where: Prisma.Sql[]; order: Prisma.Sql; customer: Prisma.Sql }

/** All rows of a segment within its period. */
export function segmentSql(ctx: EmpresaCtx, segment: Segment): SegmentSql {
  const sql = standingSql(ctx.empresaId, segment)
  return segment.of === 'clientes'
    ? sql
    : { ...sql, where: [...sql.where, ...withinPeriod(ctx, sql.order, segment)] }
}

/**
 * The segment without its period: conditions that must still hold when the message leaves. The passing of days removes
 * no row from a list.
 */
export function standingSql(empresaId: string, segment: Segment): SegmentSql {
  const where = [Prisma.sql`empresa_id = ${empresaId}::uuid`]
  switch (segment.of) {
    case 'leads': {
      where.push(...leadConditions(segment))
      const order = Prisma.sql`captured_at`
      return { from: Prisma.sql`leads`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'carrinhos': {
      where.push(...cartConditions(segment))
      const order = Prisma.sql`last_activity_at`
      return { from: Prisma.sql`carts`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'clientes': {
      where.push(...customerConditions(segment))
      const keyed = Prisma.sql`(SELECT p.*, NULL::text AS phone_key FROM customers AS p) AS c`
      return { from: keyed, where, order: Prisma.sql`first_seen_at`, customer: Prisma.sql`id` }
    }
  }
}
