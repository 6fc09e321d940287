/**
 * The rule of rules.ts as set-based SQL. A property test proves that both give the same answer.
 * Temporary tables live for one transaction. Carts and orders are numbered in the order that breaks ties, so that
 * `rank`, the total order of comparePairs, is a sort of integers.
 */
export const MAKE_TABLES = `
CREATE TEMP TABLE recovery_carts (
  cart_n int NOT NULL, id uuid NOT NULL, email_key text, phone_key text, ms bigint NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_orders (
  order_n int NOT NULL, id uuid NOT NULL, email_key text, phone_key text, placed_at timestamptz NOT NULL, ms bigint NOT NULL,
  state text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_pairs (
  rank int NOT NULL, cart_n int NOT NULL, order_n int NOT NULL, distance int NOT NULL, by_email boolean NOT NULL, by_phone boolean NOT NULL,
  state text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_live_0 (rank int NOT NULL, cart_n int NOT NULL, order_n int NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE recovery_live_1 (LIKE recovery_live_0) ON COMMIT DROP;
CREATE TEMP TABLE recovery_served (LIKE recovery_live_0) ON COMMIT DROP;
CREATE TEMP TABLE recovery_chosen (
  rank int NOT NULL, cart_n int NOT NULL, cart_id uuid NOT NULL, order_id uuid NOT NULL, placed_at timestamptz NOT NULL,
  distance int NOT NULL, by_email boolean NOT NULL, by_phone boolean NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_desired (
  cart_id uuid NOT NULL, order_id uuid NOT NULL, outcome match_outcome NOT NULL, reason text,
  by_email boolean NOT NULL, by_phone boolean NOT NULL, distance int NOT NULL
) ON COMMIT DROP`

/** $1 empresa. */
export const FILL_CARTS = `
INSERT INTO recovery_carts
SELECT row_number() OVER (ORDER BY source::text COLLATE "C", external_id), id, email_key, phone_key,
  (extract(epoch FROM last_activity_at) * 1000)::bigint
FROM carts WHERE empresa_id = $1 AND (email_key IS NOT NULL OR phone_key IS NOT NULL)`

/** $1 empresa. */
export const STATUSES = 'SELECT DISTINCT status FROM orders WHERE empresa_id = $1'

/** $1 empresa, $2 sale statuses, $3 unpaid statuses, $4 the unexplained ones. */
export const FILL_ORDERS = `
INSERT INTO recovery_orders
SELECT row_number() OVER (ORDER BY external_id), id, email_key, phone_key, placed_at,
  (extract(epoch FROM placed_at) * 1000)::bigint,
  CASE WHEN renewal THEN 'renewal'
       WHEN status = 'refunded' OR (total_centavos > 0 AND refunded_centavos >= total_centavos) THEN 'refunded'
       WHEN status = ANY($2::text[]) THEN 'sale'
       WHEN status = ANY($3::text[]) THEN 'unpaid'
       WHEN status = ANY($4::text[]) AND (paid_at IS NOT NULL OR completed_at IS NOT NULL) THEN 'sale'
       ELSE 'not_a_sale' END
FROM orders WHERE empresa_id = $1 AND (email_key IS NOT NULL OR phone_key IS NOT NULL)`

// Integers and one division of floats: exact here, and ten times cheaper than intervals over millions of pairs.
const DISTANCE = 'floor((o.ms - c.ms)::float8 / 1000)::int AS distance'
const INSIDE = 'o.ms - c.ms BETWEEN $1::bigint * -1000 AND $2::bigint * 1000 + 999'

/** $1 seconds before, $2 seconds after. Pairs that share both keys come from the first half alone. */
export const FILL_PAIRS = `
INSERT INTO recovery_pairs
SELECT row_number() OVER (ORDER BY by_email AND by_phone DESC, abs(distance), order_n, cart_n),
  cart_n, order_n, distance, by_email, by_phone, state
FROM (
  SELECT cart_n, order_n, ${DISTANCE}, true AS by_email, (c.phone_key = o.phone_key) IS TRUE AS by_phone, state
  FROM recovery_carts c JOIN recovery_orders o ON o.email_key = c.email_key AND ${INSIDE}
  UNION ALL
  SELECT cart_n, order_n, ${DISTANCE}, false, true, state
  FROM recovery_carts c JOIN recovery_orders o ON o.phone_key = c.phone_key AND (o.email_key = c.email_key) IS NOT TRUE AND ${INSIDE}
) joined`

