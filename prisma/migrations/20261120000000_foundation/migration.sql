-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'operator', 'viewer');

-- CreateEnum
CREATE TYPE "connection_kind" AS ENUM ('mysql', 'ssh', 'dump');

-- CreateEnum
CREATE TYPE "import_status" AS ENUM ('queued', 'running', 'paused', 'cancelled', 'done', 'failed');

-- CreateEnum
CREATE TYPE "import_kind" AS ENUM ('leads', 'customers', 'orders', 'carts');

-- CreateEnum
CREATE TYPE "phone_status" AS ENUM ('valid', 'incomplete', 'invalid', 'none');

-- CreateEnum
CREATE TYPE "cart_source" AS ENUM ('cartflows', 'abandoned_cart_lite');

-- CreateEnum
CREATE TYPE "match_outcome" AS ENUM ('chosen', 'unpaid', 'runner_up');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "password_hash" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_attempts" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "succeeded" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "empresa_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("empresa_id","user_id")
);

-- CreateTable
CREATE TABLE "empresas" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timezone" TEXT NOT NULL DEFAULT 'America/Sao_Paulo',
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "empresas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "user_id" UUID,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "ip" TEXT,
    "path" TEXT,
    "extras" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT,
    "href" TEXT,
    "dedupe_key" TEXT NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "shop_connections" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" "connection_kind" NOT NULL,
    "prefix" TEXT NOT NULL DEFAULT 'wp_',
    "host" TEXT,
    "port" INTEGER,
    "database" TEXT,
    "username" TEXT,
    "password_sealed" TEXT,
    "tls" BOOLEAN NOT NULL DEFAULT false,
    "ssh_host" TEXT,
    "ssh_port" INTEGER,
    "ssh_username" TEXT,
    "ssh_password_sealed" TEXT,
    "ssh_key_sealed" TEXT,
    "ssh_host_key" TEXT,
    "ssh_host_key_ok_at" TIMESTAMPTZ(3),
    "file_id" UUID,
    "field_mapping" JSONB NOT NULL DEFAULT '{}',
    "daily_at" TEXT,
    "last_test" JSONB,
    "last_test_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shop_connections_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "import_files" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_files_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "import_file_chunks" (
    "empresa_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "import_file_chunks_pkey" PRIMARY KEY ("empresa_id","file_id","n")
);

-- CreateTable
CREATE TABLE "import_runs" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "kinds" "import_kind"[],
    "from_day" DATE,
    "to_day" DATE,
    "status" "import_status" NOT NULL DEFAULT 'queued',
    "stage" TEXT NOT NULL DEFAULT 'Na fila',
    "started_by" TEXT NOT NULL,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "notes" JSONB NOT NULL DEFAULT '[]',
    "retry_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_runs_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "import_run_parts" (
    "empresa_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "kind" "import_kind" NOT NULL,
    "read" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "expected" INTEGER,
    "cursor" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_parts_pkey" PRIMARY KEY ("empresa_id","run_id","kind")
);

-- CreateTable
CREATE TABLE "refused_rows" (
    "empresa_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "kind" "import_kind" NOT NULL,
    "source_table" TEXT NOT NULL,
    "source_key" TEXT NOT NULL,
    "reason_code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "raw" JSONB NOT NULL,

    CONSTRAINT "refused_rows_pkey" PRIMARY KEY ("empresa_id","run_id","kind","source_table","source_key")
);

