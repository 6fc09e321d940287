import { writeDecisions, type Decision } from '~/domains/outbox/service/decisions'
import { parsePhone } from '~/kernel/phone'
import type { EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { Segment } from '../schema'

type LeftOut = {
  id: string
  name: string
  refusal: string
  phone: string | null
  of: Segment['of'] | null
  sourceId: string | null
}

/**
 * Records on the timelines of the contacts excluded by the pre-check that a campaign began without them, and why
 * (ambition 8): on the customer's, where known, and on the one of the lead or cart that stands for them.
 */
export async function recordLeftOut(ctx: EmpresaSqlCtx, campaignId: string): Promise<void> {
  // A repeated line belongs to a contact who is written to.
  const { rows } = await ctx.sql.query<LeftOut>(
    `SELECT r.id, c.name, r.refusal, r.phone, c.source->'segment'->>'of' AS of, r.source_id AS "sourceId"
     FROM campaign_recipients AS r JOIN campaigns AS c ON c.empresa_id = r.empresa_id AND c.id = r.campaign_id
     WHERE r.empresa_id = $1 AND r.campaign_id = $2 AND r.refusal IS NOT NULL AND NOT starts_with(r.refusal, 'Repetido')`,
    [ctx.empresaId, campaignId],
  )
  const keyed = rows.map((row) => ({ ...row, key: parsePhone(row.phone).key }))
  const contacts = await ctx.sql.query<{ id: string; key: string }>(
    'SELECT id, phone_key AS key FROM contacts WHERE empresa_id = $1 AND phone_key = ANY ($2::text[])',
    [ctx.empresaId, keyed.flatMap(({ key }) => key ?? [])],
  )
  const contactOf = new Map(contacts.rows.map(({ id, key }) => [key, id]))
  const decisions = keyed.flatMap((row): Decision[] => {
    const contactId = row.key === null ? null : (contactOf.get(row.key) ?? null)
    const subject = subjectOf(row) ?? { subjectType: 'campaign', subjectId: campaignId }
    if (contactId === null && subject.subjectType === 'campaign') return []
    const { id, name, refusal } = row
    return [
      {
        key: `campaign:${campaignId}:${id}`,
        contactId,
        ...subject,
        ruleId: id,
        decision: 'nao_enviar',
        code: 'fora_da_campanha',
        reason: `Campanha “${name}”: ${refusal}`,
      },
    ]
  })
  await writeDecisions(ctx, decisions)
}

function subjectOf({ of, sourceId }: LeftOut): Pick<Decision, 'subjectType' | 'subjectId'> | null {
  if (sourceId === null) return null
  if (of === 'leads') return { subjectType: 'lead', subjectId: sourceId }
  return of === 'carrinhos' ? { subjectType: 'cart', subjectId: sourceId } : null
}
