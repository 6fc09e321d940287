-- AlterTable
ALTER TABLE "scheduled_posts" ADD COLUMN     "once_on" DATE,
ADD COLUMN     "picture_id" UUID;

-- CreateTable
CREATE TABLE "pictures" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "mime_type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pictures_pkey" PRIMARY KEY ("empresa_id","id")
);

-- AddForeignKey
ALTER TABLE "scheduled_posts" ADD CONSTRAINT "scheduled_posts_empresa_id_picture_id_fkey" FOREIGN KEY ("empresa_id", "picture_id") REFERENCES "pictures"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;


ALTER TABLE pictures ADD CONSTRAINT pictures_mime_check CHECK (mime_type IN ('image/jpeg', 'image/png'));
ALTER TABLE pictures ENABLE ROW LEVEL SECURITY;
ALTER TABLE pictures FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON pictures USING (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid)
  WITH CHECK (empresa_id = nullif(current_setting('app.empresa_id', true), '')::uuid);
