import { Prisma } from '~/generated/prisma/client'
import { periodRange, type PeriodInput } from './period'
import type { EmpresaCtx } from './tenancy/unit'

/** Conditions that keep a timestamp inside a period of the empresa's calendar. */
export function withinPeriod(ctx: EmpresaCtx, column: Prisma.Sql, period: PeriodInput): Prisma.Sql[] {
  const { from, to } = periodRange(period, ctx.empresa.timezone, ctx.now)
  return [...(from ? [Prisma.sql`${column} >= ${from}`] : []), ...(to ? [Prisma.sql`${column} < ${to}`] : [])]
}
