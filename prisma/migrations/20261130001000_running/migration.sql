-- Sending of the whole empresa, paused until an instant at which it resumes by itself.
ALTER TABLE empresas
  ADD COLUMN sending_paused_until TIMESTAMPTZ(3),
  ADD COLUMN sending_paused_at TIMESTAMPTZ(3),
  ADD COLUMN sending_paused_by TEXT,
  ADD CONSTRAINT empresas_sending_paused_check CHECK (
    (sending_paused_until IS NULL) = (sending_paused_at IS NULL) AND (sending_paused_until IS NULL) = (sending_paused_by IS NULL));

-- When a worker last looked for messages to send, by the database's clock: one row for all workers.
CREATE TABLE engine.pulse (
  id BOOLEAN PRIMARY KEY DEFAULT true CHECK (id),
  beat_at TIMESTAMPTZ NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON engine.pulse TO retoma_app;

-- What was read is kept per person; `settled_at`: the matter itself is done with, for every person.
CREATE TABLE "notification_reads" (
    "empresa_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "notification_id" UUID NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_reads_pkey" PRIMARY KEY ("empresa_id","user_id","notification_id")
);

-- CreateIndex
CREATE INDEX "notification_reads_empresa_id_notification_id_idx" ON "notification_reads"("empresa_id", "notification_id");

-- AddForeignKey
ALTER TABLE "notification_reads" ADD CONSTRAINT "notification_reads_empresa_id_user_id_fkey" FOREIGN KEY ("empresa_id", "user_id") REFERENCES "memberships"("empresa_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_reads" ADD CONSTRAINT "notification_reads_empresa_id_notification_id_fkey" FOREIGN KEY ("empresa_id", "notification_id") REFERENCES "notifications"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One device of one person, as its browser's push service addresses it.
CREATE TABLE "push_subscriptions" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "endpoint_hash" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "push_subscriptions_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "push_subscriptions_empresa_id_endpoint_hash_key" ON "push_subscriptions"("empresa_id", "endpoint_hash");

-- CreateIndex
CREATE INDEX "push_subscriptions_empresa_id_user_id_idx" ON "push_subscriptions"("empresa_id", "user_id");

-- AddForeignKey
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_empresa_id_user_id_fkey" FOREIGN KEY ("empresa_id", "user_id") REFERENCES "memberships"("empresa_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was read so far was read by every person who was there then.
DO $$
DECLARE
  empresa uuid;
BEGIN
  PERFORM set_config('app.system_job', 'schedule', true);
  FOR empresa IN SELECT id FROM empresas LOOP
    PERFORM set_config('app.empresa_id', empresa::text, true);
    INSERT INTO notification_reads (empresa_id, user_id, notification_id, read_at)
    SELECT n.empresa_id, m.user_id, n.id, n.read_at FROM notifications AS n
    JOIN memberships AS m ON m.empresa_id = n.empresa_id WHERE n.read_at IS NOT NULL;
  END LOOP;
  PERFORM set_config('app.empresa_id', '', true), set_config('app.system_job', '', true);
END $$;

ALTER TABLE "notifications" DROP COLUMN "read_at", ADD COLUMN "settled_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "notifications_open" ON "notifications"("empresa_id", "href") WHERE (settled_at IS NULL);

-- A conversation that a person has read, by whatever way, asks for no other person.
CREATE FUNCTION settle_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE notifications SET settled_at = clock_timestamp()
  WHERE empresa_id = NEW.empresa_id AND href = 'conversas?c=' || NEW.id AND kind = 'conversation.answered' AND settled_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER conversations_settle AFTER UPDATE OF unread ON conversations
  FOR EACH ROW WHEN (OLD.unread > 0 AND NEW.unread = 0) EXECUTE FUNCTION settle_answered();

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['notification_reads', 'push_subscriptions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)'
      ' WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', tenant_table);
  END LOOP;
END $$;
