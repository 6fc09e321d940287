import { liveNotice } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { INSERT_DECISIONS, writeDecisions, type Decision } from '../decisions'
import type { Candidate } from './candidate'
import type { Evaluation } from './evaluate'

export type Refusal = Exclude<Evaluation, { kind: 'send' }>

/** The decision for the timeline: once a day per reason that a message didn't go. */
function decisionOf(candidate: Candidate, verdict: Refusal, today: string): Decision {
  return {
    key: `${candidate.id}:${verdict.code}:${verdict.kind === 'defer' ? today : ''}`,
    contactId: candidate.contactId,
    subjectType: candidate.subjectType ?? 'message',
    subjectId: candidate.subjectId ?? candidate.id,
    ruleId: candidate.ruleId,
    decision: verdict.kind === 'cancel' ? 'nao_enviar' : 'adiar',
    code: verdict.code,
    reason: verdict.reason,
  }
}

/** Records why a channel's messages don't go, and leaves them unchanged: the reason is the channel, not the messages. */
export function recordSkip(
  ctx: EmpresaSqlCtx,
  candidate: Candidate,
  verdict: Refusal,
  today: string,
): Promise<void> {
  return writeDecisions(ctx, [decisionOf(candidate, verdict, today)])
}

const REFUSE = `
  WITH recorded AS (${INSERT_DECISIONS}), moved AS (
    UPDATE messages SET state = CASE WHEN $5::timestamptz IS NULL THEN 'cancelada' ELSE 'pendente' END,
      not_before = coalesce($5, not_before), state_code = $6, state_reason = $7, updated_at = $3
    WHERE empresa_id = $1 AND id = $4 AND state = 'pendente'
  )
  SELECT pg_notify($8, $9)`

/** Cancels or defers a message, and records why. */
export async function skip(
  ctx: EmpresaSqlCtx,
  candidate: Candidate,
  verdict: Refusal,
  today: string,
): Promise<void> {
  // A deferral in the past would be evaluated again at once, without end.
  const until =
    verdict.kind === 'defer' ? new Date(Math.max(verdict.until.getTime(), ctx.now.getTime() + 1000)) : null
  await ctx.sql.query({
    name: 'dispatch-skip',
    text: REFUSE,
    values: [
      ctx.empresaId,
      JSON.stringify([decisionOf(candidate, verdict, today)]),
      ctx.now,
      candidate.id,
      until,
      verdict.code,
      verdict.reason,
      ...liveNotice(ctx.empresaId, 'message', candidate.id),
    ],
  })
}
