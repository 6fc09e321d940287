import type { Content, Recipient, SendCommand } from '~/adapters/whatsapp/port'
import { digitsOf } from '~/adapters/whatsapp/identity'
import { notifyLive } from '~/kernel/live'
import { withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { connectionGate } from '../../rules/gate'
import { writeDecisions } from '../decisions'
import type { SealedConnection } from '../provider'
import { takeBest, type Candidate } from './candidate'
import { lockConnection, refreshDue, sweepExpired, type LockedConnection } from './connection'
import { CLAIM_SECONDS, dispatchScope, plus, type DispatchDeps } from './deps'
import { judge, type Judgement } from './judge'

/** A message that is ours to send now: its attempt is committed before anybody calls the provider. */
export type Claimed = {
  empresaId: string
  connection: SealedConnection
  messageId: string
  /** Number of the attempt, from 1. */
  n: number
  startedAt: Date
  command: SendCommand
}
export type Claim =
  /** Nothing to send now; the connection knows when it is due again. */
  | { kind: 'idle' }
  /** Another dispatcher holds the connection. */
  | { kind: 'busy' }
  /** Messages were judged and none may go yet; more are due. */
  | { kind: 'more' }
  | { kind: 'claimed'; claimed: Claimed }

/** Messages judged in one unit of work at most: a long list that may not go gives way to other connections. */
const MOST_JUDGED = 25

/**
 * One unit of work that decides and, if a message may go, commits its attempt. Nothing is called outside.
 * @param workerId names the claim's owner.
 */
export function claimNext(
  deps: DispatchDeps,
  empresaId: string,
  connectionId: string,
  workerId: string,
): Promise<Claim> {
  return withEmpresaSql(dispatchScope(empresaId, deps.clock), async (ctx) => {
    const connection = await lockConnection(ctx, connectionId, false)
    if (!connection) return { kind: 'busy' }
    await sweepExpired(ctx, connectionId)
    if (connection.waitUntil !== null) return idle(ctx, connectionId, null)
    const gate = connectionGate({ ...connection, paused: connection.pausedAt !== null }, connection.tomorrow)
    if (gate.kind === 'closed') {
      const first = await takeBest(ctx, connectionId)
      if (first)
        await decide(ctx, connection, first, { ...gate, kind: 'defer', until: gate.until ?? ctx.now })
      return idle(ctx, connectionId, gate.until)
    }
    for (let judged = 0; judged < MOST_JUDGED; judged++) {
      const candidate = await takeBest(ctx, connectionId)
      if (!candidate) return idle(ctx, connectionId, null)
      const judgement = await judge(ctx, deps.subjects, connection, candidate)
      if (judgement.kind === 'send')
        return {
          kind: 'claimed',
          claimed: await writeAttempt(ctx, deps, connection, candidate, judgement, workerId),
        }
      await decide(ctx, connection, candidate, judgement)
      await putOff(ctx, candidate, judgement)
    }
    await refreshDue(ctx, connectionId, null)
    return { kind: 'more' }
  })
}

async function idle(ctx: EmpresaSqlCtx, connectionId: string, until: Date | null): Promise<Claim> {
  await refreshDue(ctx, connectionId, until)
  return { kind: 'idle' }
}

type Refusal = Exclude<Judgement, { kind: 'send' }>

/** Tells the timeline once a day per reason why a message didn't go. */
async function decide(
  ctx: EmpresaSqlCtx,
  connection: LockedConnection,
  candidate: Candidate,
  refusal: Refusal,
): Promise<void> {
  await writeDecisions(ctx, [
    {
      key: `${candidate.id}:${refusal.code}:${refusal.kind === 'defer' ? connection.today : ''}`,
      contactId: candidate.contactId,
      subjectType: candidate.subjectType ?? 'message',
      subjectId: candidate.subjectId ?? candidate.id,
      ruleId: candidate.ruleId,
      decision: refusal.kind === 'cancel' ? 'nao_enviar' : 'adiar',
      code: refusal.code,
      reason: refusal.reason,
    },
  ])
}

async function putOff(ctx: EmpresaSqlCtx, candidate: Candidate, refusal: Refusal): Promise<void> {
  const { kind, code, reason } = refusal
  // A wait that is over already would be judged again at once, without end.
  const until =
    kind === 'defer' ? new Date(Math.max(refusal.until.getTime(), ctx.now.getTime() + 1000)) : null
  await ctx.sql.query(
    `UPDATE messages SET state = CASE WHEN $3::timestamptz IS NULL THEN 'cancelada' ELSE 'pendente' END,
       not_before = coalesce($3, not_before), state_code = $4, state_reason = $5, updated_at = $6
     WHERE empresa_id = $1 AND id = $2`,
    [ctx.empresaId, candidate.id, until, code, reason, ctx.now],
  )
  await notifyLive(ctx, ctx.empresaId, 'message', candidate.id)
}

/** Whom a message goes to. The login seen in an inbound message wins over the phone where they differ (ninth digit). */
export function recipientOf(to: Pick<Candidate, 'phone' | 'jid' | 'lid' | 'address'>): Recipient | null {
  const { phone, jid, lid, address } = to
  if (jid !== null && (phone === null || jid.split('@')[0] !== digitsOf(phone))) return { kind: 'jid', jid }
  if (phone !== null) return { kind: 'phone', e164: phone }
  if (lid !== null) return { kind: 'lid', lid }
  if (address === 'status') return { kind: 'status' }
  return address === null ? null : { kind: 'group', id: address }
}

async function contentOf(ctx: EmpresaSqlCtx, { media }: Candidate, text: string): Promise<Content> {
  if (!media) return { kind: 'text', text }
  const source = 'pictureId' in media.source ? await pictureOf(ctx, media.source.pictureId) : media.source
  return { kind: 'media', ...media, source, caption: text === '' ? null : text }
}

/** @throws Error when the picture is gone: the subject's check cancels such a message before. */
async function pictureOf(ctx: EmpresaSqlCtx, id: string): Promise<{ base64: string }> {
  const { rows } = await ctx.sql.query<{ bytes: Buffer }>(
    'SELECT bytes FROM pictures WHERE empresa_id = $1 AND id = $2',
    [ctx.empresaId, id],
  )
  const [row] = rows
  if (!row) throw new Error(`picture ${id} is gone`)
  return { base64: row.bytes.toString('base64') }
}

async function writeAttempt(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  connection: LockedConnection,
  candidate: Candidate,
  { text, stranger }: Extract<Judgement, { kind: 'send' }>,
  workerId: string,
): Promise<Claimed> {
  const to = recipientOf(candidate)
  if (!to) throw new Error(`message ${candidate.id} goes to nobody`)
  const clientMessageId = candidate.clientMessageId ?? deps.newId()
  const n = candidate.attempts + 1
  const conversationId = await talkOf(ctx, candidate, text)
  await ctx.sql.query(
    `WITH sent AS (
       UPDATE messages SET state = 'enviando', state_code = NULL, state_reason = NULL, attempts = $3, claimed_by = $4, claimed_until = $5,
         client_message_id = $6, body = $7, conversation_id = $8, accepted_at = NULL, updated_at = $9
       WHERE empresa_id = $1 AND id = $2
     )
     INSERT INTO message_attempts (empresa_id, message_id, n, started_at) VALUES ($1::uuid, $2::uuid, $3, $9)`,
    [
      ctx.empresaId,
      candidate.id,
      n,
      workerId,
      plus(ctx.now, CLAIM_SECONDS),
      clientMessageId,
      text,
      conversationId,
      ctx.now,
    ],
  )
  const gap = connection.minGapSeconds + deps.random() * (connection.maxGapSeconds - connection.minGapSeconds)
  await ctx.sql.query(
    `UPDATE whatsapp_connections SET next_send_at = $3, counted_day = $4::date, sent_today = $5, strangers_today = $6
     WHERE empresa_id = $1 AND id = $2`,
    [
      ctx.empresaId,
      connection.id,
      plus(ctx.now, gap),
      connection.today,
      connection.sentToday + 1,
      connection.strangersToday + (stranger ? 1 : 0),
    ],
  )
  await refreshDue(ctx, connection.id, null)
  await notifyLive(ctx, ctx.empresaId, 'message', candidate.id)
  return {
    empresaId: ctx.empresaId,
    connection: { id: connection.id, configSealed: connection.configSealed },
    messageId: candidate.id,
    n,
    startedAt: ctx.now,
    command: { clientMessageId, to, content: await contentOf(ctx, candidate, text) },
  }
}

/** The talk that the message belongs to, begun now if it is the first. */
async function talkOf(ctx: EmpresaSqlCtx, candidate: Candidate, text: string): Promise<string | null> {
  if (candidate.contactId === null) return null
  const { rows } = await ctx.sql.query<{ id: string }>(
    `INSERT INTO conversations AS v (empresa_id, connection_id, contact_id, status, last_text, last_message_at, created_at)
     VALUES ($1, $2, $3, 'encerrada', $4, $5, $5)
     ON CONFLICT (empresa_id, connection_id, contact_id) DO UPDATE SET
       last_text = excluded.last_text, last_message_at = greatest(v.last_message_at, excluded.last_message_at)
     RETURNING id`,
    [ctx.empresaId, candidate.connectionId, candidate.contactId, text.slice(0, 200), ctx.now],
  )
  return rows[0]?.id ?? null
}
