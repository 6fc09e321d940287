-- AlterTable
ALTER TABLE "whatsapp_connections" ADD COLUMN     "counted_day" DATE,
ADD COLUMN     "sent_today" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "simulator_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "strangers_paused_until" TIMESTAMPTZ(3),
ADD COLUMN     "strangers_today" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "whatsapp_events" ADD COLUMN     "unmatched" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "simulated_accounts" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'desconectada',
    "restricted_until" TIMESTAMPTZ(3),

    CONSTRAINT "simulated_accounts_pkey" PRIMARY KEY ("empresa_id","connection_id")
);

-- CreateTable
CREATE TABLE "simulated_attempts" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "client_message_id" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "done" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "simulated_attempts_pkey" PRIMARY KEY ("empresa_id","connection_id","client_message_id")
);

-- CreateTable
CREATE TABLE "simulated_copies" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "chat" TEXT NOT NULL,
    "from_phone" BOOLEAN NOT NULL,
    "client_message_id" TEXT,
    "provider_message_id" TEXT NOT NULL,
    "recipient" JSONB NOT NULL,
    "content" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "simulated_copies_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "simulated_webhooks" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "headers" JSONB NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "simulated_webhooks_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "simulated_labels" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "simulated_labels_pkey" PRIMARY KEY ("empresa_id","connection_id","label")
);

-- CreateTable
CREATE TABLE "simulated_label_marks" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "chat" TEXT NOT NULL,

    CONSTRAINT "simulated_label_marks_pkey" PRIMARY KEY ("empresa_id","connection_id","label","chat")
);

-- CreateIndex
CREATE INDEX "simulated_copies_empresa_id_connection_id_chat_at_idx" ON "simulated_copies"("empresa_id", "connection_id", "chat", "at");

-- CreateIndex
CREATE INDEX "simulated_webhooks_empresa_id_connection_id_due_at_idx" ON "simulated_webhooks"("empresa_id", "connection_id", "due_at");

-- CreateIndex
CREATE INDEX "whatsapp_connections_simulator_due_at_idx" ON "whatsapp_connections"("simulator_due_at");

-- CreateIndex
CREATE INDEX "whatsapp_events_unmatched" ON "whatsapp_events"("empresa_id", "connection_id", "received_at") WHERE (unmatched);

-- AddForeignKey
ALTER TABLE "simulated_accounts" ADD CONSTRAINT "simulated_accounts_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulated_attempts" ADD CONSTRAINT "simulated_attempts_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "simulated_accounts"("empresa_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulated_copies" ADD CONSTRAINT "simulated_copies_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "simulated_accounts"("empresa_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulated_webhooks" ADD CONSTRAINT "simulated_webhooks_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "simulated_accounts"("empresa_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulated_labels" ADD CONSTRAINT "simulated_labels_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "simulated_accounts"("empresa_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulated_label_marks" ADD CONSTRAINT "simulated_label_marks_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "simulated_accounts"("empresa_id", "connection_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE simulated_accounts
  ADD CONSTRAINT simulated_accounts_state_check CHECK (state IN ('desconectada', 'qr', 'conectada', 'banida'));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'simulated_accounts', 'simulated_attempts', 'simulated_copies', 'simulated_webhooks', 'simulated_labels', 'simulated_label_marks'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)'
      ' WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', tenant_table);
  END LOOP;
END $$;

-- The demonstration's clock: how far the product's time is ahead of the machine's. One row; nobody's data.
CREATE TABLE engine.product_clock (
  one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
  offset_ms BIGINT NOT NULL DEFAULT 0
);
INSERT INTO engine.product_clock DEFAULT VALUES;
GRANT SELECT, UPDATE ON engine.product_clock TO retoma_app;
