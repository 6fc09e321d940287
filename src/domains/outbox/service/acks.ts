import { z } from 'zod'
import { messageIdFrom } from '~/adapters/whatsapp/outcome'
import { FINAL_REASONS, type AckEvent, type Refused } from '~/adapters/whatsapp/port'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { MessageState } from '../kinds'
import { refusalReason } from '../rules/group-refusal'
import { mergeState, type ReportedStatus } from '../rules/states'
import { isAboutPerson } from './consequences'
import * as move from './message-state'

/** Author of messages that we only know from an echo: written on the phone, or by another program. */
export const PHONE_AUTHOR = 'Celular'

const storedRefusal = z.object({
  kind: z.literal('refused'),
  code: z.string(),
  reason: z.string(),
  final: z.enum(FINAL_REASONS),
  pause: z
    .object({ scope: z.enum(['connection', 'newContacts']), seconds: z.number().nullable() })
    .optional(),
})
const storedLater = z.object({
  kind: z.literal('later'),
  code: z.string(),
  reason: z.string(),
  retryAfterSeconds: z.number(),
  scope: z.enum(['message', 'connection', 'newContacts']),
  needsPerson: z.literal(true).optional(),
})

/** An ack as the event's row stores it. */
export const storedAck = z.object({
  type: z.literal('ack'),
  providerMessageId: z.string(),
  clientMessageId: z.string().nullable(),
  status: z.enum(['accepted', 'sent', 'failed', 'delivered', 'read', 'played']),
  at: z.coerce.date(),
  failure: z.discriminatedUnion('kind', [storedRefusal, storedLater]).nullable(),
})
export type StoredAck = z.infer<typeof storedAck>

type Found = { id: string; state: MessageState; clientMessageId: string | null; contactId: string | null }

const FOUND = `id, state, client_message_id AS "clientMessageId", contact_id AS "contactId"`

/** Our message for a provider's id: by that id, by our own id, or by the provider's id that is derived from ours. */
export async function messageOf(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  providerMessageId: string,
  clientMessageId: string | null,
): Promise<Found | null> {
  const { rows } = await ctx.sql.query<Found>(
    `SELECT ${FOUND} FROM messages WHERE empresa_id = $1 AND connection_id = $2 AND direction = 'out' AND provider_message_id = $3
     UNION ALL SELECT ${FOUND} FROM messages WHERE empresa_id = $1 AND client_message_id = $4 AND connection_id = $2 LIMIT 1`,
    [ctx.empresaId, connectionId, providerMessageId, clientMessageId],
  )
  if (rows[0]) return rows[0]
  const open = await ctx.sql.query<Found>(
    `SELECT ${FOUND} FROM messages WHERE empresa_id = $1 AND connection_id = $2 AND state IN ('enviando', 'incerta')
       AND provider_message_id IS NULL AND client_message_id IS NOT NULL ORDER BY created_at DESC LIMIT 200`,
    [ctx.empresaId, connectionId],
  )
  return (
    open.rows.find(
      (row) => row.clientMessageId !== null && messageIdFrom(row.clientMessageId) === providerMessageId,
    ) ?? null
  )
}

/** Updates a message's state by one ack: never backwards, whatever the order (t-43). `known`: it is a message of ours. */
export async function applyAck(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  ack: StoredAck | AckEvent,
): Promise<{ known: boolean; changed: boolean }> {
  const found = await messageOf(ctx, connectionId, ack.providerMessageId, ack.clientMessageId)
  if (!found) return { known: false, changed: false }
  const changed = await moveMessage(ctx, found.id, ack.status, ack.at, ack.providerMessageId, ack.failure)
  return { known: true, changed }
}

/** Why a message failed, in the words for its destination. */
function failureText(kind: string, failure: StoredAck['failure'] | AckEvent['failure']): string {
  if (failure?.kind !== 'refused') return failure?.reason ?? 'O WhatsApp não entregou a mensagem.'
  const to = kind === 'grupo' ? 'group' : kind === 'status' ? 'status' : 'phone'
  return refusalReason(to, failure.final, failure.reason)
}

const REQUEUED = move.requeue({ until: '$4', code: '$5', reason: '$6', at: '$3' })

