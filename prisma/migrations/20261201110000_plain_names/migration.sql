-- The names that the code's glossary has for the same facts.
ALTER TABLE "whatsapp_connections" RENAME COLUMN "strangers_today" TO "new_contacts_today";
ALTER TABLE "whatsapp_connections" RENAME COLUMN "strangers_paused_until" TO "new_contacts_paused_until";
ALTER TABLE "whatsapp_connections" RENAME COLUMN "heard_own_at" TO "own_messages_at";
ALTER TABLE "contact_labels" RENAME COLUMN "told_at" TO "reported_at";
ALTER INDEX "conversations_talked" RENAME TO "conversations_active";
ALTER INDEX "conversations_talked_state" RENAME TO "conversations_active_state";