-- CreateTable
CREATE TABLE "leads" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "external_id" BIGINT NOT NULL,
    "form_plugin" TEXT NOT NULL,
    "form_id" TEXT NOT NULL,
    "form_name" TEXT,
    "name" TEXT,
    "email" TEXT,
    "email_key" TEXT,
    "phone_raw" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "phone_status" "phone_status" NOT NULL DEFAULT 'none',
    "uf" CHAR(2),
    "size" TEXT,
    "extra" JSONB NOT NULL DEFAULT '{}',
    "url" TEXT,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "contacted_at" TIMESTAMPTZ(3),
    "contacted_by" TEXT,
    "notes" TEXT,
    "customer_id" UUID,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "leads_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "carts" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "source" "cart_source" NOT NULL,
    "external_id" BIGINT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "email_key" TEXT,
    "phone_raw" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "phone_status" "phone_status" NOT NULL DEFAULT 'none',
    "uf" CHAR(2),
    "city" TEXT,
    "items" JSONB NOT NULL DEFAULT '[]',
    "total_centavos" BIGINT NOT NULL,
    "coupon_code" TEXT,
    "plugin_status" TEXT NOT NULL,
    "unsubscribed" BOOLEAN NOT NULL DEFAULT false,
    "last_activity_at" TIMESTAMPTZ(3) NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "email_sent_at" TIMESTAMPTZ(3),
    "email_sent_by" TEXT,
    "whatsapp_sent_at" TIMESTAMPTZ(3),
    "whatsapp_sent_by" TEXT,
    "notes" TEXT,
    "status" TEXT NOT NULL DEFAULT 'em_compra',
    "recovery_kind" TEXT,
    "window_ends_at" TIMESTAMPTZ(3),
    "decided_at" TIMESTAMPTZ(3),
    "customer_id" UUID,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "carts_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "cart_matches" (
    "empresa_id" UUID NOT NULL,
    "cart_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "outcome" "match_outcome" NOT NULL,
    "reason" TEXT,
    "by_email" BOOLEAN NOT NULL,
    "by_phone" BOOLEAN NOT NULL,
    "distance_seconds" INTEGER NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "window_before_days" INTEGER NOT NULL,
    "window_after_days" INTEGER NOT NULL,
    "cutoff_minutes" INTEGER NOT NULL,

    CONSTRAINT "cart_matches_pkey" PRIMARY KEY ("empresa_id","cart_id","order_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "external_id" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_centavos" BIGINT NOT NULL,
    "shipping_centavos" BIGINT NOT NULL,
    "tax_centavos" BIGINT NOT NULL,
    "discount_centavos" BIGINT NOT NULL,
    "refunded_centavos" BIGINT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "modified_at" TIMESTAMPTZ(3),
    "payment_method" TEXT,
    "payment_title" TEXT,
    "created_via" TEXT,
    "shop_user_id" BIGINT NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "email_key" TEXT,
    "phone_raw" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "phone_status" "phone_status" NOT NULL DEFAULT 'none',
    "tax_id" TEXT,
    "city" TEXT,
    "uf" CHAR(2),
    "item_count" INTEGER NOT NULL DEFAULT 0,
    "source_hash" BYTEA NOT NULL,
    "customer_id" UUID,
    "search" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "orders_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "order_items" (
    "empresa_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "external_id" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "product_id" BIGINT,
    "variation_id" BIGINT,
    "quantity" DECIMAL(12,3) NOT NULL DEFAULT 1,
    "total_centavos" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "order_items_pkey" PRIMARY KEY ("empresa_id","order_id","external_id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "empresa_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "external_id" BIGINT NOT NULL,
    "amount_centavos" BIGINT NOT NULL,
    "reason" TEXT,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("empresa_id","order_id","external_id")
);

-- CreateTable
CREATE TABLE "shop_accounts" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "source_key" TEXT NOT NULL,
    "shop_user_id" BIGINT,
    "name" TEXT,
    "email" TEXT,
    "email_key" TEXT,
    "phone_raw" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "phone_status" "phone_status" NOT NULL DEFAULT 'none',
    "tax_id" TEXT,
    "city" TEXT,
    "uf" CHAR(2),
    "registered_at" TIMESTAMPTZ(3),
    "source_hash" BYTEA NOT NULL,
    "customer_id" UUID,

    CONSTRAINT "shop_accounts_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "customers" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "phone_raw" TEXT,
    "phone_status" "phone_status" NOT NULL DEFAULT 'none',
    "tax_id" TEXT,
    "city" TEXT,
    "uf" CHAR(2),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "orders_count" INTEGER NOT NULL DEFAULT 0,
    "net_centavos" BIGINT NOT NULL DEFAULT 0,
    "first_order_at" TIMESTAMPTZ(3),
    "last_order_at" TIMESTAMPTZ(3),
    "search" TEXT NOT NULL DEFAULT '',
    "notes" TEXT,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "customer_keys" (
    "empresa_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,

    CONSTRAINT "customer_keys_pkey" PRIMARY KEY ("empresa_id","key")
);

-- CreateTable
CREATE TABLE "daily_figures" (
    "empresa_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "metric" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "centavos" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "daily_figures_pkey" PRIMARY KEY ("empresa_id","day","metric")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "sign_in_attempts_account_at_idx" ON "sign_in_attempts"("account", "at");

-- CreateIndex
CREATE INDEX "sign_in_attempts_address_at_idx" ON "sign_in_attempts"("address", "at");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "empresas_slug_key" ON "empresas"("slug");

-- CreateIndex
CREATE INDEX "audit_entries_empresa_id_at_id_idx" ON "audit_entries"("empresa_id", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_entries_empresa_id_entity_entity_id_idx" ON "audit_entries"("empresa_id", "entity", "entity_id");

-- CreateIndex
CREATE INDEX "notifications_empresa_id_at_idx" ON "notifications"("empresa_id", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notifications_empresa_id_dedupe_key_key" ON "notifications"("empresa_id", "dedupe_key");

-- CreateIndex
CREATE UNIQUE INDEX "shop_connections_empresa_id_kind_key" ON "shop_connections"("empresa_id", "kind");

-- CreateIndex
CREATE INDEX "import_runs_empresa_id_created_at_id_idx" ON "import_runs"("empresa_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "leads_empresa_id_captured_at_id_idx" ON "leads"("empresa_id", "captured_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "leads_empresa_id_email_key_idx" ON "leads"("empresa_id", "email_key");

-- CreateIndex
CREATE INDEX "leads_empresa_id_phone_key_idx" ON "leads"("empresa_id", "phone_key");

-- CreateIndex
CREATE INDEX "leads_empresa_id_customer_id_idx" ON "leads"("empresa_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "leads_empresa_id_external_id_key" ON "leads"("empresa_id", "external_id");

-- CreateIndex
CREATE INDEX "carts_empresa_id_last_activity_at_id_idx" ON "carts"("empresa_id", "last_activity_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "carts_empresa_id_status_last_activity_at_id_idx" ON "carts"("empresa_id", "status", "last_activity_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "carts_empresa_id_email_key_idx" ON "carts"("empresa_id", "email_key");

-- CreateIndex
CREATE INDEX "carts_empresa_id_phone_key_idx" ON "carts"("empresa_id", "phone_key");

-- CreateIndex
CREATE INDEX "carts_empresa_id_customer_id_idx" ON "carts"("empresa_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "carts_empresa_id_source_external_id_key" ON "carts"("empresa_id", "source", "external_id");

-- CreateIndex
CREATE INDEX "cart_matches_empresa_id_order_id_idx" ON "cart_matches"("empresa_id", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "cart_matches_one_cart_per_order" ON "cart_matches"("empresa_id", "order_id") WHERE (outcome = 'chosen');

-- CreateIndex
CREATE UNIQUE INDEX "cart_matches_one_order_per_cart" ON "cart_matches"("empresa_id", "cart_id") WHERE (outcome = 'chosen');

-- CreateIndex
CREATE INDEX "orders_empresa_id_placed_at_id_idx" ON "orders"("empresa_id", "placed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_empresa_id_status_placed_at_id_idx" ON "orders"("empresa_id", "status", "placed_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "orders_empresa_id_email_key_idx" ON "orders"("empresa_id", "email_key");

-- CreateIndex
CREATE INDEX "orders_empresa_id_phone_key_idx" ON "orders"("empresa_id", "phone_key");

-- CreateIndex
CREATE INDEX "orders_empresa_id_customer_id_placed_at_idx" ON "orders"("empresa_id", "customer_id", "placed_at");

-- CreateIndex
CREATE UNIQUE INDEX "orders_empresa_id_external_id_key" ON "orders"("empresa_id", "external_id");

-- CreateIndex
CREATE INDEX "shop_accounts_empresa_id_email_key_idx" ON "shop_accounts"("empresa_id", "email_key");

-- CreateIndex
CREATE INDEX "shop_accounts_empresa_id_phone_key_idx" ON "shop_accounts"("empresa_id", "phone_key");

-- CreateIndex
CREATE INDEX "shop_accounts_empresa_id_customer_id_idx" ON "shop_accounts"("empresa_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "shop_accounts_empresa_id_source_key_key" ON "shop_accounts"("empresa_id", "source_key");

-- CreateIndex
CREATE INDEX "customers_empresa_id_last_order_at_id_idx" ON "customers"("empresa_id", "last_order_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customers_empresa_id_net_centavos_id_idx" ON "customers"("empresa_id", "net_centavos" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customers_empresa_id_orders_count_id_idx" ON "customers"("empresa_id", "orders_count" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "customer_keys_empresa_id_customer_id_idx" ON "customer_keys"("empresa_id", "customer_id");

-- CreateIndex
CREATE INDEX "daily_figures_empresa_id_metric_day_idx" ON "daily_figures"("empresa_id", "metric", "day");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shop_connections" ADD CONSTRAINT "shop_connections_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shop_connections" ADD CONSTRAINT "shop_connections_empresa_id_file_id_fkey" FOREIGN KEY ("empresa_id", "file_id") REFERENCES "import_files"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_files" ADD CONSTRAINT "import_files_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_file_chunks" ADD CONSTRAINT "import_file_chunks_empresa_id_file_id_fkey" FOREIGN KEY ("empresa_id", "file_id") REFERENCES "import_files"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "shop_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_run_parts" ADD CONSTRAINT "import_run_parts_empresa_id_run_id_fkey" FOREIGN KEY ("empresa_id", "run_id") REFERENCES "import_runs"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refused_rows" ADD CONSTRAINT "refused_rows_empresa_id_run_id_fkey" FOREIGN KEY ("empresa_id", "run_id") REFERENCES "import_runs"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leads" ADD CONSTRAINT "leads_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "leads" ADD CONSTRAINT "leads_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "carts" ADD CONSTRAINT "carts_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "carts" ADD CONSTRAINT "carts_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cart_matches" ADD CONSTRAINT "cart_matches_empresa_id_cart_id_fkey" FOREIGN KEY ("empresa_id", "cart_id") REFERENCES "carts"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cart_matches" ADD CONSTRAINT "cart_matches_empresa_id_order_id_fkey" FOREIGN KEY ("empresa_id", "order_id") REFERENCES "orders"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_empresa_id_order_id_fkey" FOREIGN KEY ("empresa_id", "order_id") REFERENCES "orders"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_empresa_id_order_id_fkey" FOREIGN KEY ("empresa_id", "order_id") REFERENCES "orders"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shop_accounts" ADD CONSTRAINT "shop_accounts_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shop_accounts" ADD CONSTRAINT "shop_accounts_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "daily_figures" ADD CONSTRAINT "daily_figures_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Filtered columns are text with a check: enum_eq is not leakproof, so under RLS no index would serve an enum.
ALTER TABLE carts
  ADD CONSTRAINT carts_status_check CHECK (status IN ('em_compra', 'aguardando', 'recuperado', 'abandonado')),
  ADD CONSTRAINT carts_recovery_kind_check CHECK (recovery_kind IN ('direta', 'organica', 'assistida')),
  ADD CONSTRAINT carts_kind_of_recovered_check CHECK ((status = 'recuperado') = (recovery_kind IS NOT NULL));

-- Tenancy: wall 2. Every tenant table answers only to the empresa that the transaction named; with none named,
-- nullif() makes the comparison null and nothing is seen or written.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'memberships', 'audit_entries', 'notifications', 'shop_connections', 'import_files', 'import_file_chunks',
    'import_runs', 'import_run_parts', 'refused_rows', 'leads', 'carts', 'cart_matches', 'orders', 'order_items',
    'refunds', 'shop_accounts', 'customers', 'customer_keys', 'daily_figures'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)'
      ' WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', tenant_table);
  END LOOP;
END $$;

-- A user sees the memberships that name them: the switcher lists them before any empresa is chosen.
CREATE POLICY own_memberships ON memberships FOR SELECT
  USING (user_id = nullif(current_setting('app.user_id', true), '')::uuid);

ALTER TABLE empresas ENABLE ROW LEVEL SECURITY;
ALTER TABLE empresas FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON empresas
  USING (id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (id = nullif(current_setting('app.empresa_id', true), '')::uuid);
-- Members find their empresas; the command line finds one by its exact slug; the scheduler lists them.
CREATE POLICY members ON empresas FOR SELECT
  USING (id IN (SELECT empresa_id FROM memberships WHERE user_id = nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY by_slug ON empresas FOR SELECT
  USING (slug = nullif(current_setting('app.empresa_slug', true), ''));
CREATE POLICY scheduler ON empresas FOR SELECT
  USING (current_setting('app.system_job', true) = 'schedule');

-- The audit log is append-only (ten-7): by grant below, and by trigger for everybody else.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_entries is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- The application's role owns nothing.
GRANT USAGE ON SCHEMA public TO retoma_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO retoma_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO retoma_app;
REVOKE ALL ON _prisma_migrations FROM retoma_app;
REVOKE UPDATE, DELETE ON audit_entries FROM retoma_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO retoma_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO retoma_app;
