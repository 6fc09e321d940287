import { z } from 'zod'
import { Prisma } from '~/generated/prisma/client'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Sum } from './rules'

/** Local days, both counted; null is unbounded. */
export type Days = { from: string | null; to: string | null }
export const sumRow = z.object({ metric: z.string(), count: z.number(), centavos: z.number() })

/** Sums by metric, those of orders in other currencies always among them; without `metrics`, of all of them, those of the states too. */
export async function sumsBetween(
  { db, empresaId }: EmpresaCtx,
  { from, to }: Days,
  metrics?: readonly string[],
): Promise<Map<string, Sum>> {
  const some = metrics
    ? Prisma.sql`AND (metric = ANY(${[...metrics]}) OR metric LIKE 'orders@%' OR metric LIKE 'refunds@%' OR metric LIKE 'recovered_orders:%@%')`
    : Prisma.empty
  const rows = await db.$queryRaw`
    SELECT metric, sum(count)::float8 AS count, sum(centavos)::float8 AS centavos FROM daily_figures
    WHERE empresa_id = ${empresaId}::uuid ${some}
      AND day BETWEEN ${from ?? '-infinity'}::date AND ${to ?? 'infinity'}::date GROUP BY metric`
  return new Map(
    z
      .array(sumRow)
      .parse(rows)
      .map(({ metric, count, centavos }) => [metric, { count, centavos }]),
  )
}
