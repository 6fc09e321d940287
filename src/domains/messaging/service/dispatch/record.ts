import { setTimeout as pause } from 'node:timers/promises'
import type { Later, Outcome, Pause } from '~/adapters/whatsapp/port'
import { notify } from '~/domains/empresas/service/notifications'
import { notifyLive } from '~/kernel/live'
import { withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { MessageState } from '../../kinds'
import { MOST_ATTEMPTS, retrySeconds } from '../../rules/states'
import { applyWaitingAcks, dropEchoOf } from '../acks'
import type { Claimed } from './claim'
import { lockConnection, refreshDue } from './connection'
import { ACK_SECONDS, dispatchScope, plus, type DispatchDeps } from './deps'

type Held = { state: MessageState; attempts: number; clientMessageId: string | null }

/** Failures of the database that say nothing about the work: deadlocks, and connections that break. */
const PASSES = /^(?:40001|40P01|08\w{3}|57P0\w|ECONNRESET|ECONNREFUSED|EPIPE)$/

/**
 * The second unit of work of a send: what the provider answered, and what follows from it. Only this process knows the
 * answer, so a database that stumbles is asked again.
 */
export async function recordOutcome(deps: DispatchDeps, claimed: Claimed, outcome: Outcome): Promise<void> {
  for (let wait = 50; ; wait *= 4) {
    try {
      return await recordOnce(deps, claimed, outcome)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!PASSES.test(code) || wait > 4000) throw error
      await pause(wait)
    }
  }
}

function recordOnce(deps: DispatchDeps, claimed: Claimed, outcome: Outcome): Promise<void> {
  const { empresaId, connection, messageId, n } = claimed
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    // The connection first, as claims do: two orders would be a deadlock.
    await lockConnection(ctx, connection.id, true)
    const { rows } = await ctx.sql.query<Held>(
      'SELECT state, attempts, client_message_id AS "clientMessageId" FROM messages WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
      [ctx.empresaId, messageId],
    )
    await closeAttempt(ctx, claimed, outcome)
    const [held] = rows
    // A person may have ordered another attempt meanwhile, or an ack gave the message a new identity: this answer is about
    // an older one, and its id must not lead late words about that to the message.
    const same = held?.clientMessageId === claimed.command.clientMessageId
    if (held?.attempts === n && same) await settle(ctx, deps, claimed, outcome, held)
    await pauseFor(ctx, connection.id, outcome)
    await refreshDue(ctx, connection.id, null)
    await notifyLive(ctx, empresaId, 'message', messageId)
  })
}

async function closeAttempt(ctx: EmpresaSqlCtx, claimed: Claimed, outcome: Outcome): Promise<void> {
  await ctx.sql.query(
    `UPDATE message_attempts SET finished_at = $4, outcome = $5, code = $6, detail = $7 WHERE empresa_id = $1 AND message_id = $2 AND n = $3`,
    [
      ctx.empresaId,
      claimed.messageId,
      claimed.n,
      ctx.now,
      outcome.kind,
      outcome.kind === 'accepted' ? null : outcome.code,
      outcome.kind === 'accepted' ? outcome.providerMessageId : outcome.reason,
    ],
  )
}

async function settle(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  claimed: Claimed,
  outcome: Outcome,
  held: Held,
): Promise<void> {
  const { messageId, connection } = claimed
  // An ack that came before the answer knows more; the answer only adds the provider's id.
  const open = isOpen(held, outcome)
  const providerMessageId =
    outcome.kind === 'accepted' || outcome.kind === 'unknown' ? outcome.providerMessageId : null
  const echoed =
    providerMessageId !== null && (await dropEchoOf(ctx, connection.id, messageId, providerMessageId))
  const next = open ? nextState(ctx, deps, outcome, held.attempts) : null
  await ctx.sql.query(
    `UPDATE messages SET state = coalesce($3, state), state_code = CASE WHEN $3::text IS NULL THEN state_code ELSE $4 END,
       state_reason = CASE WHEN $3::text IS NULL THEN state_reason ELSE $5 END,
       claimed_by = CASE WHEN coalesce($3, state) = 'enviando' THEN coalesce(claimed_by, 'ack') END,
       claimed_until = CASE WHEN coalesce($3, state) = 'enviando' THEN coalesce($6, claimed_until) END,
       not_before = coalesce($7, not_before), provider_message_id = coalesce($8, provider_message_id),
       accepted_at = CASE WHEN $9 THEN coalesce(accepted_at, $10) ELSE accepted_at END, updated_at = $10
     WHERE empresa_id = $1 AND id = $2`,
    [
      ctx.empresaId,
      messageId,
      next?.state ?? null,
      next?.code ?? null,
      next?.reason ?? null,
      next?.claimedUntil ?? null,
      next?.notBefore ?? null,
      providerMessageId,
      outcome.kind === 'accepted',
      ctx.now,
    ],
  )
  if (outcome.kind === 'refused' && outcome.final === 'recipient')
    await ctx.sql.query(
      `UPDATE contacts AS c SET on_whatsapp = false FROM messages AS m
       WHERE m.empresa_id = $1 AND m.id = $2 AND c.empresa_id = $1 AND c.id = m.contact_id`,
      [ctx.empresaId, messageId],
    )
  if (providerMessageId !== null)
    await applyWaitingAcks(ctx, connection.id, messageId, providerMessageId, echoed)
}

