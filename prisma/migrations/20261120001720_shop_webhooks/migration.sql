-- CreateTable
CREATE TABLE "shop_webhooks" (
    "empresa_id" UUID NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "address_sealed" TEXT NOT NULL,
    "secret_sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_delivery_at" TIMESTAMPTZ(3),

    CONSTRAINT "shop_webhooks_pkey" PRIMARY KEY ("empresa_id")
);

-- CreateTable
CREATE TABLE "shop_deliveries" (
    "empresa_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "day" DATE,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shop_deliveries_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE INDEX "shop_webhooks_address_hash_idx" ON "shop_webhooks"("address_hash");

-- AddForeignKey
ALTER TABLE "shop_webhooks" ADD CONSTRAINT "shop_webhooks_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shop_deliveries" ADD CONSTRAINT "shop_deliveries_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "shop_webhooks"("empresa_id") ON DELETE CASCADE ON UPDATE CASCADE;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['shop_webhooks', 'shop_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I
      USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)
      WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO retoma_app', name);
  END LOOP;
END $$;

-- A delivery finds its empresa by the hash of its unguessable address.
CREATE POLICY by_webhook ON shop_webhooks FOR SELECT
  USING (address_hash = decode(nullif(current_setting('app.webhook_hash', true), ''), 'hex'));
