-- AlterTable
ALTER TABLE "carts" ADD COLUMN     "recovery_url" TEXT;
