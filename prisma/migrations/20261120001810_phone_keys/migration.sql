-- Keys of phones that two different numbers could share: mobiles of nine digits whose last eight are a landline's, and
-- foreign numbers whose digits are a Brazilian key. The owner is under row-level security too, so it is lifted meanwhile.
CREATE FUNCTION pg_temp.key_of(phone text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN phone LIKE '+55%' THEN regexp_replace(phone, '^\+55(\d\d)9([6-9]\d{7})$|^\+55', '\1\2') ELSE phone END
$$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orders', 'shop_accounts', 'carts', 'leads', 'campaign_recipients', 'contacts', 'customer_keys'] LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['orders', 'shop_accounts', 'carts', 'leads', 'campaign_recipients', 'contacts'] LOOP
    EXECUTE format('UPDATE %I SET phone_key = pg_temp.key_of(phone)
      WHERE phone IS NOT NULL AND phone_key IS DISTINCT FROM pg_temp.key_of(phone)', t);
  END LOOP;
END $$;

-- Two people that were one contact: the other number is written to no more by this one's login, and keeps its opt-out.
CREATE TEMP TABLE parted ON COMMIT DROP AS
  SELECT empresa_id, id, name, '+' || split_part(jid, '@', 1) AS phone, jid, lid, opted_out_at, opt_out_reason, created_at
  FROM contacts
  WHERE phone IS NOT NULL AND jid ~ '^\d+@s' AND right(phone, 8) = right(split_part(jid, '@', 1), 8)
    AND pg_temp.key_of(phone) <> pg_temp.key_of('+' || split_part(jid, '@', 1));
UPDATE contacts AS c SET jid = NULL, lid = NULL FROM parted AS p WHERE c.empresa_id = p.empresa_id AND c.id = p.id;
INSERT INTO contacts (empresa_id, name, phone, phone_key, jid, lid, uf, opted_out_at, opt_out_reason, on_whatsapp, created_at)
SELECT p.empresa_id, p.name, p.phone, pg_temp.key_of(p.phone), p.jid, p.lid, c.uf, p.opted_out_at, p.opt_out_reason, true, p.created_at
FROM parted AS p JOIN contacts AS c ON c.empresa_id = p.empresa_id AND c.id = p.id
ON CONFLICT DO NOTHING;

-- Who is known by which key; the next unification parts those whom a shared key had made one.
INSERT INTO customer_keys (empresa_id, key, customer_id)
SELECT DISTINCT ON (empresa_id, phone_key) empresa_id, 'p:' || phone_key, customer_id FROM (
  SELECT empresa_id, phone_key, customer_id FROM orders UNION ALL SELECT empresa_id, phone_key, customer_id FROM shop_accounts
) AS known
WHERE customer_id IS NOT NULL AND phone_key ~ '^(\+|\d\d9\d{8}$)'
ON CONFLICT DO NOTHING;
DELETE FROM customer_keys AS k WHERE key LIKE 'p:%'
  AND NOT EXISTS (SELECT FROM orders AS o WHERE o.empresa_id = k.empresa_id AND o.phone_key = substr(k.key, 3))
  AND NOT EXISTS (SELECT FROM shop_accounts AS a WHERE a.empresa_id = k.empresa_id AND a.phone_key = substr(k.key, 3));

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orders', 'shop_accounts', 'carts', 'leads', 'campaign_recipients', 'contacts', 'customer_keys'] LOOP
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
