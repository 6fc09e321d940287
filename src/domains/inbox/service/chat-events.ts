import { randomUUID } from 'node:crypto'
import { nameOfChat } from '~/adapters/whatsapp/chat'
import { isKept } from '~/adapters/whatsapp/said'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { isStopRequest } from '~/domains/contacts/rules/stop-words'
import { optOut } from '~/domains/outbox/service/opt-out'
import { SHOWN_TEXT } from '~/domains/outbox/service/shown-text'
import type { StoredChatEvent } from './stored-events'

const KINDS = {
  edit: 'edicao',
  revoke: 'apagada',
  reaction: 'reacao',
  call: 'ligacao',
  chat_event: 'aviso',
} as const

/**
 * Stores an event of a chat that is not a message, and applies it to its message. One that comes before its message waits
 * for it: see settleMessage.
 */
export async function receiveChatEvent(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  event: StoredChatEvent,
  contactId: string | undefined,
): Promise<void> {
  // Groups, channels and statuses are no conversations of the shop with a contact.
  if ((event.chat !== null && event.chat.kind !== 'direct') || !isKept(event)) return
  const { rowCount } = await ctx.sql.query(
    `INSERT INTO chat_events AS e (empresa_id, connection_id, contact_id, key, kind, direction, target, name, text, at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (empresa_id, connection_id, key) DO UPDATE SET name = excluded.name, at = excluded.at
       WHERE e.kind = 'ligacao' AND e.at <= excluded.at`,
    [
      ctx.empresaId,
      connectionId,
      contactId ?? (await knownContact(ctx, event)),
      event.type === 'call' ? `call:${event.id}` : (event.key ?? randomUUID()),
      KINDS[event.type],
      event.fromMe ? 'out' : 'in',
      event.type === 'call' ? event.id : event.of,
      wordOf(event),
      textOf(event),
      event.at,
      ctx.now,
    ],
  )
  if (rowCount === 0) return
  if (event.type === 'edit' && !event.fromMe && contactId !== undefined && isStopRequest(event.text ?? ''))
    await optOut(ctx, contactId, `Corrigiu uma mensagem para “${(event.text ?? '').trim().slice(0, 80)}”.`)
  if (event.type === 'call' || event.type === 'chat_event') return
  await settleMessage(ctx, connectionId, event.fromMe ? 'out' : 'in', event.of)
  // A reaction may be to a message of either side.
  if (event.type === 'reaction') await publishConversation(ctx, connectionId, event.of)
}

function wordOf(event: StoredChatEvent): string | null {
  if (event.type === 'chat_event') return event.name
  return event.type === 'call' ? [event.video ? 'video' : 'voz', event.state].filter(Boolean).join(' ') : null
}

function textOf(event: StoredChatEvent): string | null {
  if (event.type === 'edit') return event.text
  return event.type === 'reaction' ? event.emoji : null
}

/** The contact of a chat, if there is one already: only a message of the contact's own creates one. */
async function knownContact(ctx: EmpresaSqlCtx, { chat }: StoredChatEvent): Promise<string | null> {
  if (chat?.kind !== 'direct' || nameOfChat(chat) === null) return null
  const { phoneKey, jid, lid, bsuid } = chat.party
  const { rows } = await ctx.sql.query<{ id: string }>(
    `SELECT id FROM contacts WHERE empresa_id = $1 AND phone_key = $2
     UNION ALL SELECT id FROM contacts WHERE empresa_id = $1 AND jid = $3
     UNION ALL SELECT id FROM contacts WHERE empresa_id = $1 AND lid = $4
     UNION ALL SELECT id FROM contacts WHERE empresa_id = $1 AND bsuid = $5 LIMIT 1`,
    [ctx.empresaId, phoneKey, jid, lid, bsuid],
  )
  return rows[0]?.id ?? null
}

/**
 * Applies the stored events to one message: its newest text, or that its author revoked it. The result is the same in any
 * order, and however often it is called.
 */
export async function settleMessage(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  direction: 'in' | 'out',
  providerMessageId: string,
): Promise<void> {
  const about = [ctx.empresaId, connectionId, direction, providerMessageId]
  // The conversation first: it is always locked before its messages.
  await ctx.sql.query(
    `SELECT FROM conversations AS v WHERE v.empresa_id = $1 AND v.id = (SELECT m.conversation_id FROM messages AS m
       WHERE m.empresa_id = $1 AND m.connection_id = $2 AND m.direction = $3 AND m.provider_message_id = $4) FOR NO KEY UPDATE`,
    about,
  )
  const newest = (
    kind: string,
  ) => `(SELECT e.text, e.at FROM chat_events AS e WHERE e.empresa_id = $1 AND e.connection_id = $2
    AND e.direction = $3 AND e.target = $4 AND e.kind = '${kind}' ORDER BY e.at DESC, e.created_at DESC LIMIT 1) AS e`
  const message =
    'm.empresa_id = $1 AND m.connection_id = $2 AND m.direction = $3 AND m.provider_message_id = $4'
  const edited = await ctx.sql.query<{ id: string }>(
    `UPDATE messages AS m SET body = coalesce(e.text, m.body), edited_at = e.at FROM ${newest('edicao')}
     WHERE ${message} AND (m.edited_at IS NULL OR m.edited_at <= e.at) RETURNING m.id`,
    about,
  )
  const revoked = await ctx.sql.query<{ id: string }>(
    `UPDATE messages AS m SET revoked_at = e.at FROM ${newest('apagada')}
     WHERE ${message} AND m.revoked_at IS NULL RETURNING m.id`,
    about,
  )
  if (edited.rows.length + revoked.rows.length === 0) return
  await ctx.sql.query(
    `UPDATE conversations AS v SET last_text = left(${SHOWN_TEXT.sql}, 200) FROM messages AS m
     WHERE ${message} AND v.empresa_id = $1 AND v.id = m.conversation_id AND v.last_message_at = m.created_at`,
    about,
  )
  await publishConversation(ctx, connectionId, providerMessageId)
}

async function publishConversation(ctx: EmpresaSqlCtx, connectionId: string, target: string): Promise<void> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `SELECT DISTINCT conversation_id AS id FROM messages WHERE empresa_id = $1 AND connection_id = $2
       AND direction IN ('in', 'out') AND provider_message_id = $3 AND conversation_id IS NOT NULL`,
    [ctx.empresaId, connectionId, target],
  )
  for (const { id } of rows) await notifyLive(ctx, ctx.empresaId, 'conversation', id)
}
