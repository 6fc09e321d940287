/**
 * Customers as connected components: each e-mail and phone key is a node, each order or account that carries both joins them.
 * Temporary tables live for one transaction. $1 is the empresa everywhere.
 */

/**
 * Orders and accounts with the keys that identify their customer; what has none stands alone, or with its shop account. A row that
 * is neither (`is_order` null) is a customer that was made or edited by hand, under the key `c:<id>`.
 */
export const MAKE_ROWS = `
CREATE TEMP TABLE unify_rows (is_order boolean, id uuid NOT NULL, e text, p text) ON COMMIT DROP;
CREATE TEMP TABLE unify_nodes (node bigint NOT NULL, key text COLLATE "C" NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_edges (u bigint NOT NULL, v bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_next (LIKE unify_edges) ON COMMIT DROP;
CREATE TEMP TABLE unify_roots (node bigint NOT NULL, root bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_map (node bigint NOT NULL, root bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_keys (key text COLLATE "C" NOT NULL, component bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_components (component bigint NOT NULL, customer_id uuid NOT NULL, is_new boolean NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_who (is_order boolean NOT NULL, id uuid NOT NULL, customer_id uuid NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE unify_people (
  customer_id uuid NOT NULL, name text, email text, phone text, phone_raw text, phone_status phone_status NOT NULL, tax_id text,
  city text, uf char(2), first_seen_at timestamptz, orders_count int NOT NULL, net_centavos bigint NOT NULL,
  first_order_at timestamptz, last_order_at timestamptz, search text NOT NULL
) ON COMMIT DROP`

export const FILL_ROWS = `
INSERT INTO unify_rows
SELECT true, id, 'e:' || email_key, 'p:' || phone_key FROM orders
WHERE empresa_id = $1 AND (email_key IS NOT NULL OR phone_key IS NOT NULL)
UNION ALL
SELECT true, o.id,
  CASE WHEN a.email_key IS NOT NULL THEN 'e:' || a.email_key
       WHEN a.phone_key IS NULL THEN 'a:' || CASE WHEN o.shop_user_id > 0 THEN 'user:' || o.shop_user_id ELSE 'order:' || o.external_id END END,
  'p:' || a.phone_key
FROM orders o LEFT JOIN shop_accounts a ON a.empresa_id = $1 AND o.shop_user_id > 0 AND a.source_key = 'user:' || o.shop_user_id
WHERE o.empresa_id = $1 AND o.email_key IS NULL AND o.phone_key IS NULL
UNION ALL
SELECT false, id, CASE WHEN email_key IS NOT NULL THEN 'e:' || email_key WHEN phone_key IS NULL THEN 'a:' || source_key END,
  'p:' || phone_key FROM shop_accounts WHERE empresa_id = $1`

/** Customers edited by hand are known by what was typed. */
export const FILL_EDITED = `
INSERT INTO unify_rows
SELECT NULL, customer_id, 'c:' || customer_id, key FROM customer_edits WHERE empresa_id = $1 AND key IS NOT NULL
UNION ALL
SELECT DISTINCT NULL::boolean, customer_id, 'c:' || customer_id, NULL FROM customer_edits WHERE empresa_id = $1`

export const FILL_NODES = `
INSERT INTO unify_nodes
SELECT row_number() OVER (ORDER BY key), key
FROM (SELECT e COLLATE "C" AS key FROM unify_rows WHERE e IS NOT NULL UNION SELECT p COLLATE "C" FROM unify_rows WHERE p IS NOT NULL) keys`

export const FILL_EDGES = `
INSERT INTO unify_edges
SELECT a.node, b.node FROM (SELECT DISTINCT e, p FROM unify_rows WHERE e IS NOT NULL AND p IS NOT NULL) pairs
JOIN unify_nodes a ON a.key = pairs.e COLLATE "C" JOIN unify_nodes b ON b.key = pairs.p COLLATE "C"`