export const FILL_LIVE = `
INSERT INTO recovery_live_0 SELECT rank, cart_n, order_n FROM recovery_pairs WHERE state = 'sale'`

/** One round: pairs that are the best of their cart and of their order are exactly those greedy service takes next. */
export function serveMutualBest(live: 0 | 1): string {
  return `
INSERT INTO recovery_served
SELECT rank, cart_n, order_n
FROM (SELECT min(rank) AS rank, cart_n FROM recovery_live_${live} GROUP BY cart_n) c
JOIN (SELECT min(rank) AS rank, order_n FROM recovery_live_${live} GROUP BY order_n) o USING (rank)`
}

/** What the next round still has to serve. */
export function keepFree(live: 0 | 1): string {
  return `
INSERT INTO recovery_live_${1 - live}
SELECT l.* FROM recovery_live_${live} l
WHERE NOT EXISTS (SELECT 1 FROM recovery_served s WHERE s.cart_n = l.cart_n)
  AND NOT EXISTS (SELECT 1 FROM recovery_served s WHERE s.order_n = l.order_n)`
}

/** The rest in one pass: where very many pairs tie, a round would serve one pair of each tie. Linear, whatever the data. */
export function serveInOrder(live: 0 | 1): string {
  return `
DO $$
DECLARE
  pair record;
  carts boolean[] := array_fill(false, ARRAY[(SELECT max(cart_n) FROM recovery_live_${live})]);
  orders boolean[] := array_fill(false, ARRAY[(SELECT max(order_n) FROM recovery_live_${live})]);
  ranks int[] := '{}';
BEGIN
  FOR pair IN SELECT rank, cart_n, order_n FROM recovery_live_${live} ORDER BY rank LOOP
    IF NOT carts[pair.cart_n] AND NOT orders[pair.order_n] THEN
      carts[pair.cart_n] := true;
      orders[pair.order_n] := true;
      ranks := ranks || pair.rank;
    END IF;
  END LOOP;
  INSERT INTO recovery_served SELECT l.* FROM unnest(ranks) AS r (rank) JOIN recovery_live_${live} l USING (rank);
END $$`
}

export const FILL_CHOSEN = `
INSERT INTO recovery_chosen
SELECT rank, p.cart_n, c.id, o.id, o.placed_at, p.distance, p.by_email, p.by_phone
FROM recovery_served JOIN recovery_pairs p USING (rank) JOIN recovery_carts c ON c.cart_n = p.cart_n
JOIN recovery_orders o ON o.order_n = p.order_n`

/** $1 runners-up kept per cart. */
export const FILL_DESIRED = `
INSERT INTO recovery_desired
SELECT cart_id, order_id, 'chosen', NULL, by_email, by_phone, distance
FROM recovery_chosen
UNION ALL
SELECT c.id, o.id, (CASE others.state WHEN 'unpaid' THEN 'unpaid' ELSE 'runner_up' END)::match_outcome,
  CASE WHEN others.state <> 'sale' THEN others.state
       WHEN chosen_rank IS NULL OR chosen_rank > rank THEN 'order_recovered_other_cart'
       WHEN chosen_strong AND NOT (by_email AND by_phone) THEN 'stronger_key'
       ELSE 'nearer_order' END,
  by_email, by_phone, distance
FROM (
  SELECT p.*, c.rank AS chosen_rank, c.by_email AND c.by_phone AS chosen_strong,
    row_number() OVER (PARTITION BY p.cart_n ORDER BY (p.state = 'unpaid') DESC, p.rank) AS place
  FROM recovery_pairs p LEFT JOIN recovery_chosen c ON c.cart_n = p.cart_n
  WHERE c.rank IS DISTINCT FROM p.rank
) others JOIN recovery_carts c USING (cart_n) JOIN recovery_orders o USING (order_n) WHERE place <= $1`

