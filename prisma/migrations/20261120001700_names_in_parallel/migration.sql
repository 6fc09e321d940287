-- Names of leads and carts are looked for in the whole of one narrow index (LIKE is not leakproof), so every core that
-- is free helps. In functions, because these settings would spoil the small queries beside it. They run with the
-- rights of who calls them: the rows are those of the tenant.
CREATE FUNCTION carts_named(tenant uuid, patterns text[], most int) RETURNS uuid[] LANGUAGE sql STABLE
  SET parallel_setup_cost = 0 SET parallel_tuple_cost = 0
AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM carts WHERE empresa_id = tenant AND search LIKE ALL (patterns)
    ORDER BY last_activity_at DESC, id DESC LIMIT most
  ) AS latest
$$;

CREATE FUNCTION leads_named(tenant uuid, patterns text[], most int) RETURNS uuid[] LANGUAGE sql STABLE
  SET parallel_setup_cost = 0 SET parallel_tuple_cost = 0
AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT id FROM leads WHERE empresa_id = tenant AND search LIKE ALL (patterns)
    ORDER BY captured_at DESC, id DESC LIMIT most
  ) AS latest
$$;
