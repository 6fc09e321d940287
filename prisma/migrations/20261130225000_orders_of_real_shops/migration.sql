-- AlterTable
ALTER TABLE "empresas" ADD COLUMN "currency" CHAR(3) NOT NULL DEFAULT 'BRL';

-- AlterTable
ALTER TABLE "import_run_parts" ADD COLUMN "noted" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN "number_key" TEXT COLLATE "C",
ADD COLUMN "number_plain" TEXT COLLATE "C",
ADD COLUMN "parts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "placed_estimated" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "problems" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN "renewal" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "shop_number" TEXT;

-- CreateIndex
CREATE INDEX "orders_number_key_idx" ON "orders"("empresa_id", "number_key") WHERE (number_key IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_number_plain_idx" ON "orders"("empresa_id", "number_plain") WHERE (number_plain IS NOT NULL);

-- CreateIndex
CREATE INDEX "orders_with_problems_idx" ON "orders"("empresa_id", "placed_at" DESC, "id" DESC) WHERE (problems <> '[]'::jsonb);
