-- CreateTable
CREATE TABLE "quick_replies" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "shortcut" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quick_replies_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "quick_replies_empresa_id_shortcut_key" ON "quick_replies"("empresa_id", "shortcut");

-- AddForeignKey
ALTER TABLE "quick_replies" ADD CONSTRAINT "quick_replies_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "quick_replies" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "quick_replies" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "quick_replies"
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON "quick_replies" TO retoma_app;
