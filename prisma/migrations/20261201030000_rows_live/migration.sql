-- Pages that show a list are notified of its changed rows, whoever wrote them: once per list and transaction.
CREATE FUNCTION notify_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  empresa uuid;
BEGIN
  SELECT empresa_id INTO empresa FROM changed LIMIT 1;
  IF empresa IS NOT NULL THEN
    PERFORM pg_notify('retoma_live', json_build_object('empresa', empresa, 'topic', 'rows', 'id', TG_TABLE_NAME)::text);
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  list text;
BEGIN
  FOREACH list IN ARRAY ARRAY['carts', 'leads', 'orders', 'customers', 'campaigns'] LOOP
    EXECUTE format('CREATE TRIGGER rows_added AFTER INSERT ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION notify_rows()', list);
    EXECUTE format('CREATE TRIGGER rows_changed AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION notify_rows()', list);
    EXECUTE format('CREATE TRIGGER rows_removed AFTER DELETE ON %I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION notify_rows()', list);
  END LOOP;
END $$;
