-- AlterTable
ALTER TABLE "import_runs" ADD COLUMN     "scheduled_day" DATE;

-- AlterTable
ALTER TABLE "shop_accounts" ADD COLUMN     "derived" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_one_active" ON "import_runs"("empresa_id") WHERE (finished_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "import_runs_one_a_day" ON "import_runs"("empresa_id", "scheduled_day");
