import { setTimeout as pause } from 'node:timers/promises'
import type { Later, Outcome, Refused } from '~/adapters/whatsapp/port'
import { liveNotice, liveNotices } from '~/kernel/live'
import { withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { kindsSql, type MessageState } from '../../kinds'
import { MAX_ATTEMPTS, retrySeconds } from '../../rules/states'
import { applyWaitingAcks, earliestWaiting, PHONE_AUTHOR, waitingAckOf } from '../acks'
import { applyPause, pauseOf } from '~/domains/channels/service/pause'
import { applyToPerson, isAboutPerson } from '../consequences'
import { SHOWN_TEXT } from '../shown-text'
import { restoreConversation } from '../restore-conversation'
import type { Claimed } from './attempt'
import { refreshDue, KEEP_INDEX } from './connection'
import { ACK_SECONDS, dispatchScope, plus, type DispatchDeps } from './deps'
import { dueSql } from './due'
import * as move from '../message-state'

type Locked = {
  state: MessageState
  attempts: number
  clientMessageId: string | null
  notBefore: Date
  claimedUntil: Date | null
  /** Time of the first attempt. */
  since: Date
}

/** Transient failures of the database: deadlocks, and broken connections. */
const PASSES = /^(?:40001|40P01|08\w{3}|57P0\w|ECONNRESET|ECONNREFUSED|EPIPE)$/

/**
 * The second unit of work of a send: records the provider's answer and its consequences. Only this process knows the
 * answer, so it is retried when the database fails.
 */
export async function recordOutcome(deps: DispatchDeps, claimed: Claimed, outcome: Outcome): Promise<void> {
  for (let wait = 50; ; wait *= 4) {
    try {
      for (const failure of await recordOnce(deps, claimed, outcome))
        await noteAboutContact(deps, claimed, failure)
      return
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!PASSES.test(code) || wait > 4000) throw error
      await pause(wait)
    }
  }
}

/** @returns failures that concern the contact, from the answer or from an ack that was faster. */
function recordOnce(deps: DispatchDeps, claimed: Claimed, outcome: Outcome): Promise<Refused[]> {
  const { empresaId, connection, messageId, n } = claimed
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    const locked = await lockBoth(ctx, connection.id, messageId)
    if (!locked) return []
    // A user may have ordered a retry meanwhile, or an ack gave the message a new client id: then this answer is about an
    // older attempt, and its id must not lead late acks of that one to the message.
    const mine = locked.attempts === n && locked.clientMessageId === claimed.command.clientMessageId
    const seen = await settle(ctx, deps, claimed, outcome, locked, mine)
    // Its echo came first and was taken for a member's message.
    if (seen.conversationId !== null) await restoreConversation(ctx, seen.conversationId)
    const pauses = pauseOf(outcome)
    if (pauses) await applyPause(ctx, connection.id, ...pauses)
    const providerMessageId = idIn(outcome)
    const reported = mine && providerMessageId !== null && (seen.echoed || seen.reported)
    const about = mine && isAboutPerson(outcome) ? [outcome] : []
    if (reported)
      about.push(...(await applyWaitingAcks(ctx, connection.id, messageId, providerMessageId, seen.echoed)))
    if (pauses ?? reported) await refreshDue(ctx, connection.id, null)
    return about
  })
}

/** Locks the connection, then the message, as claims do: another order could deadlock. */
async function lockBoth(ctx: EmpresaSqlCtx, connectionId: string, messageId: string): Promise<Locked | null> {
  const { rows } = await ctx.sql.query<Locked>({
    name: 'dispatch-hold',
    text: `SELECT ${KEEP_INDEX}, m.state, m.attempts, m.client_message_id AS "clientMessageId", m.not_before AS "notBefore",
        m.claimed_until AS "claimedUntil", coalesce((SELECT a.started_at FROM message_attempts AS a
          WHERE a.empresa_id = m.empresa_id AND a.message_id = m.id AND a.n = 1), m.created_at) AS since
      FROM whatsapp_connections AS c JOIN messages AS m ON m.empresa_id = c.empresa_id AND m.connection_id = c.id
      WHERE c.empresa_id = $1 AND c.id = $2 AND m.id = $3 FOR NO KEY UPDATE OF c, m`,
    values: [ctx.empresaId, connectionId, messageId],
  })
  return rows[0] ?? null
}

/**
 * Closes the attempt, updates the message if this answer is still about it, and the connection's next due time with it. An
 * echo that was stored as a message from the phone is deleted before its id is assigned to ours. A message by hand that was
 * accepted moves its conversation to the top.
 */
