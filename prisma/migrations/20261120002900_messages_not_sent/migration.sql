-- What didn't go well is rare: without an index of its own the log read a million rows to say that nothing failed.
CREATE INDEX "messages_not_sent" ON "messages"("empresa_id", "state", "created_at" DESC, "id" DESC) WHERE (state IN ('falhou', 'cancelada', 'incerta'));
