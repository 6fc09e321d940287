-- AlterTable
-- Numbers from before have a day to be heard of.
ALTER TABLE "whatsapp_connections" ADD COLUMN "heard_own_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "whatsapp_connections" ALTER COLUMN "heard_own_at" DROP DEFAULT;
