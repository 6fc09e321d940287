-- CreateTable
CREATE TABLE "customer_words" (
    "empresa_id" UUID NOT NULL,
    "word" TEXT COLLATE "C" NOT NULL,
    "customer_id" UUID NOT NULL,

    CONSTRAINT "customer_words_pkey" PRIMARY KEY ("empresa_id","word","customer_id")
);

-- CreateIndex
CREATE INDEX "customer_words_empresa_id_customer_id_idx" ON "customer_words"("empresa_id", "customer_id");

-- CreateIndex
CREATE INDEX "customers_empresa_id_tax_id_idx" ON "customers"("empresa_id", "tax_id");

-- CreateIndex
CREATE INDEX "orders_empresa_id_total_centavos_id_idx" ON "orders"("empresa_id", "total_centavos" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "customer_words" ADD CONSTRAINT "customer_words_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A customer without orders stands in the list where it was first seen.
CREATE INDEX customers_recent_idx ON customers (empresa_id, (coalesce(last_order_at, first_seen_at)) DESC, id DESC);

ALTER TABLE customer_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_words FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON customer_words
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_words TO retoma_app;

-- Words of a search text. E-mails and numbers are found by their keys, and would only swell the table.
CREATE FUNCTION search_words(search text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT left(word, 40)
  FROM regexp_split_to_table(search, '\s+') AS part, regexp_split_to_table(part, '[^[:alnum:]]+') AS word
  WHERE strpos(part, '@') = 0 AND length(word) >= 2 AND word !~ '^[0-9]+$'
$$;

-- Inserts arrive in bulk: one statement for all of them. Updates are mostly figures: only a changed search text costs.
CREATE FUNCTION index_new_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO customer_words (empresa_id, word, customer_id)
  SELECT fresh.empresa_id, word, fresh.id FROM fresh, search_words(fresh.search) AS word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER index_new_customers AFTER INSERT ON customers
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION index_new_customers();

CREATE FUNCTION index_changed_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM customer_words
  WHERE empresa_id = NEW.empresa_id AND customer_id = NEW.id
    AND word NOT IN (SELECT search_words(NEW.search));
  INSERT INTO customer_words (empresa_id, word, customer_id)
  SELECT NEW.empresa_id, word, NEW.id FROM search_words(NEW.search) AS word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER index_changed_customer AFTER UPDATE ON customers
  FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION index_changed_customer();
