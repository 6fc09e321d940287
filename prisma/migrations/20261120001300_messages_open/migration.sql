-- What is being sent or uncertain is few among many: acks and echoes look among it.
CREATE INDEX "messages_open" ON "messages"("empresa_id", "connection_id", "created_at" DESC) WHERE (state IN ('enviando', 'incerta'));
