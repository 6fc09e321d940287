-- CreateEnum
CREATE TYPE "customer_field" AS ENUM ('name', 'email', 'phone', 'tax_id', 'city', 'uf');

-- CreateTable
CREATE TABLE "customer_edits" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "field" "customer_field" NOT NULL,
    "value" TEXT,
    "e164" TEXT,
    "key" TEXT,
    "uf" CHAR(2),
    "edited_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_edits_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE INDEX "customer_edits_empresa_id_customer_id_idx" ON "customer_edits"("empresa_id", "customer_id");

-- AddForeignKey
ALTER TABLE "customer_edits" ADD CONSTRAINT "customer_edits_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "customer_edits" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "customer_edits" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "customer_edits"
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON "customer_edits" TO retoma_app;
