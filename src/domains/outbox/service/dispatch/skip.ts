import { liveNotice } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { INSERT_DECISIONS, writeDecisions, type Decision } from '../decisions'
import type { Candidate } from './candidate'
import type { Evaluation } from './evaluate'
import * as move from '../message-state'

export type Skipped = Exclude<Evaluation, { kind: 'send' }>

/** The decision for the timeline: once a day per reason that a message didn't go. */
function decisionOf(candidate: Candidate, decision: Skipped, today: string): Decision {
  return {
    key: `${candidate.id}:${decision.code}:${decision.kind === 'defer' ? today : ''}`,
    contactId: candidate.contactId,
    subjectType: candidate.subjectType ?? 'message',
    subjectId: candidate.subjectId ?? candidate.id,
    ruleId: candidate.ruleId,
    decision: decision.kind === 'cancel' ? 'nao_enviar' : 'adiar',
    code: decision.code,
    reason: decision.reason,
  }
}

/** Records why a channel's messages don't go, and leaves them unchanged: the reason is the channel, not the messages. */
export function recordSkip(
  ctx: EmpresaSqlCtx,
  candidate: Candidate,
  decision: Skipped,
  today: string,
): Promise<void> {
  return writeDecisions(ctx, [decisionOf(candidate, decision, today)])
}

const SKIP = `
  WITH recorded AS (${INSERT_DECISIONS}), moved AS (
    UPDATE messages SET ${move.skipUntil({ until: '$5', code: '$6', reason: '$7', at: '$3' })}
    WHERE empresa_id = $1 AND id = $4 AND state = 'pendente'
  )
  SELECT pg_notify($8, $9)`

/** Cancels or defers a message, and records why. */
export async function skip(
  ctx: EmpresaSqlCtx,
  candidate: Candidate,
  decision: Skipped,
  today: string,
): Promise<void> {
  // A deferral in the past would be evaluated again at once, without end.
  const until =
    decision.kind === 'defer' ? new Date(Math.max(decision.until.getTime(), ctx.now.getTime() + 1000)) : null
  await ctx.sql.query({
    name: 'dispatch-skip',
    text: SKIP,
    values: [
      ctx.empresaId,
      JSON.stringify([decisionOf(candidate, decision, today)]),
      ctx.now,
      candidate.id,
      until,
      decision.code,
      decision.reason,
      ...liveNotice(ctx.empresaId, 'message', candidate.id),
    ],
  })
}
