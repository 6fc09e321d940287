import { withinPeriod } from '~/kernel/period-sql'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import type { Segment } from '../schema'

export type SegmentSql = { from: Prisma.Sql; where: Prisma.Sql[]; order: Prisma.Sql; customer: Prisma.Sql }

/** Everybody of a segment within its period. */
export function segmentSql(ctx: EmpresaCtx, segment: Segment): SegmentSql {
  const sql = standingSql(ctx.empresaId, segment)
  return segment.of === 'clientes'
    ? sql
    : { ...sql, where: [...sql.where, ...withinPeriod(ctx, sql.order, segment)] }
}

/**
 * The segment without its period: what must still hold of a person when the message leaves. That days pass takes
 * nobody out of a list.
 */
export function standingSql(empresaId: string, segment: Segment): SegmentSql {
  const where = [Prisma.sql`empresa_id = ${empresaId}::uuid`]
  if (segment.uf) where.push(Prisma.sql`uf = ${segment.uf}`)
  switch (segment.of) {
    case 'leads': {
      if (segment.client)
        where.push(
          segment.client === 'sim' ? Prisma.sql`customer_id IS NOT NULL` : Prisma.sql`customer_id IS NULL`,
        )
      if (segment.contacted)
        where.push(
          segment.contacted === 'sim'
            ? Prisma.sql`contacted_at IS NOT NULL`
            : Prisma.sql`contacted_at IS NULL`,
        )
      const order = Prisma.sql`captured_at`
      return { from: Prisma.sql`leads`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'carrinhos': {
      if (segment.status) where.push(Prisma.sql`status = ${segment.status}`)
      if (segment.sent === 'nenhum')
        where.push(Prisma.sql`email_sent_at IS NULL AND whatsapp_sent_at IS NULL`)
      if (segment.sent === 'email') where.push(Prisma.sql`email_sent_at IS NOT NULL`)
      if (segment.sent === 'whatsapp') where.push(Prisma.sql`whatsapp_sent_at IS NOT NULL`)
      if (segment.sent === 'algum')
        where.push(Prisma.sql`(email_sent_at IS NOT NULL OR whatsapp_sent_at IS NOT NULL)`)
      const order = Prisma.sql`last_activity_at`
      return { from: Prisma.sql`carts`, where, order, customer: Prisma.sql`customer_id` }
    }
    case 'clientes': {
      if (segment.group === 'recorrente') where.push(Prisma.sql`orders_count >= 2`)
      if (segment.group === 'um') where.push(Prisma.sql`orders_count = 1`)
      if (segment.group === 'nenhum') where.push(Prisma.sql`orders_count = 0`)
      const keyed = Prisma.sql`(SELECT p.*, NULL::text AS phone_key FROM customers AS p) AS p`
      return { from: keyed, where, order: Prisma.sql`first_seen_at`, customer: Prisma.sql`id` }
    }
  }
}