/** What was edited by hand stays with the component that keeps the customer's id: the one with its least key. */
export const FILL_ANCHORS = `
INSERT INTO unify_edges
SELECT c.node, a.node FROM (
  SELECT DISTINCT ON (k.customer_id) k.customer_id, n.node
  FROM customer_keys k JOIN unify_nodes n ON n.key = k.key COLLATE "C"
  WHERE k.empresa_id = $1 AND k.key NOT LIKE 'c:%'
    AND k.customer_id IN (SELECT e.customer_id FROM customer_edits e WHERE e.empresa_id = $1)
  ORDER BY k.customer_id, n.key
) a JOIN unify_nodes c ON c.key = ('c:' || a.customer_id) COLLATE "C"`

/** Each node moves to the neighbour of least hash: contracted components shrink by a constant factor, chains too. $1 round. */
export const FILL_MAP = `
INSERT INTO unify_map
SELECT DISTINCT ON (x) x, y FROM (
  SELECT u AS x, v AS y FROM unify_edges UNION ALL SELECT v, u FROM unify_edges
  UNION ALL SELECT u, u FROM unify_edges UNION ALL SELECT v, v FROM unify_edges
) near ORDER BY x, hashint8extended(y, $1::bigint), y`

export const FOLLOW_MAP = `
UPDATE unify_roots r SET root = m.root FROM unify_map m WHERE m.node = r.root AND m.root <> m.node`

/** Nodes of this round that no earlier round has moved. */
export const KEEP_MAP = `
INSERT INTO unify_roots SELECT m.node, m.root FROM unify_map m
WHERE m.root <> m.node AND NOT EXISTS (SELECT 1 FROM unify_roots r WHERE r.node = m.node)`

export const CONTRACT_EDGES = `
INSERT INTO unify_next
SELECT DISTINCT least(a.root, b.root), greatest(a.root, b.root)
FROM unify_edges JOIN unify_map a ON a.node = u JOIN unify_map b ON b.node = v WHERE a.root <> b.root`

export const NEXT_EDGES = `
TRUNCATE unify_edges, unify_map;
INSERT INTO unify_edges SELECT * FROM unify_next;
TRUNCATE unify_next;
ANALYZE unify_edges`

export const FILL_KEYS = `
INSERT INTO unify_keys
SELECT n.key, coalesce(r.root, n.node) FROM unify_nodes n LEFT JOIN unify_roots r USING (node)`

/**
 * A customer that split gives its id to the part with its least key; a part that has several takes the id seen first.
 * Parts without an id are new customers.
 */
export const FILL_COMPONENTS = `
INSERT INTO unify_components
WITH claims AS (
  SELECT DISTINCT ON (k.customer_id) k.customer_id, n.component
  FROM customer_keys k JOIN unify_keys n ON n.key = k.key COLLATE "C" WHERE k.empresa_id = $1
  ORDER BY k.customer_id, n.key
), kept AS (
  SELECT DISTINCT ON (component) component, c.id
  FROM claims JOIN customers c ON c.id = claims.customer_id WHERE c.empresa_id = $1
  ORDER BY component, c.first_seen_at, c.id
)
SELECT component, coalesce(kept.id, gen_random_uuid()), kept.id IS NULL
FROM (SELECT DISTINCT component FROM unify_keys) all_parts LEFT JOIN kept USING (component)`

export const FILL_WHO = `
INSERT INTO unify_who
SELECT is_order, id, customer_id FROM unify_rows
JOIN unify_keys ON key = coalesce(e, p) COLLATE "C" JOIN unify_components USING (component) WHERE is_order IS NOT NULL`

