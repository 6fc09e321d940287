-- AlterTable
ALTER TABLE "contact_labels" ADD COLUMN "told_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "contact_labels_empresa_id_connection_id_label_idx" ON "contact_labels"("empresa_id", "connection_id", "label");
