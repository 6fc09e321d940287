/**
 * The rule of rules.ts as set-based SQL. A property test holds both to the same answer.
 * Temporary tables live for one transaction; `rank` is the total order of comparePairs.
 */

/** $1 empresa, $2 sale statuses, $3 unpaid statuses, $4 seconds before, $5 seconds after. */
export const FILL_PAIRS = `
WITH c AS (
  SELECT id, source::text COLLATE "C" AS source, external_id, email_key, phone_key, last_activity_at,
    last_activity_at - make_interval(secs => $4::int) AS opens, last_activity_at + make_interval(secs => $5::int + 1) AS closes
  FROM carts WHERE empresa_id = $1 AND (email_key IS NOT NULL OR phone_key IS NOT NULL)
), o AS (
  SELECT id, external_id, email_key, phone_key, placed_at,
    CASE WHEN status = 'refunded' OR (total_centavos > 0 AND refunded_centavos >= total_centavos) THEN 'refunded'
         WHEN status = ANY($2::text[]) THEN 'sale'
         WHEN status = ANY($3::text[]) THEN 'unpaid'
         ELSE 'not_a_sale' END AS state
  FROM orders WHERE empresa_id = $1 AND (email_key IS NOT NULL OR phone_key IS NOT NULL)
), joined AS (
  SELECT c.id AS cart_id, o.id AS order_id, true AS by_email, c.phone_key IS NOT NULL AND c.phone_key IS NOT DISTINCT FROM o.phone_key AS by_phone,
    o.state, o.placed_at, o.external_id AS order_no, c.source, c.external_id AS cart_no,
    floor(extract(epoch FROM o.placed_at - c.last_activity_at))::int AS distance
  FROM c JOIN o ON o.email_key = c.email_key
    AND o.placed_at >= c.opens AND o.placed_at < c.closes
  UNION ALL
  SELECT c.id, o.id, false, true, o.state, o.placed_at, o.external_id, c.source, c.external_id,
    floor(extract(epoch FROM o.placed_at - c.last_activity_at))::int
  FROM c JOIN o ON o.phone_key = c.phone_key AND (o.email_key = c.email_key) IS NOT TRUE
    AND o.placed_at >= c.opens AND o.placed_at < c.closes
)
INSERT INTO recovery_pairs
SELECT row_number() OVER (ORDER BY by_email AND by_phone DESC, abs(distance), order_no, source, cart_no),
  cart_id, order_id, by_email, by_phone, state, placed_at, distance
FROM joined`

export const MAKE_TABLES = `
CREATE TEMP TABLE recovery_pairs (
  rank bigint NOT NULL, cart_id uuid NOT NULL, order_id uuid NOT NULL, by_email boolean NOT NULL,
  by_phone boolean NOT NULL, state text NOT NULL, placed_at timestamptz NOT NULL, distance int NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_live_0 (rank bigint NOT NULL, cart_id uuid NOT NULL, order_id uuid NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE recovery_live_1 (LIKE recovery_live_0) ON COMMIT DROP;
CREATE TEMP TABLE recovery_chosen (
  rank bigint NOT NULL, cart_id uuid NOT NULL, order_id uuid NOT NULL, by_email boolean NOT NULL,
  by_phone boolean NOT NULL, placed_at timestamptz NOT NULL, distance int NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE recovery_desired (
  cart_id uuid NOT NULL, order_id uuid NOT NULL, outcome match_outcome NOT NULL, reason text,
  by_email boolean NOT NULL, by_phone boolean NOT NULL, distance int NOT NULL
) ON COMMIT DROP`

export const FILL_LIVE = `
INSERT INTO recovery_live_0 SELECT rank, cart_id, order_id FROM recovery_pairs WHERE state = 'sale'`

/** One round: pairs that are the best of their cart and of their order are exactly those greedy service takes next. */
export function chooseMutualBest(live: 0 | 1): string {
  return `
WITH best AS (
  SELECT rank FROM (SELECT min(rank) AS rank FROM recovery_live_${live} GROUP BY cart_id) c
  JOIN (SELECT min(rank) AS rank FROM recovery_live_${live} GROUP BY order_id) o USING (rank)
)
INSERT INTO recovery_chosen
SELECT p.rank, p.cart_id, p.order_id, p.by_email, p.by_phone, p.placed_at, p.distance
FROM best JOIN recovery_pairs p USING (rank)`
}

/** What the next round still has to serve. */
export function keepFree(live: 0 | 1): string {
  return `
INSERT INTO recovery_live_${1 - live}
SELECT l.* FROM recovery_live_${live} l
WHERE NOT EXISTS (SELECT 1 FROM recovery_chosen c WHERE c.cart_id = l.cart_id)
  AND NOT EXISTS (SELECT 1 FROM recovery_chosen c WHERE c.order_id = l.order_id)`
}

/** $1 runners-up kept per cart. */
export const FILL_DESIRED = `
INSERT INTO recovery_desired
SELECT cart_id, order_id, 'chosen', NULL, by_email, by_phone, distance
FROM recovery_chosen
UNION ALL
SELECT cart_id, order_id, (CASE state WHEN 'unpaid' THEN 'unpaid' ELSE 'runner_up' END)::match_outcome,
  CASE WHEN state <> 'sale' THEN state
       WHEN chosen_rank IS NULL OR chosen_rank > rank THEN 'order_recovered_other_cart'
       WHEN chosen_strong AND NOT (by_email AND by_phone) THEN 'stronger_key'
       ELSE 'nearer_order' END,
  by_email, by_phone, distance
FROM (
  SELECT p.*, c.rank AS chosen_rank, c.by_email AND c.by_phone AS chosen_strong,
    row_number() OVER (PARTITION BY p.cart_id ORDER BY (p.state = 'unpaid') DESC, p.rank) AS place
  FROM recovery_pairs p LEFT JOIN recovery_chosen c ON c.cart_id = p.cart_id
  WHERE c.rank IS DISTINCT FROM p.rank
) others WHERE place <= $1`

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
