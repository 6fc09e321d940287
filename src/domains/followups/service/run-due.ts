import { PRIORITY } from '~/domains/messaging/kinds'
import { contactsOfPhones } from '~/domains/messaging/service/contacts'
import { writeDecisions, type Decision } from '~/domains/messaging/service/decisions'
import { queueMessages } from '~/domains/messaging/service/queue'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { MESSAGE_KIND_OF, SUBJECT_OF } from '../kinds'
import {
  activeSteps,
  dueAt,
  enrol,
  expiresAt,
  QUIET_BETWEEN_SUBJECTS_MINUTES,
  stopOf,
  stopReason,
  turnOf,
  type Step,
} from '../rules'
import type { StopCode } from '../texts'
import { candidatesSql, enrolledSql, type SubjectFacts } from './facts'
import { markSent } from './mark-sent'
import {
  cancelAbout,
  followUpsOf,
  insertEnrolments,
  lockFollowUps,
  stepKey,
  stopKey,
  updateEnrolments,
  type EnrolmentChange,
  type StoredFollowUp,
} from './store'

/** Subjects of one kind that one run takes; the next run, a minute later, takes the others. */
const BATCH = 2_000
/** Older subjects than any step may wait for are not looked for. */
const OLDEST_DAYS = 31

/** What one run did. */
export type RunReport = { enrolled: number; queued: number; notSent: number; stopped: number; marked: number }

/**
 * One look at everything that may be due in the empresa: enters new subjects, ends series, queues what is due. Any number
 * of runs, at any time and from anywhere, queue one message per step and subject (t-16, t-40).
 */
export async function runDue(ctx: EmpresaSqlCtx): Promise<RunReport> {
  await lockFollowUps(ctx)
  const report: RunReport = { enrolled: 0, queued: 0, notSent: 0, stopped: 0, marked: await markSent(ctx) }
  for (const followUp of await followUpsOf(ctx)) {
    if (!followUp.active || !followUp.activeSince || !followUp.connectionId) continue
    report.enrolled += await enrolNew(ctx, followUp, followUp.activeSince)
    const turn = await advance(ctx, followUp, followUp.connectionId)
    report.queued += turn.queued
    report.notSent += turn.notSent
    report.stopped += turn.stopped
  }
  return report
}

const recentSince = (ctx: EmpresaSqlCtx) =>
  new Date(ctx.now.getTime() - QUIET_BETWEEN_SUBJECTS_MINUTES * 60_000)

async function enrolNew(ctx: EmpresaSqlCtx, followUp: StoredFollowUp, activeSince: Date): Promise<number> {
  const oldest = new Date(ctx.now.getTime() - OLDEST_DAYS * 86_400_000)
  const { rows } = await ctx.sql.query<SubjectFacts>(candidatesSql(followUp.kind), [
    ctx.empresaId,
    recentSince(ctx),
    activeSince > oldest ? activeSince : oldest,
    followUp.id,
    BATCH,
  ])
  if (rows.length === 0) return 0
  // An answer about something else is no answer to a series that has not begun.
  const entered = rows.map((facts) => ({ facts, ...enrol(followUp, { ...facts, answered: false }) }))
  await insertEnrolments(
    ctx,
    followUp.id,
    entered.map(({ facts, holdout, nextAt, stop }) => ({
      subjectId: facts.id,
      startedAt: facts.startedAt,
      holdout,
      nextAt,
      stopReason: stop,
    })),
  )
  await writeDecisions(
    ctx,
    entered.flatMap(({ facts, stop }) => (stop ? [ended(followUp, facts, stop, 'nao_enviar')] : [])),
  )
  return entered.length
}