const SETTLE = `
  WITH closed AS (
    UPDATE message_attempts SET finished_at = $4, outcome = $5, code = $6, detail = $7
    WHERE empresa_id = $1 AND message_id = $3 AND n = $8
  ), echo AS (
    DELETE FROM messages WHERE $9 AND empresa_id = $1 AND connection_id = $2 AND direction = 'out' AND provider_message_id = $10
      AND id <> $3 AND created_by = $11
    RETURNING id, conversation_id
  ), moved AS (
    UPDATE messages SET ${move.settle({ state: '$12', explains: '$13', code: '$14', reason: '$15', claimedUntil: '$16', at: '$4' })},
      not_before = $17, provider_message_id = coalesce($10, provider_message_id),
      accepted_at = CASE WHEN $5 = 'accepted' THEN coalesce(accepted_at, $4) ELSE accepted_at END
    WHERE $9 AND empresa_id = $1 AND id = $3 AND (SELECT count(*) FROM echo) >= 0
  ), conversation AS (
    UPDATE conversations AS v SET last_text = CASE WHEN v.last_message_at <= $4 THEN left(${SHOWN_TEXT.sql}, 200) ELSE v.last_text END,
      last_message_at = greatest(v.last_message_at, $4)
    FROM messages AS m WHERE $5 = 'accepted' AND m.empresa_id = $1 AND m.id = $3 AND m.kind IN ${kindsSql('byHand')}
      AND v.empresa_id = $1 AND v.id = m.conversation_id
    RETURNING v.empresa_id, v.id
  ), number AS (
    UPDATE whatsapp_connections AS c SET next_due_at = ${dueSql({
      empresa: '$1',
      connection: '$2',
      notBefore: 'c.next_send_at',
      own: {
        id: '$3::uuid',
        waits: `CASE WHEN $12 = 'pendente' THEN $17::timestamptz END`,
        claimed: `CASE WHEN $12 = 'enviando' THEN $16::timestamptz END`,
      },
    })}
    WHERE c.empresa_id = $1 AND c.id = $2
  )
  SELECT (SELECT count(*) FROM echo) > 0 AS echoed, (SELECT min(conversation_id::text) FROM echo) AS "conversationId", pg_notify($18, $19),
    ${liveNotices('conversation', 'conversation')},
    $9 AND EXISTS (SELECT FROM whatsapp_events WHERE empresa_id = $1 AND connection_id = $2 AND unmatched
      AND received_at >= $20 AND events @> $21::jsonb) AS reported`

/** @returns whether the network reported this message before we knew the provider's id: by an echo, by acks. */
async function settle(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  claimed: Claimed,
  outcome: Outcome,
  locked: Locked,
  mine: boolean,
): Promise<{ echoed: boolean; conversationId: string | null; reported: boolean }> {
  const { messageId, connection } = claimed
  // An ack that came before the answer is more recent; the answer only adds the provider's id.
  const next = mine && isOpen(locked, outcome) ? nextState(ctx, deps, outcome, locked) : null
  const state = next?.state ?? locked.state
  const providerMessageId = idIn(outcome)
  const { rows } = await ctx.sql.query<{ echoed: boolean; conversationId: string | null; reported: boolean }>(
    {
      name: 'dispatch-settle',
      text: SETTLE,
      values: [
        ctx.empresaId,
        connection.id,
        messageId,
        ctx.now,
        outcome.kind,
        outcome.kind === 'accepted' ? null : outcome.code,
        outcome.kind === 'accepted' ? outcome.providerMessageId : outcome.reason,
        claimed.n,
        mine,
        providerMessageId,
        PHONE_AUTHOR,
        state,
        next !== null,
        next?.code ?? null,
        next?.reason ?? null,
        state === 'enviando' ? (next?.claimedUntil ?? locked.claimedUntil) : null,
        next?.notBefore ?? locked.notBefore,
        ...liveNotice(ctx.empresaId, 'message', messageId),
        earliestWaiting(ctx),
        waitingAckOf(providerMessageId),
      ],
    },
  )
  return rows[0] ?? { echoed: false, conversationId: null, reported: false }
}

function idIn(outcome: Outcome): string | null {
  return outcome.kind === 'accepted' || outcome.kind === 'unknown' ? outcome.providerMessageId : null
}

/** A unit of work of its own: contacts are locked before connections, never after. */
function noteAboutContact(
  deps: DispatchDeps,
  { empresaId, messageId }: Claimed,
  outcome: Refused,
): Promise<void> {
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    const { rows } = await ctx.sql.query<{ contactId: string }>(
      'SELECT contact_id AS "contactId" FROM messages WHERE empresa_id = $1 AND id = $2 AND contact_id IS NOT NULL',
      [empresaId, messageId],
    )
    if (rows[0]) await applyToPerson(ctx, rows[0].contactId, outcome)
  })
}

/** Whether the answer still decides. For a message that a user requeued meanwhile, only a certain answer does. */
function isOpen(locked: Locked, outcome: Outcome): boolean {
  if (locked.state === 'enviando' || locked.state === 'incerta') return true
  return locked.state === 'pendente' && (outcome.kind === 'accepted' || outcome.kind === 'refused')
}

type Next = { state: MessageState; code?: string; reason?: string; claimedUntil?: Date; notBefore?: Date }

function nextState(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  outcome: Outcome,
  locked: Pick<Locked, 'attempts' | 'since'>,
): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'enviando', claimedUntil: plus(ctx.now, ACK_SECONDS) }
    case 'refused':
      return { state: 'falhou', code: outcome.code, reason: outcome.reason }
    case 'unknown':
      return { state: 'incerta', code: outcome.code, reason: outcome.reason }
    case 'later':
      return again(ctx.now, deps.random, outcome, locked)
  }
}

/** How long a message is retried that its channel can't send: after three days it is outdated. */
const LONGEST_SECONDS = 3 * 86_400

/** The next state of a message that the provider certainly didn't accept. */
export function again(
  now: Date,
  random: () => number,
  outcome: Later,
  { attempts, since }: Pick<Locked, 'attempts' | 'since'>,
): Next {
  // An unavailable channel says nothing about its messages: they wait for it without counting attempts, but not for ever.
  const waited = outcome.scope === 'message' || plus(since, LONGEST_SECONDS) <= now
  if (waited && attempts >= MAX_ATTEMPTS)
    return {
      state: 'falhou',
      code: outcome.code,
      reason: `${outcome.reason} Tentamos ${String(attempts)} vezes.`,
    }
  const wait = retrySeconds(outcome.scope === 'message' ? attempts : 1, outcome.retryAfterSeconds, random)
  return { state: 'pendente', code: outcome.code, reason: outcome.reason, notBefore: plus(now, wait) }
}
