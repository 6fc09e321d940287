-- AlterTable
ALTER TABLE "message_templates" ADD COLUMN     "cloud" JSONB;
