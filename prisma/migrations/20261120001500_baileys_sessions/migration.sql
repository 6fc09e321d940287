-- DropColumn: the lease moves to a row of its own, which dispatchers never lock.
ALTER TABLE "whatsapp_connections" DROP COLUMN "lease_owner", DROP COLUMN "lease_until";

-- CreateTable
CREATE TABLE "whatsapp_sessions" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "whatsapp_sessions_pkey" PRIMARY KEY ("empresa_id","connection_id")
);

-- AddForeignKey
ALTER TABLE "whatsapp_sessions" ADD CONSTRAINT "whatsapp_sessions_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "whatsapp_sessions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "whatsapp_sessions" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "whatsapp_sessions"
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);

-- The worker asks which sessions it should keep: their ids alone.
CREATE POLICY baileys_worker ON "whatsapp_sessions" FOR SELECT
  USING (current_setting('app.system_job', true) = 'baileys');