/** $2 statuses that don't count; amounts are those in the shop's own currency. The shop's latest value wins per field. */
export const FILL_PEOPLE = `
INSERT INTO unify_people
WITH said AS (
  SELECT w.customer_id, o.placed_at AS at, o.external_id AS n, '' AS source_key, o.name, o.email, o.phone, o.phone_raw, o.phone_status,
    o.tax_id, o.city, o.uf, o.placed_at AS seen_at, o.status <> ALL($2::text[]) AS counts, 
    CASE WHEN o.currency = (SELECT currency FROM empresas WHERE id = $1) THEN o.total_centavos - o.refunded_centavos ELSE 0 END AS net
  FROM unify_who w JOIN orders o ON o.id = w.id WHERE w.is_order AND o.empresa_id = $1
  UNION ALL
  SELECT w.customer_id, coalesce(a.registered_at, '-infinity'), -1, a.source_key, a.name, a.email, a.phone, a.phone_raw, a.phone_status,
    a.tax_id, a.city, a.uf, a.registered_at, false, 0
  FROM unify_who w JOIN shop_accounts a ON a.id = w.id WHERE NOT w.is_order AND a.empresa_id = $1
  UNION ALL
  SELECT c.customer_id, '-infinity', -2, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, e.uf, NULL, false, 0
  FROM customer_edits e JOIN unify_keys k ON k.key = ('c:' || e.customer_id) COLLATE "C" JOIN unify_components c USING (component)
  WHERE e.empresa_id = $1
)
SELECT customer_id,
  (array_agg(name ORDER BY at DESC, n DESC, source_key) FILTER (WHERE name IS NOT NULL))[1] AS name,
  (array_agg(email ORDER BY at DESC, n DESC, source_key) FILTER (WHERE email IS NOT NULL))[1] AS email,
  (array_agg(phone ORDER BY at DESC, n DESC, source_key) FILTER (WHERE phone IS NOT NULL))[1] AS phone,
  coalesce((array_agg(phone_raw ORDER BY at DESC, n DESC, source_key) FILTER (WHERE phone IS NOT NULL))[1],
    (array_agg(phone_raw ORDER BY at DESC, n DESC, source_key) FILTER (WHERE phone_raw IS NOT NULL))[1]) AS phone_raw,
  coalesce((array_agg(phone_status ORDER BY at DESC, n DESC, source_key) FILTER (WHERE phone IS NOT NULL))[1],
    (array_agg(phone_status ORDER BY at DESC, n DESC, source_key) FILTER (WHERE phone_raw IS NOT NULL))[1], 'none') AS phone_status,
  (array_agg(tax_id ORDER BY at DESC, n DESC, source_key) FILTER (WHERE tax_id IS NOT NULL))[1] AS tax_id,
  (array_agg(city ORDER BY at DESC, n DESC, source_key) FILTER (WHERE city IS NOT NULL))[1] AS city,
  (array_agg(uf ORDER BY at DESC, n DESC, source_key) FILTER (WHERE uf IS NOT NULL))[1] AS uf,
  min(seen_at) AS first_seen_at,
  count(*) FILTER (WHERE counts)::int AS orders_count,
  coalesce(sum(net) FILTER (WHERE counts), 0)::bigint AS net_centavos,
  min(at) FILTER (WHERE counts) AS first_order_at,
  max(at) FILTER (WHERE counts) AS last_order_at,
  ''::text AS search
FROM said GROUP BY customer_id`

/** An edit takes precedence over every value of the shop, also where it emptied a field; of two edits the later wins. */
export const APPLY_EDITS = `
WITH latest AS (
  SELECT DISTINCT ON (c.customer_id, e.field) c.customer_id, e.field::text AS field, e.value, e.e164
  FROM customer_edits e JOIN unify_keys k ON k.key = ('c:' || e.customer_id) COLLATE "C" JOIN unify_components c USING (component)
  WHERE e.empresa_id = $1 ORDER BY c.customer_id, e.field, e.edited_at DESC, e.id
), hand AS (
  SELECT customer_id, array_agg(field) AS fields, jsonb_object_agg(field, value) AS value, max(e164) AS e164
  FROM latest GROUP BY customer_id
)
UPDATE unify_people p SET
  name = CASE WHEN 'name' = ANY(h.fields) THEN h.value->>'name' ELSE p.name END,
  email = CASE WHEN 'email' = ANY(h.fields) THEN h.value->>'email' ELSE p.email END,
  phone = CASE WHEN 'phone' = ANY(h.fields) THEN h.e164 ELSE p.phone END,
  phone_raw = CASE WHEN 'phone' = ANY(h.fields) THEN h.value->>'phone' ELSE p.phone_raw END,
  phone_status = CASE WHEN NOT 'phone' = ANY(h.fields) THEN p.phone_status WHEN h.e164 IS NULL THEN 'none' ELSE 'valid' END,
  tax_id = CASE WHEN 'tax_id' = ANY(h.fields) THEN h.value->>'tax_id' ELSE p.tax_id END,
  city = CASE WHEN 'city' = ANY(h.fields) THEN h.value->>'city' ELSE p.city END,
  uf = CASE WHEN 'uf' = ANY(h.fields) THEN h.value->>'uf' ELSE p.uf END
FROM hand h WHERE p.customer_id = h.customer_id`

