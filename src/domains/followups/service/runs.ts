import type { Decision } from '~/domains/outbox/service/decisions'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { SUBJECT_OF } from '../kinds'
import { activeSteps, dueAt, stopOf, stopReason, runOf, type Step } from '../rules'
import type { StopCode } from '../texts'
import type { SubjectFacts } from './facts'
import { stepKey, stopKey, type EnrolmentChange, type StoredFollowUp } from './store'

/** A subject whose series is still running. */
export type Open = { subjectId: string; startedAt: Date; lastStep: number; nextAt: Date | null }
/** What a run decided about one subject. */
export type Outcome = {
  change: EnrolmentChange
  facts: SubjectFacts
  stop: StopCode | null
  send: Step | null
  decisions: Decision[]
}

/** The decision that ends a subject's series, for the timeline. */
export function ended(
  followUp: StoredFollowUp,
  facts: SubjectFacts,
  code: StopCode,
  decision: Decision['decision'],
): Decision {
  return {
    key: stopKey(followUp.id, facts.id),
    contactId: facts.contactId,
    subjectType: SUBJECT_OF[followUp.kind],
    subjectId: facts.id,
    ruleId: null,
    decision,
    code,
    reason: stopReason(code),
  }
}

/** Decides whether a subject's series ends, and which step is sent or skipped; null when there is nothing to change. */
export function runOfSubject(
  ctx: EmpresaSqlCtx,
  followUp: StoredFollowUp,
  open: Open,
  facts: SubjectFacts,
): Outcome | null {
  const stop = stopOf(facts)
  const still = { subjectId: facts.id, startedAt: open.startedAt, lastStep: open.lastStep }
  if (stop) {
    const change = { ...still, nextAt: null, stopReason: stop }
    return { facts, stop, send: null, change, decisions: [ended(followUp, facts, stop, 'parar')] }
  }
  // The customer came back before anything was sent: the delays count from the last activity.
  const startedAt = open.lastStep === 0 ? facts.startedAt : open.startedAt
  const moved = startedAt.getTime() !== open.startedAt.getTime()
  const run = runOf(followUp.steps, startedAt, open.lastStep, ctx.now)
  if (facts.resting || (run.lastStep === open.lastStep && run.nextAt !== null)) {
    const [first] = activeSteps(followUp.steps)
    const nextAt = facts.resting && first ? dueAt(facts.startedAt, first) : run.nextAt
    return moved
      ? {
          facts,
          stop: null,
          send: null,
          decisions: [],
          change: { ...still, startedAt, nextAt, stopReason: null },
        }
      : null
  }
  const send = facts.recently ? null : run.send
  const decisions = run.late.map((step) =>
    notNow(
      followUp,
      facts,
      step,
      'atrasada',
      'A hora desta mensagem passou enquanto nada podia ser enviado; ela não é enviada atrasada.',
    ),
  )
  if (run.send && !send)
    decisions.push(
      notNow(
        followUp,
        facts,
        run.send,
        'recem_contatada',
        'A pessoa recebeu outra mensagem deste tipo há menos de 24 horas.',
      ),
    )
  const over = run.nextAt === null
  if (over) decisions.push(ended(followUp, facts, 'concluida', 'parar'))
  return {
    facts,
    send,
    decisions,
    stop: over ? 'concluida' : null,
    change: {
      ...still,
      startedAt,
      lastStep: run.lastStep,
      nextAt: run.nextAt,
      stopReason: over ? 'concluida' : null,
    },
  }
}

/** The decision to skip a step, for the timeline. */
export function notNow(
  followUp: StoredFollowUp,
  facts: SubjectFacts,
  step: Step,
  code: string,
  reason: string,
): Decision {
  return {
    key: stepKey(step.id, facts.id),
    contactId: facts.contactId,
    subjectType: SUBJECT_OF[followUp.kind],
    subjectId: facts.id,
    ruleId: step.id,
    decision: 'nao_enviar',
    code,
    reason,
  }
}
