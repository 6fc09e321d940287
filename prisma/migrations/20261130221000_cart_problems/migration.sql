-- AlterTable
ALTER TABLE "carts" ADD COLUMN "problems" JSONB NOT NULL DEFAULT '[]';
