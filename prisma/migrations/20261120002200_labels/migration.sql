-- CreateTable
CREATE TABLE "whatsapp_labels" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT,

    CONSTRAINT "whatsapp_labels_pkey" PRIMARY KEY ("empresa_id","connection_id","label")
);

-- CreateTable
CREATE TABLE "contact_labels" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "wanted" BOOLEAN NOT NULL,
    "applied" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "problem" TEXT,

    CONSTRAINT "contact_labels_pkey" PRIMARY KEY ("empresa_id","connection_id","contact_id","label")
);

-- CreateIndex
CREATE UNIQUE INDEX "whatsapp_labels_empresa_id_connection_id_status_key" ON "whatsapp_labels"("empresa_id", "connection_id", "status");

-- CreateIndex
CREATE INDEX "contact_labels_empresa_id_contact_id_idx" ON "contact_labels"("empresa_id", "contact_id");

-- CreateIndex
CREATE INDEX "contact_labels_waiting" ON "contact_labels"("empresa_id", "connection_id", "next_try_at") WHERE (wanted <> applied);

-- AddForeignKey
ALTER TABLE "whatsapp_labels" ADD CONSTRAINT "whatsapp_labels_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_labels" ADD CONSTRAINT "contact_labels_empresa_id_contact_id_fkey" FOREIGN KEY ("empresa_id", "contact_id") REFERENCES "contacts"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_labels" ADD CONSTRAINT "contact_labels_empresa_id_connection_id_label_fkey" FOREIGN KEY ("empresa_id", "connection_id", "label") REFERENCES "whatsapp_labels"("empresa_id", "connection_id", "label") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE whatsapp_labels
  ADD CONSTRAINT whatsapp_labels_status_check CHECK (status IN ('ativo', 'em_aberto', 'cancelado'));
ALTER TABLE contact_labels ADD CONSTRAINT contact_labels_source_check CHECK (source IN ('status', 'pessoa'));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['whatsapp_labels', 'contact_labels'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)'
      ' WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', tenant_table);
  END LOOP;
END $$;
