/** One round of mutual best pairs, written out. */
function round(n: number): string {
  return `
best${n} AS MATERIALIZED (
  SELECT rank, c.cart_id, o.order_id FROM (SELECT min(rank) AS rank, cart_id FROM live${n - 1} GROUP BY cart_id) c
  JOIN (SELECT min(rank) AS rank, order_id FROM live${n - 1} GROUP BY order_id) o USING (rank)),
live${n} AS MATERIALIZED (
  SELECT * FROM live${n - 1} l WHERE NOT EXISTS (SELECT 1 FROM best${n} b WHERE b.cart_id = l.cart_id)
  AND NOT EXISTS (SELECT 1 FROM best${n} b WHERE b.order_id = l.order_id)),`
}

/**
 * The match of domains/recovery as one bare SQL statement on empty results: the default rule, no row-level security,
 * no comparison with what is stored, as many rounds as the data needs. The limit that bench/recovery measures against.
 */
export function bareMatch(empresaId: string, now: Date, rounds: number): string {
  const numbers = Array.from({ length: rounds }, (_, index) => index + 1)
  const key = (name: 'email' | 'phone', byEmail: string, byPhone: string, extra = '') => `
  SELECT c.id AS cart_id, o.id AS order_id, ${byEmail} AS by_email, ${byPhone} AS by_phone, o.placed_at, o.external_id AS order_no,
    c.source::text COLLATE "C" AS source, c.external_id AS cart_no, o.status, o.total_centavos, o.refunded_centavos,
    floor(extract(epoch FROM o.placed_at - c.last_activity_at))::int AS distance
  FROM carts c JOIN orders o ON o.${name}_key = c.${name}_key ${extra}
    AND o.placed_at >= c.last_activity_at - interval '48 hours' AND o.placed_at < c.last_activity_at + interval '720:00:01'
  WHERE c.empresa_id = '${empresaId}' AND o.empresa_id = '${empresaId}'`
  return `
WITH joined AS (
  ${key('email', 'true', '(c.phone_key = o.phone_key) IS TRUE')}
  UNION ALL
  ${key('phone', 'false', 'true', 'AND (o.email_key = c.email_key) IS NOT TRUE')}
), pairs AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY by_email AND by_phone DESC, abs(distance), order_no, source, cart_no) AS rank, cart_id, order_id,
    by_email, by_phone, placed_at, distance,
    CASE WHEN status = 'refunded' OR (total_centavos > 0 AND refunded_centavos >= total_centavos) THEN 'refunded'
      WHEN status IN ('processing', 'completed') THEN 'sale' WHEN status IN ('pending', 'on-hold') THEN 'unpaid' ELSE 'not_a_sale' END AS state
  FROM joined
), live0 AS MATERIALIZED (SELECT rank, cart_id, order_id FROM pairs WHERE state = 'sale'),
${numbers.map(round).join('')}
chosen AS MATERIALIZED (SELECT p.* FROM pairs p JOIN (${numbers.map((n) => `SELECT rank FROM best${n}`).join(' UNION ALL ')}) b USING (rank)),
desired AS (
  SELECT cart_id, order_id, 'chosen' AS outcome, NULL AS reason, by_email, by_phone, distance FROM chosen
  UNION ALL
  SELECT cart_id, order_id, CASE state WHEN 'unpaid' THEN 'unpaid' ELSE 'runner_up' END,
    CASE WHEN state <> 'sale' THEN state WHEN chosen_rank IS NULL OR chosen_rank > rank THEN 'order_recovered_other_cart'
      WHEN chosen_strong AND NOT (by_email AND by_phone) THEN 'stronger_key' ELSE 'nearer_order' END, by_email, by_phone, distance
  FROM (
    SELECT p.*, c.rank AS chosen_rank, c.by_email AND c.by_phone AS chosen_strong,
      row_number() OVER (PARTITION BY p.cart_id ORDER BY (p.state = 'unpaid') DESC, p.rank) AS place
    FROM pairs p LEFT JOIN chosen c ON c.cart_id = p.cart_id WHERE c.rank IS DISTINCT FROM p.rank
  ) others WHERE place <= 5
), written AS (
  INSERT INTO cart_matches (empresa_id, cart_id, order_id, outcome, reason, by_email, by_phone, distance_seconds, rule_version,
    window_before_days, window_after_days, cutoff_minutes)
  SELECT '${empresaId}', cart_id, order_id, outcome::match_outcome, reason, by_email, by_phone, distance, 1, 2, 30, 60 FROM desired
)
UPDATE carts SET status = d.status, recovery_kind = d.kind, window_ends_at = d.ends, decided_at = '${now.toISOString()}'
FROM (
  SELECT c.id, c.last_activity_at + interval '720 hours' AS ends,
    CASE WHEN p.rank IS NOT NULL THEN 'recuperado' WHEN '${now.toISOString()}' > c.last_activity_at + interval '720 hours' THEN 'abandonado'
      WHEN c.plugin_status = 'normal' OR '${now.toISOString()}' < c.last_activity_at + interval '60 minutes' THEN 'em_compra' ELSE 'aguardando' END AS status,
    CASE WHEN p.distance <= 3600 THEN 'direta' WHEN least(c.email_sent_at, c.whatsapp_sent_at) < p.placed_at THEN 'assistida'
      WHEN p.rank IS NOT NULL THEN 'organica' END AS kind
  FROM carts c LEFT JOIN chosen p ON p.cart_id = c.id WHERE c.empresa_id = '${empresaId}'
) d
WHERE carts.id = d.id AND carts.empresa_id = '${empresaId}'`
}
