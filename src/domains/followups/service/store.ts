import { liveNotices } from '~/kernel/live'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { FollowUpKind } from '../kinds'
import { SUBJECT_OF } from '../kinds'
import type { Step } from '../rules'
import * as move from '~/domains/outbox/service/message-state'

/** A follow-up as the runs read it. */
export type StoredFollowUp = {
  id: string
  kind: FollowUpKind
  active: boolean
  activeSince: Date | null
  connectionId: string | null
  holdoutPercent: number
  steps: Step[]
}

const SELECT = `
  SELECT f.id, f.kind, f.active, f.active_since AS "activeSince", f.connection_id AS "connectionId",
    f.holdout_percent AS "holdoutPercent",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'position', s.position, 'delayMinutes', s.delay_minutes,
        'templateId', s.template_id, 'active', s.active) ORDER BY s.position)
      FROM follow_up_steps AS s WHERE s.empresa_id = $1 AND s.follow_up_id = f.id), '[]') AS steps
  FROM follow_ups AS f WHERE f.empresa_id = $1`

/** Every follow-up of the empresa, in the order of their kinds. */
export async function followUpsOf(ctx: EmpresaSqlCtx): Promise<StoredFollowUp[]> {
  return (await ctx.sql.query<StoredFollowUp>(`${SELECT} ORDER BY f.kind`, [ctx.empresaId])).rows
}

/** The follow-up of a kind; null before its page was first opened. `lock` locks it until the transaction ends. */
export async function followUpOfKind(
  ctx: EmpresaSqlCtx,
  kind: FollowUpKind,
  lock = false,
): Promise<StoredFollowUp | null> {
  const text = `${SELECT} AND f.kind = $2${lock ? ' FOR UPDATE OF f' : ''}`
  return (await ctx.sql.query<StoredFollowUp>(text, [ctx.empresaId, kind])).rows[0] ?? null
}

/** Serialises the runs of one empresa: two at once would each see the other's customers as not yet written to. */
export async function lockFollowUps(ctx: EmpresaSqlCtx): Promise<void> {
  await ctx.sql.query("SELECT pg_advisory_xact_lock(hashtextextended('followups:' || $1, 0))", [
    ctx.empresaId,
  ])
}

/** Dedupe key of one step and one subject: for its message, and for the decision that there is none. */
export function stepKey(stepId: string, subjectId: string): string {
  return `followup:${stepId}:${subjectId}`
}

/** Key of the decision that ends a subject's series. */
export function stopKey(followUpId: string, subjectId: string): string {
  return `followup-fim:${followUpId}:${subjectId}`
}

export type EnrolmentRow = {
  subjectId: string
  startedAt: Date
  holdout: boolean
  nextAt: Date | null
  stopReason: string | null
}

/** Enrols subjects, each once. */
export async function insertEnrolments(
  ctx: EmpresaSqlCtx,
  followUpId: string,
  rows: readonly EnrolmentRow[],
): Promise<void> {
  await ctx.sql.query(
    `INSERT INTO follow_up_enrolments (empresa_id, follow_up_id, subject_id, started_at, holdout, next_at, stopped_at, stop_reason)
     SELECT $1::uuid, $2::uuid, row."subjectId", row."startedAt", row.holdout, row."nextAt",
       CASE WHEN row."stopReason" IS NOT NULL THEN $4::timestamptz END, row."stopReason"
     FROM jsonb_to_recordset($3::jsonb) AS row ("subjectId" uuid, "startedAt" timestamptz, holdout boolean, "nextAt" timestamptz,
       "stopReason" text)
     ON CONFLICT (empresa_id, follow_up_id, subject_id) DO NOTHING`,
    [ctx.empresaId, followUpId, JSON.stringify(rows), ctx.now],
  )
}

export type EnrolmentChange = {
  subjectId: string
  startedAt: Date
  lastStep: number
  nextAt: Date | null
  stopReason: string | null
}

/** Updates enrolments that are still running. */
export async function updateEnrolments(
  ctx: EmpresaSqlCtx,
  followUpId: string,
  rows: readonly EnrolmentChange[],
): Promise<void> {
  if (rows.length === 0) return
  await ctx.sql.query(
    `UPDATE follow_up_enrolments AS e SET started_at = row."startedAt", last_step = row."lastStep", next_at = row."nextAt",
       stopped_at = CASE WHEN row."stopReason" IS NOT NULL THEN $4::timestamptz END, stop_reason = row."stopReason"
     FROM jsonb_to_recordset($3::jsonb) AS row ("subjectId" uuid, "startedAt" timestamptz, "lastStep" int, "nextAt" timestamptz,
       "stopReason" text)
     WHERE e.empresa_id = $1 AND e.follow_up_id = $2 AND e.subject_id = row."subjectId" AND e.stopped_at IS NULL`,
    [ctx.empresaId, followUpId, JSON.stringify(rows), ctx.now],
  )
}

/** Cancels the waiting messages about subjects; `reasons` by subject. Messages that are being sent or were sent stay. */
export async function cancelAbout(
  ctx: EmpresaSqlCtx,
  kind: FollowUpKind,
  reasons: readonly { subjectId: string; code: string; reason: string }[],
): Promise<number> {
  if (reasons.length === 0) return 0
  const { rows } = await ctx.sql.query<{ n: number }>(
    `WITH cancelled AS (
       UPDATE messages AS m SET ${move.cancel({ code: 'row.code', reason: 'row.reason', at: '$3' })}
       FROM jsonb_to_recordset($2::jsonb) AS row ("subjectId" uuid, code text, reason text)
       WHERE m.empresa_id = $1 AND m.subject_type = $4 AND m.subject_id = row."subjectId" AND m.state = 'pendente'
         AND m.rule_id IS NOT NULL AND m.dedupe_key >= 'followup:' AND m.dedupe_key < 'followup;'
       RETURNING m.empresa_id, m.id
     )
     SELECT count(*)::int AS n, ${liveNotices('message', 'cancelled')} FROM cancelled`,
    [ctx.empresaId, JSON.stringify(reasons), ctx.now, SUBJECT_OF[kind]],
  )
  return rows[0]?.n ?? 0
}
