import type { Later, Refused } from '~/adapters/whatsapp/port'
import { isAnswer } from '~/adapters/whatsapp/said'
import { enqueueEvent } from '~/kernel/events'
import { notifyLive } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { messageReceived } from '../events'
import { isStopRequest } from '~/domains/contacts/rules/stop-words'
import { applyAck, messageOf, PHONE_AUTHOR } from '~/domains/outbox/service/acks'
import { receiveChatEvent, settleMessage } from './chat-events'
import { applyPause, pauseOf } from '~/domains/channels/service/pause'
import { applyToPerson, isAboutPerson } from '~/domains/outbox/service/consequences'
import { findOrCreateContact } from '~/domains/contacts/service/contacts'
import { optOut } from '~/domains/outbox/service/opt-out'
import { lockConnection } from '~/domains/outbox/service/dispatch/connection'
import { setStatus } from '~/domains/channels/service/connection-status'
import { echoKeys, receiveEcho } from './echo'
import { expectFile } from './files/expect'
import { notifyAnswered } from './notices'
import { receiveLabel, receiveLabelled } from './label-events'
import { openProvider } from '~/domains/channels/service/provider'
import { readDelivery, type Delivery, type StoredEvent, type StoredMessage } from './stored-events'
import { shown, conversationOf } from './conversation'

/**
 * Processes one stored delivery, once: called again it does nothing. One unit of work, so that all of it or none of it
 * happened.
 * @returns false when it was processed before or is missing.
 */
export async function processReceived(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  eventId: string,
  open = openProvider,
): Promise<boolean> {
  const { rows } = await ctx.sql.query<Omit<Delivery, 'connectionId'>>(
    `SELECT raw, events, received_at AS "receivedAt" FROM whatsapp_events
     WHERE empresa_id = $1 AND connection_id = $2 AND event_id = $3 AND processed_at IS NULL FOR UPDATE`,
    [ctx.empresaId, connectionId, eventId],
  )
  if (!rows[0]) return false
  const { parsed, events, problems } = await readDelivery(ctx, { connectionId, ...rows[0] }, open)
  // One lock order everywhere, or there would be deadlocks: contacts, then the connection, then its conversations and
  // messages.
  const contacts = await contactsOf(ctx, connectionId, events)
  await lockConnection(ctx, connectionId, true)
  let unmatched = false
  for (const event of events) {
    switch (event.type) {
      case 'ack': {
        const { known, changed } = await applyAck(ctx, connectionId, event)
        if (!known) unmatched = true
        if (event.failure && (changed || !known))
          await applyFailure(ctx, connectionId, event.failure, changed ? contacts.get(event) : undefined)
        break
      }
      case 'message':
        await (event.fromMe
          ? receiveEcho(ctx, connectionId, event, contacts.get(event))
          : receiveMessage(ctx, connectionId, event, contacts.get(event)))
        break
      case 'edit':
      case 'revoke':
      case 'reaction':
      case 'call':
      case 'chat_event':
        await receiveChatEvent(ctx, connectionId, event, contacts.get(event))
        break
      case 'opt_out': {
        const contactId = contacts.get(event)
        if (contactId !== undefined)
          await optOut(ctx, contactId, 'Pediu no WhatsApp para não receber mais promoções.')
        break
      }
      case 'status':
        await setStatus(ctx, connectionId, event.status, event.at)
        break
      case 'qr':
        await setStatus(
          ctx,
          connectionId,
          { state: 'qr', qr: event.qr, pairingCode: event.pairingCode },
          event.at,
        )
        break
      case 'restriction':
        await applyPause(ctx, connectionId, event.pause, event.reason)
        break
      case 'label':
        await receiveLabel(ctx, connectionId, event)
        break
      case 'labelled':
        await receiveLabelled(ctx, connectionId, event, contacts.get(event))
        break
    }
  }
  await ctx.sql.query(
    `UPDATE whatsapp_events SET processed_at = $4, unmatched = $5, events = $6, error = $7, raw = CASE WHEN $7::text IS NULL THEN NULL ELSE raw END
     WHERE empresa_id = $1 AND connection_id = $2 AND event_id = $3`,
    [
      ctx.empresaId,
      connectionId,
      eventId,
      ctx.now,
      unmatched,
      JSON.stringify(parsed),
      problems.length > 0 ? problems.join('; ').slice(0, 1000) : null,
    ],
  )
  return true
}

/**
 * Applies a failure that is reported later: with the same consequences beyond its message as one in the provider's answer.
 */
async function applyFailure(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  failure: Refused | Later,
  contactId: string | undefined,
): Promise<void> {
  const pauses = pauseOf(failure)
  if (pauses) await applyPause(ctx, connectionId, ...pauses)
  if (contactId !== undefined) await applyToPerson(ctx, contactId, failure)
}

/**
 * Contacts of a delivery's messages and labels, found or created, and of failures that concern a contact. Echoes of our own
 * messages are left out: the message has the contact.
 */
