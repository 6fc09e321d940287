import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { messageOf, moveMessage, PHONE_AUTHOR } from '~/domains/outbox/service/acks'
import { settleMessage } from './chat-events'
import type { ContactKeys } from '~/domains/contacts/service/contacts'
import { expectFile } from './files/expect'
import type { StoredMessage } from './stored-events'
import { shown, conversationOf } from './conversation'

/** How far back a message without the provider's id is searched for by its text. */
const ECHO_MINUTES = 30

type Open = {
  id: string
  body: string | null
  contactId: string | null
  phone: string | null
  phoneKey: string | null
  lid: string | null
}

/** Normalises a text: providers trim what they send, and some encode line breaks and accents differently. */
function plain(text: string | null): string {
  return (text ?? '').normalize('NFC').trim().replace(/\s+/g, ' ')
}

/** Messages of ours being sent, without the provider's id yet, whose text equals this one's. */
async function openLike(ctx: EmpresaSqlCtx, connectionId: string, event: StoredMessage): Promise<Open[]> {
  // A message that was typed on the phone is never ours, whatever its text.
  if (event.source === 'app' || plain(event.text) === '') return []
  const { rows } = await ctx.sql.query<Open>(
    `SELECT m.id, m.body, m.contact_id AS "contactId", p.phone, p.phone_key AS "phoneKey", p.lid FROM messages AS m
     LEFT JOIN contacts AS p ON p.empresa_id = m.empresa_id AND p.id = m.contact_id
     WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.direction = 'out' AND m.state IN ('enviando', 'incerta')
       AND m.provider_message_id IS NULL AND m.updated_at >= $3 ORDER BY m.updated_at LIMIT 200`,
    [ctx.empresaId, connectionId, new Date(event.at.getTime() - ECHO_MINUTES * 60_000)],
  )
  return rows.filter((row) => plain(row.body) === plain(event.text))
}

/**
 * The recipient of an echo. When it names only an unknown account, and a message of that text is being sent to exactly one
 * contact, the account is that contact's.
 */
export async function echoKeys(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  event: StoredMessage,
): Promise<ContactKeys> {
  if (event.chat.kind !== 'direct') return {}
  const { party } = event.chat
  if (party.phoneKey !== null) return party
  const [only, ...others] = await openLike(ctx, connectionId, event)
  if (!only?.phoneKey || only.lid !== null || others.some((one) => one.contactId !== only.contactId))
    return party
  const { rowCount } = await ctx.sql.query(
    'SELECT 1 FROM contacts WHERE empresa_id = $1 AND (lid = $2 OR jid = $3 OR bsuid = $4)',
    [ctx.empresaId, party.lid, party.jid, party.bsuid],
  )
  return rowCount === 0 ? { ...party, phone: only.phone, phoneKey: only.phoneKey } : party
}

/**
 * A message of ours reported by the network: the echo of one that we sent settles it, in a conversation, a group or a
 * status; any other was written on the phone, so a member has taken over (t-46).
 */
export async function receiveEcho(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  event: StoredMessage,
  contactId: string | undefined,
): Promise<void> {
  await ctx.sql.query(
    `UPDATE whatsapp_connections SET own_messages_at = $3 WHERE empresa_id = $1 AND id = $2
       AND (own_messages_at IS NULL OR own_messages_at < $3::timestamptz - interval '1 hour')`,
    [ctx.empresaId, connectionId, ctx.now],
  )
  const ours =
    (await messageOf(ctx, connectionId, event.providerMessageId, null)) ??
    (await ownByText(ctx, connectionId, event, contactId))
  if (ours) await moveMessage(ctx, ours.id, 'sent', event.at, event.providerMessageId, null)
  else if (event.chat.kind === 'direct' && contactId !== undefined)
    await storePhoneMessage(ctx, connectionId, contactId, event)
}

async function ownByText(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  event: StoredMessage,
  contactId: string | undefined,
): Promise<Open | undefined> {
  const like = await openLike(ctx, connectionId, event)
  if (event.chat.kind === 'direct') return like.find((one) => one.contactId === contactId)
  const posts = like.filter((one) => one.contactId === null)
  return posts.length === 1 ? posts[0] : undefined
}

async function storePhoneMessage(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  contactId: string,
  event: StoredMessage,
): Promise<void> {
  const conversationId = await conversationOf(ctx, connectionId, contactId, event)
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, conversation_id, body, media, state,
       not_before, provider_message_id, sent_at, created_by, created_at, updated_at)
     VALUES ($1, 'out', 'manual', $2, $3, $4, $5, $6, $7, 'enviada', $8, $9, $8, $10, $8, $11) ON CONFLICT DO NOTHING RETURNING id`,
    [
      ctx.empresaId,
      `celular:${connectionId}:${event.providerMessageId}`,
      connectionId,
      contactId,
      conversationId,
      event.text,
      event.media === null ? null : JSON.stringify(event.media),
      event.at,
      event.providerMessageId,
      PHONE_AUTHOR,
      ctx.now,
    ],
  )
  const messageId = rows[0]?.id
  if (messageId === undefined) return
  await expectFile(ctx, messageId, event.media)
  await ctx.sql.query(
    // Deliveries come in any order: messages received after this one are still unread.
    `UPDATE conversations AS v SET last_human_at = greatest(last_human_at, $3),
       unread = least(unread, (SELECT count(*)::int FROM messages AS m WHERE m.empresa_id = $1 AND m.conversation_id = $2
         AND m.direction = 'in' AND m.created_at > $3)),
       status = CASE status WHEN 'aguardando' THEN 'em_atendimento' ELSE status END,
       last_text = CASE WHEN last_message_at <= $3 THEN $4 ELSE last_text END, last_message_at = greatest(last_message_at, $3)
     WHERE empresa_id = $1 AND id = $2`,
    [ctx.empresaId, conversationId, event.at, shown(event)],
  )
  await settleMessage(ctx, connectionId, 'out', event.providerMessageId)
  await notifyLive(ctx, ctx.empresaId, 'conversation', conversationId)
}
