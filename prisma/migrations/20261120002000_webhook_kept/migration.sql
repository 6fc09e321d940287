-- AlterTable: the address that a provider posts to is kept, so that connecting again doesn't need a new one.
ALTER TABLE "whatsapp_connections" ADD COLUMN     "down_since" TIMESTAMPTZ(3),
ADD COLUMN     "reconnect_at" TIMESTAMPTZ(3),
ADD COLUMN     "reconnect_tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wanted" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "webhook_sealed" TEXT;

-- AlterTable: a delivery is stored as it came; what it says is read after.
ALTER TABLE "whatsapp_events" ADD COLUMN     "raw" TEXT,
ALTER COLUMN "events" SET DEFAULT '[]';

-- CreateIndex
CREATE INDEX "whatsapp_events_waiting" ON "whatsapp_events"("empresa_id", "received_at") WHERE (processed_at IS NULL);

-- CreateIndex
CREATE INDEX "whatsapp_events_failed" ON "whatsapp_events"("empresa_id", "received_at") WHERE (error IS NOT NULL);
