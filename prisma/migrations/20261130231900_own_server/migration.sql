-- An Inngest server knows an app by one address. One living worker holds the registration, by the database's clock, and
-- another takes it within the lease; `registered_at` is null until the server has taken it.
CREATE TABLE engine.registration (
  id BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  holder UUID NOT NULL,
  held_since TIMESTAMPTZ NOT NULL,
  alive_until TIMESTAMPTZ NOT NULL,
  registered_at TIMESTAMPTZ
);
GRANT SELECT, INSERT, UPDATE, DELETE ON engine.registration TO retoma_app;

-- Fresh statistics after a bulk import, on every version: PostgreSQL 15 and 16 have no MAINTAIN, and an ANALYZE by any
-- role but the owner only warns there. It runs as the owner, reads and writes no row, and takes no other table.
CREATE FUNCTION engine.refresh_statistics(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one text;
BEGIN
  FOREACH one IN ARRAY tables LOOP
    IF one <> ALL (ARRAY['leads', 'carts', 'orders', 'order_items', 'refunds', 'shop_accounts', 'customers', 'customer_keys']) THEN
      RAISE EXCEPTION 'statistics of % are not refreshed here', one USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('ANALYZE (SKIP_LOCKED) %I', one);
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION engine.refresh_statistics(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION engine.refresh_statistics(text[]) TO retoma_app;

-- The same way on every version, so that it is the tested one.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 170000 THEN
    EXECUTE 'REVOKE MAINTAIN ON leads, carts, orders, order_items, refunds, shop_accounts, customers, customer_keys FROM retoma_app';
  END IF;
END $$;
