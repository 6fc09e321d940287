import type { z } from 'zod'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { SubjectType } from '../kinds'
import type { decisionRow } from '../schema'

/** Why a message was or wasn't sent. `key` makes it written once; `reason` is Portuguese, shown as it is. */
export type Decision = {
  key: string
  contactId: string | null
  subjectType: SubjectType
  subjectId: string
  ruleId: string | null
  decision: 'enviar' | 'nao_enviar' | 'adiar' | 'parar'
  code: string
  reason: string
  /** The time that it is about, where that isn't now. */
  at?: Date
}

/** SQL: inserts the decisions $2 (JSON) of empresa $1, made at $3 unless they have a time of their own. */
export const INSERT_DECISIONS = `
  INSERT INTO send_decisions (empresa_id, at, contact_id, subject_type, subject_id, rule_id, decision, code, reason, dedupe_key)
  SELECT $1::uuid, coalesce(row.at, $3::timestamptz), row."contactId", row."subjectType", row."subjectId", row."ruleId", row.decision, row.code, row.reason, row.key
  FROM jsonb_to_recordset($2::jsonb) AS row (key text, "contactId" uuid, "subjectType" text, "subjectId" uuid, "ruleId" uuid,
    decision text, code text, reason text, at timestamptz)
  ON CONFLICT (empresa_id, dedupe_key) DO NOTHING`

/**
 * SQL: inserts a "not sent" decision with its reason for each message that a CTE cancelled; the CTE must return all
 * columns.
 */
export const decideCancelled = (from: string) => `
  INSERT INTO send_decisions (empresa_id, at, contact_id, subject_type, subject_id, rule_id, decision, code, reason, dedupe_key)
  SELECT empresa_id, updated_at, contact_id, coalesce(subject_type, 'message'), coalesce(subject_id, id), rule_id, 'nao_enviar',
    state_code, state_reason, id || ':' || state_code || ':' FROM ${from}
  ON CONFLICT (empresa_id, dedupe_key) DO NOTHING`

/** Writes decisions to the timeline, each key once (ambition 8). */
export async function writeDecisions(ctx: EmpresaSqlCtx, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return
  await ctx.sql.query(INSERT_DECISIONS, [ctx.empresaId, JSON.stringify(decisions), ctx.now])
}

/** The newest decisions about a contact: what was not sent, and why (ambition 8). */
export function listDecisions(ctx: EmpresaCtx, contactId: string): Promise<z.infer<typeof decisionRow>[]> {
  return ctx.db.$queryRaw<z.infer<typeof decisionRow>[]>`
    SELECT at, decision, code, reason, subject_type AS "subjectType", subject_id AS "subjectId" FROM send_decisions
    WHERE empresa_id = ${ctx.empresaId}::uuid AND contact_id = ${contactId}::uuid ORDER BY at DESC LIMIT 200`
}