/** $1 empresa, $2 rule version, $3 days before, $4 days after, $5 cut-off minutes. First, so that no unique index sees two chosen. */
export const DELETE_STALE = `
DELETE FROM cart_matches m
WHERE m.empresa_id = $1 AND NOT EXISTS (
  SELECT 1 FROM recovery_desired d
  WHERE d.cart_id = m.cart_id AND d.order_id = m.order_id AND d.outcome = m.outcome
    AND d.reason IS NOT DISTINCT FROM m.reason AND d.by_email = m.by_email AND d.by_phone = m.by_phone
    AND d.distance = m.distance_seconds AND m.rule_version = $2 AND m.window_before_days = $3
    AND m.window_after_days = $4 AND m.cutoff_minutes = $5)`

/** Parameters as DELETE_STALE. */
export const INSERT_NEW = `
INSERT INTO cart_matches (empresa_id, cart_id, order_id, outcome, reason, by_email, by_phone, distance_seconds,
  rule_version, window_before_days, window_after_days, cutoff_minutes)
SELECT $1, d.cart_id, d.order_id, d.outcome, d.reason, d.by_email, d.by_phone, d.distance, $2, $3, $4, $5
FROM recovery_desired d
WHERE NOT EXISTS (
  SELECT 1 FROM cart_matches m WHERE m.empresa_id = $1 AND m.cart_id = d.cart_id AND m.order_id = d.order_id)`

/** $1 empresa, $2 now, $3 cut-off minutes, $4 days after. */
export const UPDATE_RECOVERED = `
UPDATE carts c SET status = 'recuperado', recovery_kind = d.kind, window_ends_at = d.window_ends_at, decided_at = $2
FROM (
  SELECT r.cart_id, c.last_activity_at + make_interval(secs => 86400 * $4::int) AS window_ends_at,
    CASE WHEN r.distance <= 60 * $3::int THEN 'direta'
         WHEN least(c.email_sent_at, c.whatsapp_sent_at) < r.placed_at THEN 'assistida'
         ELSE 'organica' END AS kind
  FROM recovery_chosen r JOIN carts c ON c.id = r.cart_id WHERE c.empresa_id = $1
) d
WHERE c.empresa_id = $1 AND c.id = d.cart_id
  AND (c.status, c.recovery_kind, c.window_ends_at) IS DISTINCT FROM ('recuperado', d.kind, d.window_ends_at)`

/** Status of an unmatched cart `c` by the clock alone; $2 now, $3 cut-off minutes, $4 days after. */
const STATUS_BY_TIME = `
CASE WHEN $2::timestamptz > c.last_activity_at + make_interval(secs => 86400 * $4::int) THEN 'abandonado'
     WHEN c.plugin_status = 'normal' OR $2::timestamptz - c.last_activity_at < make_interval(mins => $3::int) THEN 'em_compra'
     ELSE 'aguardando' END`
const WINDOW_END = `c.last_activity_at + make_interval(secs => 86400 * $4::int)`

/** Parameters as UPDATE_RECOVERED. */
export const UPDATE_UNMATCHED = `
UPDATE carts c SET status = ${STATUS_BY_TIME}, recovery_kind = NULL, window_ends_at = ${WINDOW_END}, decided_at = $2
WHERE c.empresa_id = $1
  AND (c.status <> ${STATUS_BY_TIME} OR c.window_ends_at IS DISTINCT FROM ${WINDOW_END})
  AND NOT EXISTS (SELECT 1 FROM recovery_chosen r WHERE r.cart_id = c.id)`

/** What the clock alone has moved since: $5 a status, $6 the last activity from which it may have run out. */
export const UPDATE_BY_TIME = `
UPDATE carts c SET status = ${STATUS_BY_TIME}, decided_at = $2
WHERE c.empresa_id = $1 AND c.status = $5 AND c.last_activity_at <= $6 AND c.window_ends_at IS NOT NULL
  AND c.status <> ${STATUS_BY_TIME}`
