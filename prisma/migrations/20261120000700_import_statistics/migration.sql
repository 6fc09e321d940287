-- A bulk import grows tables from nothing to many thousand rows within seconds, long before autovacuum looks: the
-- matching that follows would be planned for empty tables. MAINTAIN lets the application refresh their statistics;
-- it neither reads nor writes rows. Before PostgreSQL 17 the privilege does not exist and ANALYZE only warns.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 170000 THEN
    EXECUTE 'GRANT MAINTAIN ON leads, carts, orders, order_items, refunds, shop_accounts, customers, customer_keys TO retoma_app';
  END IF;
END $$;