function ended(
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

type Open = { subjectId: string; startedAt: Date; lastStep: number; nextAt: Date | null }
type Outcome = {
  change: EnrolmentChange
  facts: SubjectFacts
  stop: StopCode | null
  send: Step | null
  decisions: Decision[]
}

/** Ends the series that are over and takes the turn of those that are due. */
async function advance(ctx: EmpresaSqlCtx, followUp: StoredFollowUp, connectionId: string) {
  const { rows: open } = await ctx.sql.query<Open>(
    `SELECT subject_id AS "subjectId", started_at AS "startedAt", last_step AS "lastStep", next_at AS "nextAt"
     FROM follow_up_enrolments WHERE empresa_id = $1 AND follow_up_id = $2 AND stopped_at IS NULL
     ORDER BY next_at NULLS LAST LIMIT 20000`,
    [ctx.empresaId, followUp.id],
  )
  if (open.length === 0) return { queued: 0, notSent: 0, stopped: 0 }
  const { rows } = await ctx.sql.query<SubjectFacts>(enrolledSql(followUp.kind), [
    ctx.empresaId,
    recentSince(ctx),
    followUp.id,
    open.map((one) => one.subjectId),
  ])
  const factsOf = new Map(rows.map((facts) => [facts.id, facts]))
  const outcomes = open.flatMap((one) => {
    const facts = factsOf.get(one.subjectId)
    const outcome = facts && turnOfSubject(ctx, followUp, one, facts)
    return outcome ? [outcome] : []
  })
  const written = await write(ctx, followUp, connectionId, outcomes)
  return { ...written, stopped: outcomes.filter(({ stop }) => stop !== null && stop !== 'concluida').length }
}

function turnOfSubject(
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
  // The person came back before anything was sent: the delays count from the last activity.
  const startedAt = open.lastStep === 0 ? facts.startedAt : open.startedAt
  const moved = startedAt.getTime() !== open.startedAt.getTime()
  const turn = turnOf(followUp.steps, startedAt, open.lastStep, ctx.now)
  if (facts.resting || (turn.lastStep === open.lastStep && turn.nextAt !== null)) {
    const [first] = activeSteps(followUp.steps)
    const nextAt = facts.resting && first ? dueAt(facts.startedAt, first) : turn.nextAt
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
  const send = facts.recently ? null : turn.send
  const decisions = turn.late.map((step) =>
    notNow(
      followUp,
      facts,
      step,
      'atrasada',
      'A hora desta mensagem passou enquanto nada podia ser enviado; ela não é enviada atrasada.',
    ),
  )
  if (turn.send && !send)
    decisions.push(
      notNow(
        followUp,
        facts,
        turn.send,
        'recem_contatada',
        'A pessoa recebeu outra mensagem deste tipo há menos de 24 horas.',
      ),
    )
  const over = turn.nextAt === null
  if (over) decisions.push(ended(followUp, facts, 'concluida', 'parar'))
  return {
    facts,
    send,
    decisions,
    stop: over ? 'concluida' : null,
    change: {
      ...still,
      startedAt,
      lastStep: turn.lastStep,
      nextAt: turn.nextAt,
      stopReason: over ? 'concluida' : null,
    },
  }
}

function notNow(
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

async function write(
  ctx: EmpresaSqlCtx,
  followUp: StoredFollowUp,
  connectionId: string,
  outcomes: readonly Outcome[],
) {
  const stopped = outcomes.filter(({ stop }) => stop !== null && stop !== 'concluida')
  await cancelAbout(
    ctx,
    followUp.kind,
    stopped.map(({ facts, stop }) => ({
      subjectId: facts.id,
      code: stop ?? '',
      reason: stop ? stopReason(stop) : '',
    })),
  )
  const sending = onePerPerson(outcomes)
  // An earlier step that quiet hours still keep back gives way: nobody gets two at once.
  await cancelAbout(
    ctx,
    followUp.kind,
    sending.map(({ facts }) => ({
      subjectId: facts.id,
      code: 'substituida',
      reason: 'A mensagem seguinte da série tomou o lugar desta, que ainda não tinha saído.',
    })),
  )
  const contacts = await contactsOfPhones(
    ctx,
    sending.flatMap(({ facts: { phone, phoneKey, name, uf, customerId } }) =>
      phone && phoneKey ? [{ phone, phoneKey, name, uf, customerId }] : [],
    ),
  )
  const queued = await queueMessages(
    ctx,
    sending.flatMap(({ facts, send, change }) => {
      const contactId = contacts.get(facts.phoneKey ?? '')
      if (!contactId) return []
      return {
        dedupeKey: stepKey(send.id, facts.id),
        kind: MESSAGE_KIND_OF[followUp.kind],
        connectionId,
        contactId,
        templateId: send.templateId,
        subjectType: SUBJECT_OF[followUp.kind],
        subjectId: facts.id,
        ruleId: send.id,
        notBefore: ctx.now,
        expiresAt: expiresAt(change.startedAt, send),
        priority: PRIORITY.followUp,
      }
    }),
  )
  const notSent = outcomes.flatMap(({ decisions }) => decisions)
  const toSend = sending.map(({ facts, send }) => ({
    ...notNow(followUp, facts, send, 'na_fila', `Mensagem ${String(send.position)} da série entrou na fila.`),
    contactId: contacts.get(facts.phoneKey ?? '') ?? null,
    decision: 'enviar' as const,
  }))
  await writeDecisions(ctx, [...toSend, ...notSent])
  await updateEnrolments(
    ctx,
    followUp.id,
    outcomes.map(({ change }) => change),
  )
  return {
    queued: queued.length,
    notSent: notSent.filter(({ decision }) => decision === 'nao_enviar').length,
  }
}

/** Two subjects of one person in one run: the newer one writes; the older one stops as replaced in the next run. */
function onePerPerson(outcomes: readonly Outcome[]) {
  const byPerson = new Map<string, Outcome & { send: Step }>()
  for (const outcome of outcomes) {
    const { send, facts } = outcome
    const known = facts.phoneKey ? byPerson.get(facts.phoneKey) : undefined
    if (!send || !facts.phoneKey) continue
    if (!known || known.facts.startedAt < facts.startedAt) byPerson.set(facts.phoneKey, { ...outcome, send })
  }
  return [...byPerson.values()]
}
