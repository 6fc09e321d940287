import type { SendCommand } from '~/adapters/whatsapp/port'
import { liveNotice } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { SealedConnection } from '~/domains/channels/service/provider'
import type { Candidate } from './candidate'
import type { LockedConnection } from './connection'
import { CLAIM_SECONDS, plus, type DispatchDeps } from './deps'
import type { Evaluation } from './evaluate'
import * as move from '../message-state'

/** A message claimed for sending: its attempt is committed before the provider is called. */
export type Claimed = {
  empresaId: string
  connection: SealedConnection
  messageId: string
  /** Number of the attempt, from 1. */
  n: number
  startedAt: Date
  command: SendCommand
}

/**
 * Creates the conversation with its first message. It moves up in the list only once a message by hand was accepted: a
 * campaign must not bury contacts who wait. Message, attempt and the channel's counts change together. The channel is due
 * again when it may send or when the claim ends; recording the outcome corrects this time.
 */
const WRITE = `
  WITH conversation AS (
    INSERT INTO conversations AS v (empresa_id, connection_id, contact_id, status, last_text, last_message_at, created_at)
    SELECT $1::uuid, $2::uuid, $4::uuid, 'encerrada', left($5, 200), $6::timestamptz, $6::timestamptz WHERE $4::uuid IS NOT NULL
    ON CONFLICT (empresa_id, connection_id, contact_id) DO UPDATE SET last_message_at = v.last_message_at
    RETURNING id
  ), sent AS (
    UPDATE messages SET ${move.claim({ by: '$8', until: '$9', at: '$6' })}, attempts = $7, client_message_id = $10, body = $5,
      conversation_id = (SELECT id FROM conversation)
    WHERE empresa_id = $1 AND id = $3
  ), tried AS (
    INSERT INTO message_attempts (empresa_id, message_id, n, started_at) VALUES ($1, $3::uuid, $7, $6)
  ), number AS (
    UPDATE whatsapp_connections AS c SET next_send_at = $11, counted_day = $12::date, sent_today = $13, new_contacts_today = $14,
      next_due_at = least($11::timestamptz, $9)
    WHERE c.empresa_id = $1 AND c.id = $2
  )
  SELECT pg_notify($15, $16)`

/** Writes the attempt in the claim's unit of work, which commits it. */
export async function writeAttempt(
  ctx: EmpresaSqlCtx,
  deps: DispatchDeps,
  connection: LockedConnection,
  candidate: Candidate,
  { to, content, text, newContact }: Extract<Evaluation, { kind: 'send' }>,
  workerId: string,
): Promise<Claimed> {
  const clientMessageId = candidate.clientMessageId ?? deps.newId()
  const n = candidate.attempts + 1
  const gap = connection.minGapSeconds + deps.random() * (connection.maxGapSeconds - connection.minGapSeconds)
  await ctx.sql.query({
    name: 'dispatch-write',
    text: WRITE,
    values: [
      ctx.empresaId,
      connection.id,
      candidate.id,
      candidate.contactId,
      text,
      ctx.now,
      n,
      workerId,
      plus(ctx.now, CLAIM_SECONDS),
      clientMessageId,
      plus(ctx.now, gap),
      connection.today,
      connection.sentToday + 1,
      connection.newContactsToday + (newContact ? 1 : 0),
      ...liveNotice(ctx.empresaId, 'message', candidate.id),
    ],
  })
  return {
    empresaId: ctx.empresaId,
    connection: { id: connection.id, configSealed: connection.configSealed },
    messageId: candidate.id,
    n,
    startedAt: ctx.now,
    command: { clientMessageId, to, content },
  }
}