const FIELDS =
  'name, email, phone, phone_raw, phone_status, tax_id, city, uf, orders_count, net_centavos, first_order_at, last_order_at, search'
const qualified = (alias: string) =>
  FIELDS.split(', ')
    .map((field) => `${alias}.${field}`)
    .join(', ')

/** The same text that kernel/br searchText makes. */
export const FILL_SEARCH = String.raw`
UPDATE unify_people SET search = btrim(regexp_replace(lower(regexp_replace(
  normalize(concat_ws(' ', nullif(name, ''), nullif(email, ''), nullif(phone, '')), NFKD), '[\u0300-\u036f]', '', 'g')), '\s+', ' ', 'g'))`

/** $2 now, for customers whose shop gives no date at all. */
export const INSERT_PEOPLE = `
INSERT INTO customers (empresa_id, id, first_seen_at, ${FIELDS})
SELECT $1, p.customer_id, coalesce(p.first_seen_at, $2), ${qualified('p')}
FROM unify_people p JOIN unify_components c USING (customer_id) WHERE c.is_new`

export const UPDATE_PEOPLE = `
UPDATE customers c SET (first_seen_at, ${FIELDS}) = ROW(coalesce(p.first_seen_at, c.first_seen_at), ${qualified('p')})
FROM unify_people p WHERE c.empresa_id = $1 AND c.id = p.customer_id
  AND (c.first_seen_at, ${qualified('c')}) IS DISTINCT FROM (coalesce(p.first_seen_at, c.first_seen_at), ${qualified('p')})`

/** Notes about a customer who turned out to be another are kept with the other. */
export const MERGE_NOTES = `
WITH lost AS (
  SELECT DISTINCT c.id, c.notes, u.customer_id AS survivor
  FROM customers c
  JOIN LATERAL (
    SELECT n.component FROM customer_keys k JOIN unify_keys n ON n.key = k.key COLLATE "C"
    WHERE k.empresa_id = $1 AND k.customer_id = c.id ORDER BY n.key LIMIT 1
  ) claim ON true
  JOIN unify_components u USING (component)
  WHERE c.empresa_id = $1 AND c.notes <> '' AND NOT EXISTS (SELECT 1 FROM unify_components kept WHERE kept.customer_id = c.id)
), texts AS (SELECT survivor, string_agg(notes, E'\\n' ORDER BY id) AS notes FROM lost GROUP BY survivor),
emptied AS (UPDATE customers c SET notes = NULL FROM lost WHERE c.empresa_id = $1 AND c.id = lost.id)
UPDATE customers c SET notes = concat_ws(E'\\n', nullif(c.notes, ''), texts.notes)
FROM texts WHERE c.empresa_id = $1 AND c.id = texts.survivor`

/** What was edited by hand of a customer who turned out to be another goes with the other. */
export const MERGE_EDITS = `
UPDATE customer_edits e SET customer_id = c.customer_id
FROM unify_keys k JOIN unify_components c USING (component)
WHERE e.empresa_id = $1 AND k.key = ('c:' || e.customer_id) COLLATE "C" AND c.customer_id <> e.customer_id`

