-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "edited_at" TIMESTAMPTZ(3),
ADD COLUMN     "revoked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "chat_events" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "contact_id" UUID,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "target" TEXT,
    "name" TEXT,
    "text" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_events_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE INDEX "chat_events_empresa_id_connection_id_target_idx" ON "chat_events"("empresa_id", "connection_id", "target");

-- CreateIndex
CREATE INDEX "chat_events_empresa_id_contact_id_at_idx" ON "chat_events"("empresa_id", "contact_id", "at" DESC);

-- CreateIndex
CREATE INDEX "chat_events_empresa_id_created_at_idx" ON "chat_events"("empresa_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "chat_events_empresa_id_connection_id_key_key" ON "chat_events"("empresa_id", "connection_id", "key");

-- AddForeignKey
ALTER TABLE "chat_events" ADD CONSTRAINT "chat_events_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_events" ADD CONSTRAINT "chat_events_empresa_id_contact_id_fkey" FOREIGN KEY ("empresa_id", "contact_id") REFERENCES "contacts"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE chat_events
  ADD CONSTRAINT chat_events_kind_check CHECK (kind IN ('edicao', 'apagada', 'reacao', 'ligacao', 'aviso')),
  ADD CONSTRAINT chat_events_direction_check CHECK (direction IN ('in', 'out'));

ALTER TABLE chat_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE chat_events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON chat_events
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON chat_events TO retoma_app;
