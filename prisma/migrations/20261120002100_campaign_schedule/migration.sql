-- AlterTable
ALTER TABLE "campaign_recipients" ADD COLUMN     "source_id" UUID;

-- AlterTable
ALTER TABLE "campaigns" ADD COLUMN     "gap_seconds" INTEGER,
ADD COLUMN     "starts_at" TIMESTAMPTZ(3);


ALTER TABLE campaigns ADD CONSTRAINT campaigns_gap_check CHECK (gap_seconds BETWEEN 1 AND 3600);