export const DELETE_KEYS = `
DELETE FROM customer_keys k WHERE k.empresa_id = $1
  AND NOT EXISTS (SELECT 1 FROM unify_keys n WHERE n.key = k.key COLLATE "C")`

export const WRITE_KEYS = `
INSERT INTO customer_keys (empresa_id, key, customer_id)
SELECT $1, n.key, c.customer_id FROM unify_keys n JOIN unify_components c USING (component)
WHERE NOT EXISTS (SELECT 1 FROM customer_keys k WHERE k.empresa_id = $1 AND k.key COLLATE "C" = n.key AND k.customer_id = c.customer_id)
ON CONFLICT (empresa_id, key) DO UPDATE SET customer_id = EXCLUDED.customer_id`

export const POINT_ORDERS = `
UPDATE orders o SET customer_id = w.customer_id FROM unify_who w
WHERE w.is_order AND o.empresa_id = $1 AND o.id = w.id AND o.customer_id IS DISTINCT FROM w.customer_id`

export const POINT_ACCOUNTS = `
UPDATE shop_accounts a SET customer_id = w.customer_id FROM unify_who w
WHERE NOT w.is_order AND a.empresa_id = $1 AND a.id = w.id AND a.customer_id IS DISTINCT FROM w.customer_id`

/** Carts and leads make no customer; they find one, by e-mail before phone. */
export function pointFollowers(table: 'carts' | 'leads'): string {
  return `
UPDATE ${table} t SET customer_id = f.customer_id
FROM (
  SELECT t.id, coalesce(e.customer_id, p.customer_id) AS customer_id
  FROM ${table} t
  LEFT JOIN customer_keys e ON e.empresa_id = $1 AND e.key = 'e:' || t.email_key
  LEFT JOIN customer_keys p ON p.empresa_id = $1 AND p.key = 'p:' || t.phone_key
  WHERE t.empresa_id = $1
) f
WHERE t.empresa_id = $1 AND t.id = f.id AND t.customer_id IS DISTINCT FROM f.customer_id`
}

/** Who is on WhatsApp: found by phone; one known by other means keeps its customer for as long as that one stays. */
export const POINT_CONTACTS = `
UPDATE contacts t SET customer_id = f.customer_id
FROM (
  SELECT t.id, coalesce(p.customer_id, (SELECT c.id FROM customers c WHERE c.empresa_id = $1 AND c.id = t.customer_id
    AND (c.notes IS NOT NULL OR EXISTS (SELECT 1 FROM unify_components k WHERE k.customer_id = c.id)))) AS customer_id
  FROM contacts t
  LEFT JOIN customer_keys p ON p.empresa_id = $1 AND p.key = 'p:' || t.phone_key
  WHERE t.empresa_id = $1
) f
WHERE t.empresa_id = $1 AND t.id = f.id AND t.customer_id IS DISTINCT FROM f.customer_id`

/** Customers without an order, an account or an edit, unless they have notes. */
export const DELETE_PEOPLE = `
DELETE FROM customers c WHERE c.empresa_id = $1 AND c.notes IS NULL
  AND NOT EXISTS (SELECT 1 FROM unify_components k WHERE k.customer_id = c.id)`

/** Their figures end with their last order. */
export const EMPTY_KEPT_PEOPLE = `
UPDATE customers c SET orders_count = 0, net_centavos = 0, first_order_at = NULL, last_order_at = NULL
WHERE c.empresa_id = $1 AND c.orders_count > 0 AND NOT EXISTS (SELECT 1 FROM unify_components k WHERE k.customer_id = c.id)`

/** $1 keys from which a customer looks like several on one phone. */
export const COUNT_CROWDED = `
SELECT count(*)::int AS crowded, coalesce(max(keys), 0)::int AS largest
FROM (SELECT count(*) AS keys FROM unify_keys GROUP BY component) sizes WHERE keys >= $1`
