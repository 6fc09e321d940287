-- CreateTable
CREATE TABLE "shop_identities" (
    "empresa_id" UUID NOT NULL,
    "address" TEXT,
    "marks" JSONB NOT NULL DEFAULT '{}',
    "known_at" TIMESTAMPTZ(3) NOT NULL,
    "reaches" JSONB NOT NULL DEFAULT '{}',
    "pending" JSONB,
    "pending_at" TIMESTAMPTZ(3),
    "accept_next" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "shop_identities_pkey" PRIMARY KEY ("empresa_id")
);

-- AlterTable
ALTER TABLE "shop_webhooks" ADD COLUMN "problem" TEXT,
ADD COLUMN "problem_at" TIMESTAMPTZ(3);

-- AddForeignKey
ALTER TABLE "shop_identities" ADD CONSTRAINT "shop_identities_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "shop_identities" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "shop_identities" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "shop_identities"
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON "shop_identities" TO retoma_app;
