-- DropIndex
DROP INDEX "conversations_empresa_id_last_message_at_id_idx";

-- DropIndex
DROP INDEX "conversations_empresa_id_status_last_message_at_id_idx";

-- AlterTable
ALTER TABLE "contacts" ADD COLUMN     "search" TEXT NOT NULL DEFAULT '';

-- CreateIndex
CREATE INDEX "contacts_named_idx" ON "contacts"("empresa_id", "created_at" DESC, "id" DESC, "search");

-- CreateIndex
CREATE INDEX "messages_of_template" ON "messages"("empresa_id", "template_id", "created_at" DESC, "id" DESC) WHERE (template_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "messages_of_code" ON "messages"("empresa_id", "state_code", "created_at" DESC, "id" DESC) WHERE (state_code IS NOT NULL);

-- CreateIndex
CREATE INDEX "conversations_empresa_id_contact_id_idx" ON "conversations"("empresa_id", "contact_id");

-- CreateIndex
CREATE INDEX "conversations_talked" ON "conversations"("empresa_id", "last_message_at" DESC, "id" DESC) WHERE (last_inbound_at IS NOT NULL OR last_human_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "conversations_talked_state" ON "conversations"("empresa_id", "status", "last_message_at" DESC, "id" DESC) WHERE (last_inbound_at IS NOT NULL OR last_human_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "conversations_unread" ON "conversations"("empresa_id", "unread") WHERE (unread > 0);

-- The name as it is looked for, whoever wrote it: an index serves it only when it is stored.
CREATE FUNCTION contact_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := left(translate(lower(coalesce(NEW.name, '')), 'áàâãäéèêëíìîïóòôõöúùûüçñ', 'aaaaaeeeeiiiiooooouuuucn'), 200);
  RETURN NEW;
END
$$;
CREATE TRIGGER contact_search BEFORE INSERT OR UPDATE OF name ON contacts FOR EACH ROW EXECUTE FUNCTION contact_search();
-- Whose row it is doesn't matter to a backfill, so its owner steps over the wall for one statement.
ALTER TABLE contacts NO FORCE ROW LEVEL SECURITY;
UPDATE contacts SET name = name WHERE name IS NOT NULL;
ALTER TABLE contacts FORCE ROW LEVEL SECURITY;
