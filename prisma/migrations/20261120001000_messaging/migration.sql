-- CreateTable
CREATE TABLE "message_templates" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_templates_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "whatsapp_connections" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "config_sealed" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'desconectada',
    "status_reason" TEXT,
    "status_at" TIMESTAMPTZ(3),
    "qr" TEXT,
    "pairing_code" TEXT,
    "code_expires_at" TIMESTAMPTZ(3),
    "phone" TEXT,
    "webhook_hash" BYTEA NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,
    "min_gap_seconds" INTEGER NOT NULL DEFAULT 2,
    "max_gap_seconds" INTEGER NOT NULL DEFAULT 5,
    "daily_cap" INTEGER NOT NULL DEFAULT 1000,
    "warm_up_from" DATE,
    "next_send_at" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity'::timestamptz,
    "next_due_at" TIMESTAMPTZ(3),
    "last_event_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "whatsapp_connections_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "whatsapp_session_keys" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value_sealed" TEXT NOT NULL,

    CONSTRAINT "whatsapp_session_keys_pkey" PRIMARY KEY ("empresa_id","connection_id","type","key")
);

-- CreateTable
CREATE TABLE "whatsapp_events" (
    "empresa_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "error" TEXT,
    "events" JSONB NOT NULL,

    CONSTRAINT "whatsapp_events_pkey" PRIMARY KEY ("empresa_id","connection_id","event_id")
);

-- CreateTable
CREATE TABLE "contacts" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "jid" TEXT,
    "lid" TEXT,
    "bsuid" TEXT,
    "uf" CHAR(2),
    "customer_id" UUID,
    "opted_out_at" TIMESTAMPTZ(3),
    "opt_out_reason" TEXT,
    "on_whatsapp" BOOLEAN,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "messages" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "direction" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "dedupe_key" TEXT,
    "connection_id" UUID NOT NULL,
    "contact_id" UUID,
    "conversation_id" UUID,
    "address" TEXT,
    "template_id" UUID,
    "subject_type" TEXT,
    "subject_id" UUID,
    "rule_id" UUID,
    "body" TEXT,
    "media" JSONB,
    "state" TEXT NOT NULL,
    "state_reason" TEXT,
    "state_code" TEXT,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "priority" INTEGER NOT NULL DEFAULT 5,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_by" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "client_message_id" TEXT,
    "provider_message_id" TEXT,
    "accepted_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "message_attempts" (
    "empresa_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "code" TEXT,
    "detail" TEXT,

    CONSTRAINT "message_attempts_pkey" PRIMARY KEY ("empresa_id","message_id","n")
);

-- CreateTable
CREATE TABLE "conversations" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'aguardando',
    "assigned_to" UUID,
    "unread" INTEGER NOT NULL DEFAULT 0,
    "last_text" TEXT,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "last_inbound_at" TIMESTAMPTZ(3),
    "last_human_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversations_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "conversation_notes" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "conversation_id" UUID NOT NULL,
    "author" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_notes_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "follow_ups" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT false,
    "active_since" TIMESTAMPTZ(3),
    "connection_id" UUID,
    "holdout_percent" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "follow_ups_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "follow_up_steps" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "follow_up_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "delay_minutes" INTEGER NOT NULL,
    "template_id" UUID NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "follow_up_steps_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "follow_up_enrolments" (
    "empresa_id" UUID NOT NULL,
    "follow_up_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "holdout" BOOLEAN NOT NULL,
    "last_step" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "stop_reason" TEXT,

    CONSTRAINT "follow_up_enrolments_pkey" PRIMARY KEY ("empresa_id","follow_up_id","subject_id")
);

