import { UNCOUNTED_STATUSES } from '~/domains/customers/counted'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'

/** $1 empresa, $2 its zone, $3 statuses that don't count, $4 its currency: amounts are in it, those of others stand under `orders@USD`, `refunds@USD`, `recovered_orders:assistida@USD`. Metrics are read back by service.ts, and by the figures above the lists of orders and carts. */
const COMPUTE = `
WITH counted AS (
  SELECT (placed_at AT TIME ZONE $2)::date AS day, coalesce(uf, '??') AS uf, currency, count(*) AS count, sum(total_centavos) AS centavos
  FROM orders WHERE empresa_id = $1 AND status <> ALL($3::text[]) GROUP BY 1, 2, 3
), returned AS (
  SELECT (r.refunded_at AT TIME ZONE $2)::date AS day, o.currency, count(*) AS count, sum(r.amount_centavos) AS centavos
  FROM refunds r JOIN orders o ON o.empresa_id = $1 AND o.id = r.order_id
  WHERE r.empresa_id = $1 AND o.status <> ALL($3::text[]) GROUP BY 1, 2
), decided AS (
  SELECT (c.last_activity_at AT TIME ZONE $2)::date AS day, c.status, c.recovery_kind,
    c.whatsapp_sent_at IS NOT NULL AS whatsapp, c.email_sent_at IS NOT NULL AS email, count(*) AS count, sum(c.total_centavos) AS centavos,
    o.currency, sum(o.total_centavos - o.refunded_centavos) AS net
  FROM carts c
  LEFT JOIN cart_matches m ON m.empresa_id = $1 AND m.cart_id = c.id AND m.outcome = 'chosen'
  LEFT JOIN orders o ON o.empresa_id = $1 AND o.id = m.order_id
  WHERE c.empresa_id = $1 GROUP BY 1, 2, 3, 4, 5, o.currency
), captured AS (
  SELECT (captured_at AT TIME ZONE $2)::date AS day, count(*) AS count, count(customer_id) AS customers
  FROM leads WHERE empresa_id = $1 GROUP BY 1
)
SELECT day, 'uf:' || uf AS metric, sum(count) AS count, coalesce(sum(centavos) FILTER (WHERE currency = $4), 0) AS centavos FROM counted GROUP BY day, uf
UNION ALL SELECT day, 'orders', sum(count), coalesce(sum(centavos) FILTER (WHERE currency = $4), 0) FROM counted GROUP BY day
UNION ALL SELECT day, 'orders@' || currency, sum(count), sum(centavos) FROM counted WHERE currency <> $4 GROUP BY day, currency
UNION ALL SELECT day, 'refunds', sum(count), coalesce(sum(centavos) FILTER (WHERE currency = $4), 0) FROM returned GROUP BY day
UNION ALL SELECT day, 'refunds@' || currency, sum(count), sum(centavos) FROM returned WHERE currency <> $4 GROUP BY day, currency
UNION ALL SELECT day, 'cart:' || status, sum(count), sum(centavos) FROM decided GROUP BY day, status
UNION ALL SELECT day, 'recovery:' || recovery_kind, sum(count), sum(centavos) FROM decided WHERE recovery_kind IS NOT NULL GROUP BY day, recovery_kind
UNION ALL
SELECT day, 'channel:' || channel || ':' || status, sum(count), sum(centavos)
FROM decided, LATERAL (VALUES ('whatsapp', whatsapp), ('email', email), ('nenhum', NOT whatsapp AND NOT email)) AS contact (channel, had)
WHERE had GROUP BY 1, 2
UNION ALL SELECT day, 'recovered_orders', sum(count), coalesce(sum(net) FILTER (WHERE currency = $4), 0) FROM decided WHERE recovery_kind IS NOT NULL GROUP BY day
UNION ALL SELECT day, 'recovered_orders:' || recovery_kind, sum(count), coalesce(sum(net) FILTER (WHERE currency = $4), 0) FROM decided WHERE recovery_kind IS NOT NULL GROUP BY day, recovery_kind
UNION ALL SELECT day, 'recovered_orders:' || recovery_kind || '@' || currency, sum(count), sum(net) FROM decided WHERE recovery_kind IS NOT NULL AND currency <> $4 GROUP BY day, recovery_kind, currency
UNION ALL SELECT day, 'leads', count, 0 FROM captured
UNION ALL SELECT day, 'leads_customers', customers, 0 FROM captured WHERE customers > 0
UNION ALL
SELECT (first_order_at AT TIME ZONE $2)::date, 'new_customers', count(*), 0
FROM customers WHERE empresa_id = $1 AND first_order_at IS NOT NULL GROUP BY 1`

/**
 * Recounts the figures of every local day of the empresa from its rows and writes the differences. Days are the
 * empresa's own (t-15). @returns how many figures changed.
 */
export async function refreshDailyFigures(ctx: EmpresaSqlCtx): Promise<number> {
  const { sql, empresaId, empresa } = ctx
  await sql.query("SELECT pg_advisory_xact_lock(hashtextextended('figures:' || $1, 0))", [empresaId])
  await sql.query("SET LOCAL work_mem = '64MB'")
  await sql.query(
    'CREATE TEMP TABLE figures (day date NOT NULL, metric text NOT NULL, count int NOT NULL, centavos bigint NOT NULL) ON COMMIT DROP',
  )
  await sql.query(`INSERT INTO figures ${COMPUTE}`, [
    empresaId,
    empresa.timezone,
    UNCOUNTED_STATUSES,
    empresa.currency,
  ])
  await sql.query('ANALYZE figures')
  const gone = await sql.query(
    `DELETE FROM daily_figures d WHERE d.empresa_id = $1
       AND NOT EXISTS (SELECT 1 FROM figures f WHERE f.day = d.day AND f.metric = d.metric)`,
    [empresaId],
  )
  const written = await sql.query(
    `INSERT INTO daily_figures AS d (empresa_id, day, metric, count, centavos)
     SELECT $1, day, metric, count, centavos FROM figures
     EXCEPT SELECT empresa_id, day, metric, count, centavos FROM daily_figures WHERE empresa_id = $1
     ON CONFLICT (empresa_id, day, metric) DO UPDATE SET count = EXCLUDED.count, centavos = EXCLUDED.centavos`,
    [empresaId],
  )
  return (gone.rowCount ?? 0) + (written.rowCount ?? 0)
}
