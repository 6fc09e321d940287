-- The list by last order puts who never ordered last in both directions; an index serves each.
DROP INDEX customers_recent_idx;
CREATE INDEX customers_latest_idx ON customers (empresa_id, (coalesce(last_order_at, '0001-01-01 00:00:00+00'::timestamptz)) DESC, id DESC);
CREATE INDEX customers_earliest_idx ON customers (empresa_id, (coalesce(last_order_at, '9999-12-31 00:00:00+00'::timestamptz)), id);
