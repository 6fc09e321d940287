-- CreateTable
CREATE TABLE "message_files" (
    "empresa_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mime_type" TEXT,
    "file_name" TEXT,
    "size" INTEGER,
    "problem" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "bytes" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_files_pkey" PRIMARY KEY ("empresa_id","message_id")
);

-- CreateIndex
CREATE INDEX "message_files_kept" ON "message_files"("empresa_id", "created_at") WHERE (state = 'guardado');

-- AddForeignKey
ALTER TABLE "message_files" ADD CONSTRAINT "message_files_empresa_id_message_id_fkey" FOREIGN KEY ("empresa_id", "message_id") REFERENCES "messages"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Pictures and voices don't get smaller by compressing them; uncompressed, a part of a file is read without the rest.
ALTER TABLE message_files ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE message_files
  ADD CONSTRAINT message_files_state_check CHECK (state IN ('esperando', 'guardado', 'recusado', 'falhou', 'apagado')),
  ADD CONSTRAINT message_files_kind_check CHECK (kind IN ('image', 'video', 'audio', 'document', 'sticker')),
  ADD CONSTRAINT message_files_kept_check CHECK ((state = 'guardado') = (bytes IS NOT NULL) AND (bytes IS NULL OR mime_type IS NOT NULL)),
  ADD CONSTRAINT message_files_size_check CHECK (octet_length(bytes) <= 16 * 1024 * 1024);

ALTER TABLE message_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON message_files
  USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
