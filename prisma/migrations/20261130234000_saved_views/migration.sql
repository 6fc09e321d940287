-- CreateTable
CREATE TABLE "saved_views" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE INDEX "saved_views_empresa_id_user_id_idx" ON "saved_views"("empresa_id", "user_id");

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_empresa_id_user_id_fkey" FOREIGN KEY ("empresa_id", "user_id") REFERENCES "memberships"("empresa_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "saved_views" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "saved_views" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "saved_views"
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_views" TO retoma_app;
