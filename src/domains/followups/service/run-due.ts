import { writeDecisions } from '~/domains/outbox/service/decisions'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { TABLE_OF } from '../kinds'
import { enrol, QUIET_BETWEEN_SUBJECTS_MINUTES } from '../rules'
import { candidatesSql, enrolledSql, type SubjectFacts } from './facts'
import { markSent } from './mark-sent'
import { writeRuns, type Decided } from './queue-runs'
import { followUpsOf, insertEnrolments, lockFollowUps, type StoredFollowUp } from './store'
import { ended, runOfSubject, type Open, type Outcome } from './runs'

/** Maximum of subjects of one kind in one run; the next run, a minute later, takes the others. */
const BATCH = 2_000
/** Subjects older than the longest delay are not looked for. */
const OLDEST_DAYS = 31

export type RunReport = { enrolled: number; queued: number; notSent: number; stopped: number; marked: number }

/**
 * Processes everything that may be due in the empresa: enrols new subjects, ends series, queues what is due. Any number of
 * runs, at any time and from any process, queue one message per step and subject (t-16, t-40).
 */
export async function runDue(ctx: EmpresaSqlCtx): Promise<RunReport> {
  await lockFollowUps(ctx)
  const marked = await markSent(ctx)
  let enrolled = 0
  const decided: Decided[] = []
  for (const followUp of await followUpsOf(ctx)) {
    const { active, activeSince, connectionId } = followUp
    if (!active || !activeSince || !connectionId) continue
    enrolled += await enrolNew(ctx, followUp, activeSince)
    const outcomes = await decide(ctx, followUp, await everyOpen(ctx, followUp))
    decided.push({ followUp, connectionId, outcomes })
  }
  return { enrolled, marked, ...(await writeRuns(ctx, decided)), stopped: stoppedIn(decided) }
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
  // Answers are evaluated only after the draw: otherwise every customer who writes to the shop would be in the treated
  // group.
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

/**
 * Processes an answer: only the series of the contact who wrote (cart-5). The others wait for the run of the next minute.
 * @returns how many series ended.
 */
export async function runAnswered(ctx: EmpresaSqlCtx, messageId: string): Promise<number> {
  await lockFollowUps(ctx)
  const decided: Decided[] = []
  for (const followUp of await followUpsOf(ctx)) {
    const { active, connectionId } = followUp
    if (!active || !connectionId) continue
    const outcomes = await decide(ctx, followUp, await openOf(ctx, followUp, messageId))
    decided.push({ followUp, connectionId, outcomes })
  }
  await writeRuns(ctx, decided)
  return stoppedIn(decided)
}

function stoppedIn(decided: readonly Decided[]): number {
  return decided.flatMap(({ outcomes }) =>
    outcomes.filter(({ stop }) => stop !== null && stop !== 'concluida'),
  ).length
}

const OPEN = `SELECT e.subject_id AS "subjectId", e.started_at AS "startedAt", e.last_step AS "lastStep", e.next_at AS "nextAt"
  FROM follow_up_enrolments AS e`

async function everyOpen(ctx: EmpresaSqlCtx, followUp: StoredFollowUp): Promise<Open[]> {
  const { rows } = await ctx.sql.query<Open>(
    `${OPEN} WHERE e.empresa_id = $1 AND e.follow_up_id = $2 AND e.stopped_at IS NULL ORDER BY e.next_at NULLS LAST LIMIT 20000`,
    [ctx.empresaId, followUp.id],
  )
  return rows
}

/** The open series of the contact who wrote a message. */
async function openOf(ctx: EmpresaSqlCtx, followUp: StoredFollowUp, messageId: string): Promise<Open[]> {
  const { rows } = await ctx.sql.query<Open>(
    `${OPEN} JOIN ${TABLE_OF[followUp.kind]} AS s ON s.empresa_id = $1 AND s.id = e.subject_id
     JOIN messages AS m ON m.empresa_id = $1 AND m.id = $3
     JOIN contacts AS k ON k.empresa_id = $1 AND k.id = m.contact_id AND k.phone_key = s.phone_key
     WHERE e.empresa_id = $1 AND e.follow_up_id = $2 AND e.stopped_at IS NULL`,
    [ctx.empresaId, followUp.id, messageId],
  )
  return rows
}

/** Which series are over, and which send a step. */
async function decide(
  ctx: EmpresaSqlCtx,
  followUp: StoredFollowUp,
  open: readonly Open[],
): Promise<Outcome[]> {
  if (open.length === 0) return []
  const { rows } = await ctx.sql.query<SubjectFacts>(enrolledSql(followUp.kind), [
    ctx.empresaId,
    recentSince(ctx),
    followUp.id,
    open.map((one) => one.subjectId),
  ])
  const factsOf = new Map(rows.map((facts) => [facts.id, facts]))
  return open.flatMap((one) => {
    const facts = factsOf.get(one.subjectId)
    const outcome = facts && runOfSubject(ctx, followUp, one, facts)
    return outcome ? [outcome] : []
  })
}
