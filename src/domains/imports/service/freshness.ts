import { env } from '~/env'
import { localDay } from '~/kernel/clock'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** Two daily imports that failed, and the time that one takes. */
const FRESH_HOURS = 50

/**
 * Why no customer may be reminded of a cart or an order now, in Portuguese: the shop wasn't read for so long that
 * payments since are unknown (t-29). Null: what is known is fresh enough.
 *
 * Counts only imports of orders from an earlier day up to their own: a webhook's reading of one day says nothing of the days
 * before. And only where a shop can be read at any time: one that brings export files is as fresh as it can be, and the
 * demonstration's clock runs ahead of its shop.
 */
export async function staleReason(ctx: EmpresaSqlCtx): Promise<string | null> {
  if (env().RETOMA_SIMULATED_CLOCK) return null
  const { rows } = await ctx.sql.query<{ at: Date | null }>(
    `SELECT (SELECT max(r.created_at) FROM import_runs AS r WHERE r.empresa_id = $1 AND r.status = 'done' AND 'orders' = ANY (r.kinds)
         AND (r.to_day IS NULL OR r.to_day >= (r.created_at AT TIME ZONE $2)::date)
         AND (r.from_day IS NULL OR r.from_day < (r.created_at AT TIME ZONE $2)::date)) AS at
     WHERE EXISTS (SELECT 1 FROM shop_connections AS c WHERE c.empresa_id = $1 AND c.kind IN ('mysql', 'ssh'))`,
    [ctx.empresaId, ctx.empresa.timezone],
  )
  const at = rows[0]?.at
  if (!at || ctx.now.getTime() - at.getTime() <= FRESH_HOURS * 3_600_000) return null
  const day = localDay(at, ctx.empresa.timezone).split('-').reverse().join('/')
  return `A loja foi lida pela última vez em ${day}: sem saber quem comprou desde então, ninguém é lembrado. Importe os dados ou confira a conexão.`
}