/** The same for a message that is already found, locking it. @returns whether its state has changed. */
export async function moveMessage(
  ctx: EmpresaSqlCtx,
  id: string,
  reported: ReportedStatus,
  at: Date,
  providerMessageId: string | null,
  failure: StoredAck['failure'] | AckEvent['failure'],
): Promise<boolean> {
  const { rows } = await ctx.sql.query<{ state: MessageState; kind: string; reached: boolean }>(
    `SELECT state, kind, EXISTS (SELECT FROM message_attempts AS a WHERE a.empresa_id = m.empresa_id AND a.message_id = m.id
       AND a.n < m.attempts AND a.outcome IN ('accepted', 'unknown')) AS reached
     FROM messages AS m WHERE m.empresa_id = $1 AND m.id = $2 FOR NO KEY UPDATE`,
    [ctx.empresaId, id],
  )
  const [row] = rows
  if (!row) return false
  const known = row.state
  const next = mergeState(known, reported)
  const changed = next !== known
  // With an earlier attempt that may have arrived, the ack may be about that one: it shows as failed, and a user decides.
  if (changed && next === 'falhou' && failure?.kind === 'later' && !row.reached) {
    // Certainly not delivered: it waits and gets a new client id, so that late acks of the old one don't affect it.
    const until = new Date(ctx.now.getTime() + (failure.retryAfterSeconds ?? 3600) * 1000)
    await ctx.sql.query(`UPDATE messages SET ${REQUEUED} WHERE empresa_id = $1 AND id = $2`, [
      ctx.empresaId,
      id,
      ctx.now,
      until,
      failure.code,
      failure.reason,
    ])
    await ctx.sql.query(
      `UPDATE whatsapp_connections AS c SET next_due_at = least(c.next_due_at, $3) FROM messages AS m
       WHERE m.empresa_id = $1 AND m.id = $2 AND c.empresa_id = $1 AND c.id = m.connection_id AND c.status = 'conectada' AND c.paused_at IS NULL`,
      [ctx.empresaId, id, until],
    )
    await notifyLive(ctx, ctx.empresaId, 'message', id)
    return true
  }
  const got = (...states: ReportedStatus[]) => (states.includes(reported) ? at : null)
  await ctx.sql.query(
    `UPDATE messages SET ${move.acknowledge({ state: '$3', changed: '$5', code: '$6', reason: '$7', at: '$12' })},
       provider_message_id = coalesce(provider_message_id, $4), accepted_at = coalesce(accepted_at, $8),
       sent_at = least(sent_at, $9), delivered_at = least(delivered_at, $10), read_at = least(read_at, $11)
     WHERE empresa_id = $1 AND id = $2`,
    [
      ctx.empresaId,
      id,
      next,
      providerMessageId,
      changed,
      next === 'falhou' ? (failure?.code ?? 'falhou') : null,
      next === 'falhou' ? failureText(row.kind, failure) : null,
      reported === 'failed' ? null : at,
      got('sent', 'delivered', 'read', 'played'),
      got('delivered', 'read', 'played'),
      got('read', 'played'),
      ctx.now,
    ],
  )
  if (changed) await notifyLive(ctx, ctx.empresaId, 'message', id)
  return changed
}

/** Since when acks are kept that came before their message was known. */
export function earliestWaiting(ctx: EmpresaSqlCtx): Date {
  return new Date(ctx.now.getTime() - 86_400_000)
}

/** JSON that a stored delivery contains when it has an ack of this id; matches nothing when the id is null. */
export function waitingAckOf(providerMessageId: string | null): string {
  return JSON.stringify([{ type: 'ack', providerMessageId: providerMessageId ?? '' }])
}

/**
 * Applies acks that came before we knew the provider's id of their message. `echoed`: its echo came, so WhatsApp has it.
 * @returns failures that concern the contact, to be applied once nothing is locked.
 */
export async function applyWaitingAcks(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  messageId: string,
  providerMessageId: string,
  echoed: boolean,
): Promise<Refused[]> {
  if (echoed) await moveMessage(ctx, messageId, 'sent', ctx.now, providerMessageId, null)
  const { rows } = await ctx.sql.query<{ events: unknown[] }>(
    `SELECT events FROM whatsapp_events WHERE empresa_id = $1 AND connection_id = $2 AND unmatched
       AND received_at >= $3 AND events @> $4::jsonb`,
    [ctx.empresaId, connectionId, earliestWaiting(ctx), waitingAckOf(providerMessageId)],
  )
  const failures: Refused[] = []
  for (const event of rows.flatMap((row) => row.events)) {
    const ack = storedAck.safeParse(event)
    if (!ack.success || ack.data.providerMessageId !== providerMessageId) continue
    const { status, at, failure } = ack.data
    const changed = await moveMessage(ctx, messageId, status, at, providerMessageId, failure)
    if (changed && failure && isAboutPerson(failure)) failures.push(failure)
  }
  return failures
}