async function contactsOf(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  events: StoredEvent[],
): Promise<ReadonlyMap<StoredEvent, string>> {
  const contacts = new Map<StoredEvent, string>()
  const messages = events.filter((event) => event.type === 'message')
  // A later message may show that two earlier contacts are one: the second round finds the merged one.
  for (const round of messages.length > 1 ? [1, 2] : [1])
    for (const event of messages) {
      if (event.chat.kind !== 'direct') continue
      const isOurs =
        round === 1 &&
        event.fromMe &&
        (await messageOf(ctx, connectionId, event.providerMessageId, null)) !== null
      if (isOurs || (round === 2 && !contacts.has(event))) continue
      const keys = event.fromMe ? await echoKeys(ctx, connectionId, event) : event.chat.party
      contacts.set(event, (await findOrCreateContact(ctx, keys)).id)
    }
  for (const event of events)
    if (
      (event.type === 'edit' || event.type === 'call' || event.type === 'opt_out') &&
      !event.fromMe &&
      event.chat.kind === 'direct'
    )
      contacts.set(event, (await findOrCreateContact(ctx, event.chat.party)).id)
  for (const event of events)
    if (event.type === 'labelled') contacts.set(event, (await findOrCreateContact(ctx, event.party)).id)
  for (const event of events) {
    if (event.type !== 'ack' || !event.failure || !isAboutPerson(event.failure)) continue
    const found = await messageOf(ctx, connectionId, event.providerMessageId, event.clientMessageId)
    if (found?.contactId && (await lockContact(ctx, found.contactId))) contacts.set(event, found.contactId)
  }
  return contacts
}

async function lockContact(ctx: EmpresaSqlCtx, id: string): Promise<boolean> {
  const { rowCount } = await ctx.sql.query(
    'SELECT 1 FROM contacts WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [ctx.empresaId, id],
  )
  return rowCount === 1
}

/** Text for a vote whose option only the phone can read. */
const VOTED = 'Respondeu à enquete.'

async function receiveMessage(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  received: StoredMessage,
  contactId: string | undefined,
): Promise<void> {
  if (!isAnswer(received) || received.chat.kind !== 'direct' || contactId === undefined) return
  const event = received.vote && received.text === '' ? { ...received, text: VOTED } : received
  // Written first: a repetition must not count as unread again.
  const conversationId = await conversationOf(ctx, connectionId, contactId, event)
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO messages AS m (empresa_id, direction, kind, connection_id, contact_id, conversation_id, body, media, state, not_before,
       provider_message_id, created_by, created_at, updated_at)
     VALUES ($1, 'in', 'recebida', $2, $3, $4, $5, $6, 'recebida', $7, $8, $9, $7, $10)
     ON CONFLICT (empresa_id, connection_id, direction, provider_message_id) DO UPDATE SET body = excluded.body, media = excluded.media
       WHERE m.media IS NULL AND m.body IN ('', $11) AND (excluded.body NOT IN ('', $11) OR excluded.media IS NOT NULL)
     RETURNING id`,
    [
      ctx.empresaId,
      connectionId,
      contactId,
      conversationId,
      event.text,
      event.media === null ? null : JSON.stringify(event.media),
      event.at,
      event.providerMessageId,
      received.chat.party.name ?? 'Cliente',
      ctx.now,
      VOTED,
    ],
  )
  const messageId = rows[0]?.id
  if (messageId === undefined) return
  // Each option of a poll is an answer of its own.
  const said = event.vote ? event.text.split(', ') : [event.text, event.payload ?? '']
  const isStop = said.some(isStopRequest)
  const counted = await ctx.sql.query<{ unread: number }>(
    // A member who wrote later on the phone has seen it there. A stop request awaits no answer, but an earlier question
    // still does.
    `UPDATE conversations SET last_inbound_at = greatest(last_inbound_at, $3),
       unread = unread + CASE WHEN $6 OR EXISTS (SELECT FROM messages AS m WHERE m.empresa_id = $1 AND m.conversation_id = $2
         AND m.direction = 'out' AND m.created_by = $5 AND m.created_at > $3) THEN 0 ELSE 1 END,
       status = CASE WHEN status = 'em_atendimento' OR ($6 AND unread > 0) THEN status WHEN $6 THEN 'encerrada' ELSE 'aguardando' END,
       last_text = CASE WHEN last_message_at <= $3 THEN $4 ELSE last_text END, last_message_at = greatest(last_message_at, $3)
     WHERE empresa_id = $1 AND id = $2 RETURNING unread`,
    [ctx.empresaId, conversationId, event.at, shown(event), PHONE_AUTHOR, isStop],
  )
  // The first unread message is reported; those that follow until a user has read it belong to the same notification.
  if (counted.rows[0]?.unread === 1 && !isStop)
    await notifyAnswered(ctx, { conversationId, contactId, messageId, text: shown(event) })
  await ctx.sql.query(
    'UPDATE contacts SET on_whatsapp = true WHERE empresa_id = $1 AND id = $2 AND on_whatsapp IS DISTINCT FROM true',
    [ctx.empresaId, contactId],
  )
  const { empresaId } = ctx
  if (isStop) await optOut(ctx, contactId, `Escreveu “${event.text.trim().slice(0, 80)}”.`)
  await enqueueEvent(ctx, messageReceived.create({ empresaId, messageId }))
  await expectFile(ctx, messageId, event.media)
  await settleMessage(ctx, connectionId, 'in', event.providerMessageId)
  await notifyLive(ctx, empresaId, 'conversation', conversationId)
}