-- CreateTable
CREATE TABLE "campaigns" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "template_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'rascunho',
    "source" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaigns_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "campaign_recipients" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "campaign_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "name" TEXT,
    "phone_raw" TEXT,
    "phone" TEXT,
    "phone_key" TEXT,
    "values" JSONB NOT NULL DEFAULT '{}',
    "refusal" TEXT,

    CONSTRAINT "campaign_recipients_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "scheduled_posts" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "target" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "target_name" TEXT,
    "body" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "weekdays" INTEGER[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "last_day" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scheduled_posts_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateTable
CREATE TABLE "send_decisions" (
    "empresa_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "contact_id" UUID,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "rule_id" UUID,
    "decision" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,

    CONSTRAINT "send_decisions_pkey" PRIMARY KEY ("empresa_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "message_templates_empresa_id_name_key" ON "message_templates"("empresa_id", "name");

-- CreateIndex
CREATE INDEX "whatsapp_connections_webhook_hash_idx" ON "whatsapp_connections"("webhook_hash");

-- CreateIndex
CREATE INDEX "whatsapp_connections_next_due_at_idx" ON "whatsapp_connections"("next_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "whatsapp_connections_empresa_id_name_key" ON "whatsapp_connections"("empresa_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "whatsapp_connections_empresa_id_webhook_hash_key" ON "whatsapp_connections"("empresa_id", "webhook_hash");

-- CreateIndex
CREATE INDEX "contacts_empresa_id_customer_id_idx" ON "contacts"("empresa_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_empresa_id_phone_key_key" ON "contacts"("empresa_id", "phone_key");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_empresa_id_jid_key" ON "contacts"("empresa_id", "jid");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_empresa_id_lid_key" ON "contacts"("empresa_id", "lid");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_empresa_id_bsuid_key" ON "contacts"("empresa_id", "bsuid");

-- CreateIndex
CREATE INDEX "messages_waiting" ON "messages"("empresa_id", "connection_id", "priority", "not_before", "id") WHERE (state = 'pendente');

-- CreateIndex
CREATE INDEX "messages_in_flight" ON "messages"("empresa_id", "claimed_until") WHERE (state = 'enviando');

-- CreateIndex
CREATE INDEX "messages_empresa_id_created_at_id_idx" ON "messages"("empresa_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "messages_empresa_id_conversation_id_created_at_id_idx" ON "messages"("empresa_id", "conversation_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "messages_empresa_id_contact_id_created_at_idx" ON "messages"("empresa_id", "contact_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "messages_empresa_id_subject_type_subject_id_idx" ON "messages"("empresa_id", "subject_type", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_empresa_id_dedupe_key_key" ON "messages"("empresa_id", "dedupe_key");

-- CreateIndex
CREATE UNIQUE INDEX "messages_empresa_id_connection_id_direction_provider_messag_key" ON "messages"("empresa_id", "connection_id", "direction", "provider_message_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_empresa_id_client_message_id_key" ON "messages"("empresa_id", "client_message_id");

-- CreateIndex
CREATE INDEX "conversations_empresa_id_last_message_at_id_idx" ON "conversations"("empresa_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversations_empresa_id_status_last_message_at_id_idx" ON "conversations"("empresa_id", "status", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "conversations_empresa_id_connection_id_contact_id_key" ON "conversations"("empresa_id", "connection_id", "contact_id");

-- CreateIndex
CREATE INDEX "conversation_notes_empresa_id_conversation_id_created_at_idx" ON "conversation_notes"("empresa_id", "conversation_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "follow_ups_empresa_id_kind_key" ON "follow_ups"("empresa_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_steps_empresa_id_follow_up_id_position_key" ON "follow_up_steps"("empresa_id", "follow_up_id", "position");

-- CreateIndex
CREATE INDEX "follow_up_enrolments_empresa_id_next_at_idx" ON "follow_up_enrolments"("empresa_id", "next_at");

-- CreateIndex
CREATE INDEX "campaigns_empresa_id_created_at_idx" ON "campaigns"("empresa_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipients_empresa_id_campaign_id_phone_key_key" ON "campaign_recipients"("empresa_id", "campaign_id", "phone_key");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipients_empresa_id_campaign_id_line_key" ON "campaign_recipients"("empresa_id", "campaign_id", "line");

-- CreateIndex
CREATE INDEX "send_decisions_empresa_id_subject_type_subject_id_at_idx" ON "send_decisions"("empresa_id", "subject_type", "subject_id", "at");

-- CreateIndex
CREATE INDEX "send_decisions_empresa_id_contact_id_at_idx" ON "send_decisions"("empresa_id", "contact_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "send_decisions_empresa_id_dedupe_key_key" ON "send_decisions"("empresa_id", "dedupe_key");

-- AddForeignKey
ALTER TABLE "message_templates" ADD CONSTRAINT "message_templates_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "whatsapp_connections" ADD CONSTRAINT "whatsapp_connections_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "whatsapp_session_keys" ADD CONSTRAINT "whatsapp_session_keys_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "whatsapp_events" ADD CONSTRAINT "whatsapp_events_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_empresa_id_customer_id_fkey" FOREIGN KEY ("empresa_id", "customer_id") REFERENCES "customers"("empresa_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_empresa_id_contact_id_fkey" FOREIGN KEY ("empresa_id", "contact_id") REFERENCES "contacts"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_empresa_id_conversation_id_fkey" FOREIGN KEY ("empresa_id", "conversation_id") REFERENCES "conversations"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_empresa_id_template_id_fkey" FOREIGN KEY ("empresa_id", "template_id") REFERENCES "message_templates"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_attempts" ADD CONSTRAINT "message_attempts_empresa_id_message_id_fkey" FOREIGN KEY ("empresa_id", "message_id") REFERENCES "messages"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_empresa_id_contact_id_fkey" FOREIGN KEY ("empresa_id", "contact_id") REFERENCES "contacts"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation_notes" ADD CONSTRAINT "conversation_notes_empresa_id_conversation_id_fkey" FOREIGN KEY ("empresa_id", "conversation_id") REFERENCES "conversations"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up_steps" ADD CONSTRAINT "follow_up_steps_empresa_id_follow_up_id_fkey" FOREIGN KEY ("empresa_id", "follow_up_id") REFERENCES "follow_ups"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up_steps" ADD CONSTRAINT "follow_up_steps_empresa_id_template_id_fkey" FOREIGN KEY ("empresa_id", "template_id") REFERENCES "message_templates"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follow_up_enrolments" ADD CONSTRAINT "follow_up_enrolments_empresa_id_follow_up_id_fkey" FOREIGN KEY ("empresa_id", "follow_up_id") REFERENCES "follow_ups"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_empresa_id_template_id_fkey" FOREIGN KEY ("empresa_id", "template_id") REFERENCES "message_templates"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_recipients" ADD CONSTRAINT "campaign_recipients_empresa_id_campaign_id_fkey" FOREIGN KEY ("empresa_id", "campaign_id") REFERENCES "campaigns"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scheduled_posts" ADD CONSTRAINT "scheduled_posts_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scheduled_posts" ADD CONSTRAINT "scheduled_posts_empresa_id_connection_id_fkey" FOREIGN KEY ("empresa_id", "connection_id") REFERENCES "whatsapp_connections"("empresa_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "send_decisions" ADD CONSTRAINT "send_decisions_empresa_id_fkey" FOREIGN KEY ("empresa_id") REFERENCES "empresas"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "send_decisions" ADD CONSTRAINT "send_decisions_empresa_id_contact_id_fkey" FOREIGN KEY ("empresa_id", "contact_id") REFERENCES "contacts"("empresa_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What columns may hold. Text with a check: enum_eq is not leakproof, so under RLS no index would serve an enum.
ALTER TABLE message_templates ADD CONSTRAINT message_templates_kind_check CHECK (kind IN
  ('cobranca', 'vencimento', 'atraso', 'renovacao', 'boas_vindas', 'cancelamento', 'indicacao', 'carrinho', 'pedido', 'lead', 'livre'));
ALTER TABLE whatsapp_connections
  ADD CONSTRAINT whatsapp_connections_provider_check CHECK (provider IN ('simulator', 'waha', 'cloud', 'evolution', 'wppconnect', 'baileys')),
  ADD CONSTRAINT whatsapp_connections_status_check CHECK (status IN ('desconectada', 'conectando', 'qr', 'conectada', 'falhou')),
  ADD CONSTRAINT whatsapp_connections_gap_check CHECK (min_gap_seconds >= 1 AND max_gap_seconds >= min_gap_seconds AND daily_cap > 0);
ALTER TABLE messages
  ADD CONSTRAINT messages_direction_check CHECK (direction IN ('out', 'in')),
  ADD CONSTRAINT messages_state_check CHECK (CASE direction WHEN 'in' THEN state = 'recebida' ELSE state IN
    ('pendente', 'enviando', 'enviada', 'entregue', 'lida', 'falhou', 'cancelada', 'incerta') END),
  ADD CONSTRAINT messages_out_has_key_check CHECK (direction = 'in' OR dedupe_key IS NOT NULL),
  ADD CONSTRAINT messages_in_flight_is_claimed_check CHECK (state <> 'enviando' OR (claimed_by IS NOT NULL AND claimed_until IS NOT NULL));
ALTER TABLE message_attempts ADD CONSTRAINT message_attempts_outcome_check CHECK (outcome IN ('accepted', 'refused', 'later', 'unknown'));
ALTER TABLE conversations ADD CONSTRAINT conversations_status_check CHECK (status IN ('aguardando', 'em_atendimento', 'encerrada'));
ALTER TABLE follow_ups
  ADD CONSTRAINT follow_ups_kind_check CHECK (kind IN ('carrinho', 'pedido', 'lead')),
  ADD CONSTRAINT follow_ups_holdout_check CHECK (holdout_percent BETWEEN 0 AND 50);
ALTER TABLE follow_up_steps ADD CONSTRAINT follow_up_steps_delay_check CHECK (delay_minutes >= 0);
ALTER TABLE campaigns ADD CONSTRAINT campaigns_status_check CHECK (status IN ('rascunho', 'enviando', 'pausada', 'cancelada', 'concluida'));
ALTER TABLE scheduled_posts ADD CONSTRAINT scheduled_posts_target_check CHECK (target IN ('group', 'status'));
ALTER TABLE send_decisions ADD CONSTRAINT send_decisions_decision_check CHECK (decision IN ('enviar', 'nao_enviar', 'adiar', 'parar'));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'message_templates', 'whatsapp_connections', 'whatsapp_session_keys', 'whatsapp_events', 'contacts', 'messages',
    'message_attempts', 'conversations', 'conversation_notes', 'follow_ups', 'follow_up_steps', 'follow_up_enrolments',
    'campaigns', 'campaign_recipients', 'scheduled_posts', 'send_decisions'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)'
      ' WITH CHECK (empresa_id = nullif(current_setting(''app.empresa_id'', true), '''')::uuid)', tenant_table);
  END LOOP;
END $$;

-- A webhook finds its connection by the hash of its unguessable address; the dispatcher lists the connections that are due.
CREATE POLICY by_webhook ON whatsapp_connections FOR SELECT
  USING (webhook_hash = decode(nullif(current_setting('app.webhook_hash', true), ''), 'hex'));
CREATE POLICY dispatcher ON whatsapp_connections FOR SELECT
  USING (current_setting('app.system_job', true) = 'dispatch');