/** Whether the answer still decides. Of a message that a person put back into the queue meanwhile, what is certain does. */
function isOpen(held: Held, outcome: Outcome): boolean {
  if (held.state === 'enviando' || held.state === 'incerta') return true
  return held.state === 'pendente' && (outcome.kind === 'accepted' || outcome.kind === 'refused')
}

type Next = { state: MessageState; code?: string; reason?: string; claimedUntil?: Date; notBefore?: Date }

function nextState(ctx: EmpresaSqlCtx, deps: DispatchDeps, outcome: Outcome, attempts: number): Next {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'enviando', claimedUntil: plus(ctx.now, ACK_SECONDS) }
    case 'refused':
      return { state: 'falhou', code: outcome.code, reason: outcome.reason }
    case 'unknown':
      return { state: 'incerta', code: outcome.code, reason: outcome.reason }
    case 'later':
      return again(ctx.now, deps.random, outcome, attempts)
  }
}

/** What becomes of a message that the provider surely didn't take. */
export function again(now: Date, random: () => number, outcome: Later, attempts: number): Next {
  // A number that is away says nothing about its messages: they wait for it without counting.
  if (outcome.scope === 'message' && attempts >= MOST_ATTEMPTS)
    return {
      state: 'falhou',
      code: outcome.code,
      reason: `${outcome.reason} Tentamos ${String(attempts)} vezes.`,
    }
  const wait = retrySeconds(outcome.scope === 'message' ? attempts : 1, outcome.retryAfterSeconds, random)
  return { state: 'pendente', code: outcome.code, reason: outcome.reason, notBefore: plus(now, wait) }
}

/** What must stop besides the message itself: the number, or its conversations with strangers. */
async function pauseFor(ctx: EmpresaSqlCtx, connectionId: string, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'refused' && outcome.pause)
    await applyPause(ctx, connectionId, outcome.pause, outcome.reason)
  if (outcome.kind === 'later' && outcome.scope !== 'message')
    await applyPause(
      ctx,
      connectionId,
      { scope: outcome.scope, seconds: outcome.retryAfterSeconds },
      outcome.reason,
    )
}

/** Holds a number back. `reason` is Portuguese; without seconds a person must resume it. */
export async function applyPause(
  ctx: EmpresaSqlCtx,
  connectionId: string,
  pause: Pause,
  reason: string,
): Promise<void> {
  const until = pause.seconds === null ? null : plus(ctx.now, pause.seconds)
  if (pause.scope === 'newContacts')
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET strangers_paused_until = greatest(strangers_paused_until, $3) WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, connectionId, until ?? plus(ctx.now, 365 * 86_400)],
    )
  else if (until === null) await pauseUntilResumed(ctx, connectionId, reason)
  else
    await ctx.sql.query(
      `UPDATE whatsapp_connections SET next_send_at = greatest(next_send_at, $3) WHERE empresa_id = $1 AND id = $2`,
      [ctx.empresaId, connectionId, until],
    )
  await notifyLive(ctx, ctx.empresaId, 'connection', connectionId)
}

/** Somebody must look at the number: it is paused, and the empresa is told. */
async function pauseUntilResumed(ctx: EmpresaSqlCtx, connectionId: string, reason: string): Promise<void> {
  const { rows } = await ctx.sql.query<{ name: string }>(
    `UPDATE whatsapp_connections SET paused_at = $3, paused_reason = $4 WHERE empresa_id = $1 AND id = $2 AND paused_at IS NULL
     RETURNING name`,
    [ctx.empresaId, connectionId, ctx.now, reason],
  )
  if (!rows[0]) return
  await notify(ctx, {
    kind: 'whatsapp',
    title: `O envio pelo número “${rows[0].name}” foi pausado`,
    body: reason,
    href: `whatsapp/${connectionId}`,
    dedupeKey: `whatsapp-pausa:${connectionId}:${ctx.now.toISOString()}`,
  })
}
