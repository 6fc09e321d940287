import { notify } from '~/domains/empresas/service/notifications'
import { localDay } from '~/kernel/clock'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { applyPause } from './pause'
import { settleNumbers } from './settle'

/** A channel that is back within this time is not reported. */
const FLAP_SECONDS = 60
/** This many sends in a row without an ack: the channel is at fault, not the contacts. */
const LOST_IN_A_ROW = 5
/** Sends without any ack for this long: the provider's webhooks don't arrive. */
const DEAF_MINUTES = 15

/**
 * Notifies the users of problems with channels: dropped, confirms nothing, reports nothing. Each is
 * reported once.
 */
export async function raiseAlarms(ctx: EmpresaSqlCtx): Promise<void> {
  await settleNumbers(ctx)
  await notifyDropped(ctx)
  await stopLost(ctx)
  await notifyDeaf(ctx)
  await notifyHalfDeaf(ctx)
}

async function notifyDropped(ctx: EmpresaSqlCtx): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; name: string; reason: string | null; since: Date }>(
    `SELECT id, name, status_reason AS reason, down_since AS since FROM whatsapp_connections
     WHERE empresa_id = $1 AND down_since <= $2 AND status <> 'conectada'`,
    [ctx.empresaId, ago(ctx, FLAP_SECONDS)],
  )
  for (const { id, name, reason, since } of rows)
    await notify(ctx, {
      kind: 'whatsapp',
      title: `O número “${name}” desconectou`,
      body: reason ?? 'As mensagens esperam até ele voltar. O Retoma tenta sozinho.',
      href: `whatsapp/${id}`,
      dedupeKey: `whatsapp:${id}:${since.toISOString()}`,
    })
}

/**
 * A circuit breaker: the last consecutive sends that a provider accepted were never confirmed. Further sends would only add
 * uncertain messages.
 */
async function stopLost(ctx: EmpresaSqlCtx): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; first: string }>(
    `SELECT c.id, lost.first FROM whatsapp_connections AS c JOIN LATERAL (
       SELECT count(*) AS n, min(accepted_at) AS since, (array_agg(id ORDER BY accepted_at))[1] AS first FROM (
         SELECT id, accepted_at FROM messages AS m WHERE m.empresa_id = c.empresa_id AND m.connection_id = c.id
           AND m.state IN ('enviando', 'incerta') AND m.state_code = 'sem_confirmacao' AND m.created_at >= $2
         ORDER BY accepted_at DESC LIMIT $3) AS one
     ) AS lost ON lost.n = $3
     WHERE c.empresa_id = $1 AND c.paused_at IS NULL AND NOT EXISTS (
       SELECT FROM messages AS m WHERE m.empresa_id = $1 AND m.connection_id = c.id AND m.created_at >= $2
         AND m.accepted_at >= lost.since AND m.sent_at IS NOT NULL)
     ORDER BY c.id`,
    [ctx.empresaId, ago(ctx, 7 * 86_400), LOST_IN_A_ROW],
  )
  for (const { id, first } of rows) {
    // Resumed by a user: the same messages don't stop it again.
    const { rowCount } = await ctx.sql.query(
      'SELECT 1 FROM notifications WHERE empresa_id = $1 AND dedupe_key = $2',
      [ctx.empresaId, `whatsapp-sem-confirmacao:${id}:${first}`],
    )
    if (rowCount !== 0 || (await unread(ctx, id))) continue
    const reason = `As últimas ${String(LOST_IN_A_ROW)} mensagens foram aceitas e o WhatsApp não confirmou nenhuma. Confira no celular se elas chegaram antes de retomar.`
    await applyPause(ctx, id, { scope: 'connection', seconds: null }, reason)
    await notify(ctx, {
      kind: 'whatsapp',
      title: 'Mensagens sem confirmação: o envio parou',
      body: reason,
      href: `mensagens?state=incerta&connectionId=${id}`,
      dedupeKey: `whatsapp-sem-confirmacao:${id}:${first}`,
    })
  }
}

/** Whether a recent delivery was not processed yet, as after a worker's downtime: it may be the confirmation. */
async function unread(ctx: EmpresaSqlCtx, connectionId: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    `SELECT 1 FROM whatsapp_connections AS c WHERE c.empresa_id = $1 AND c.id = $2 AND (c.simulator_due_at <= $3 OR EXISTS (
       SELECT FROM whatsapp_events AS e WHERE e.empresa_id = $1 AND e.connection_id = $2 AND e.processed_at IS NULL AND e.received_at >= $4))`,
    [ctx.empresaId, connectionId, ctx.now, ago(ctx, DEAF_MINUTES * 60)],
  )
  return rowCount !== 0
}

async function notifyDeaf(ctx: EmpresaSqlCtx): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; name: string }>(
    `SELECT c.id, c.name FROM whatsapp_connections AS c
     WHERE c.empresa_id = $1 AND c.provider <> 'simulator' AND c.status = 'conectada' AND EXISTS (
       SELECT FROM messages AS m WHERE m.empresa_id = $1 AND m.connection_id = c.id AND m.state IN ('enviando', 'incerta')
         AND m.accepted_at BETWEEN $2 AND $3 AND (c.last_event_at IS NULL OR c.last_event_at < m.accepted_at))`,
    [ctx.empresaId, ago(ctx, 86_400), ago(ctx, DEAF_MINUTES * 60)],
  )
  for (const { id, name } of rows)
    await notify(ctx, {
      kind: 'whatsapp',
      title: `Nenhum aviso chega do número “${name}”`,
      body: 'As mensagens saem, mas o serviço não conta o que foi feito delas nem traz as respostas. Confira o endereço dos avisos na conexão.',
      href: `whatsapp/${id}`,
      dedupeKey: `whatsapp-surda:${id}:${localDay(ctx.now, ctx.empresa.timezone)}`,
    })
}

/** WPPConnect reports messages written on the phone only when its server is configured to. */
async function notifyHalfDeaf(ctx: EmpresaSqlCtx): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string; name: string }>(
    `SELECT c.id, c.name FROM whatsapp_connections AS c
     WHERE c.empresa_id = $1 AND c.provider = 'wppconnect' AND c.counted_day = $2::date AND c.sent_today >= 5
       AND (c.own_messages_at IS NULL OR c.own_messages_at < $3)`,
    [ctx.empresaId, localDay(ctx.now, ctx.empresa.timezone), ago(ctx, 86_400)],
  )
  for (const { id, name } of rows) {
    if (await unread(ctx, id)) continue
    await notify(ctx, {
      kind: 'whatsapp',
      title: `O que se escreve no celular de “${name}” não aparece`,
      body: 'Ligue onSelfMessage no config.ts do WPPConnect Server e reinicie: sem isso uma pessoa responde pelo celular e o Retoma não sabe.',
      href: `whatsapp/${id}`,
      dedupeKey: `whatsapp-self:${id}`,
    })
  }
}

function ago(ctx: EmpresaSqlCtx, seconds: number): Date {
  return new Date(ctx.now.getTime() - seconds * 1000)
}
