import { PRIORITY } from '~/domains/messaging/kinds'
import { contactsOfPhones } from '~/domains/messaging/service/contacts'
import { holdPending, releasePending } from '~/domains/messaging/service/hold'
import { quietUntil } from '~/domains/messaging/rules/quiet-hours'
import { cancelPending, queueMessages } from '~/domains/messaging/service/queue'
import { ufOfDdd } from '~/kernel/br'
import { auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { withEmpresa, withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { CampaignState } from '../schema'
import { PAUSED, plannedTimes } from '../rules'
import { budgetOf } from './budget'
import { checkTemplate } from './drafts'
import { tellLeftOut } from './left-out'
import { markCampaignCarts } from './mark-carts'

/** Messages queued by one statement. */
const CHUNK = 2_000

type Held = {
  status: CampaignState
  templateId: string
  connectionId: string
  startsAt: Date | null
  gapSeconds: number | null
}

/**
 * Queues a draft's messages, all of them or none. Pressing twice starts once, and a phone gets one message per campaign
 * whatever happens (t-40).
 * @throws AppError NOT_FOUND, CONFLICT over the number's ban-risk budget, where it would reach nobody, or when it was started before.
 */
export async function startCampaign(scope: EmpresaScope, id: string): Promise<{ queued: number }> {
  await withEmpresa(scope, (ctx) => checkTemplate(ctx, id))
  return withEmpresaSql(scope, async (ctx) => {
    const held = await move(ctx, id, ['rascunho'], 'enviando', 'campaign.started')
    const people = await recipientsOf(ctx, id)
    // People, then the number, then messages: everybody's lock order. The number is held until what is queued here is
    // committed, or two campaigns would each see its room as free.
    const contacts = await contactsOfPhones(ctx, people)
    await tellLeftOut(ctx, id)
    await ctx.sql.query(
      'SELECT FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
      [ctx.empresaId, held.connectionId],
    )
    const budget = await budgetOf(ctx, id, held.connectionId)
    if (!budget) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
    if (budget.refusal) throw new AppError('CONFLICT', budget.refusal)
    return { queued: await queueAll(ctx, id, held, people, contacts, budget.lastsUntil) }
  })
}

type Recipient = {
  id: string
  name: string | null
  phone: string
  phoneKey: string
  uf: string | null
  customerId: null
}

async function recipientsOf(ctx: EmpresaSqlCtx, id: string): Promise<Recipient[]> {
  const { rows } = await ctx.sql.query<Omit<Recipient, 'uf' | 'customerId'>>(
    `SELECT id, name, phone, phone_key AS "phoneKey" FROM campaign_recipients
     WHERE empresa_id = $1 AND campaign_id = $2 AND refusal IS NULL AND phone IS NOT NULL AND phone_key IS NOT NULL ORDER BY line`,
    [ctx.empresaId, id],
  )
  if (rows.length === 0)
    throw new AppError(
      'CONFLICT',
      'Ninguém desta lista pode receber a mensagem. Veja os motivos na conferência.',
    )
  return rows.map((row) => ({
    ...row,
    uf: row.phone.startsWith('+55') ? ufOfDdd(row.phoneKey.slice(0, 2)) : null,
    customerId: null,
  }))
}

async function queueAll(
  ctx: EmpresaSqlCtx,
  id: string,
  { templateId, connectionId, startsAt, gapSeconds }: Held,
  people: readonly Recipient[],
  contacts: ReadonlyMap<string, string>,
  expiresAt: Date,
): Promise<number> {
  const start = startsAt !== null && startsAt > ctx.now ? startsAt : ctx.now
  const ufs = people.map(({ uf }) => uf)
  const quiet = (at: Date, uf: string | null) => quietUntil(at, uf, ctx.empresa.timezone)?.until ?? null
  const times = plannedTimes(start, ufs, gapSeconds, quiet)
  const messages = people.flatMap((person, n) => {
    const contactId = contacts.get(person.phoneKey)
    if (!contactId) return []
    return {
      dedupeKey: `campaign:${id}:${person.phoneKey}`,
      kind: 'campanha' as const,
      connectionId,
      contactId,
      templateId,
      subjectType: 'campaign' as const,
      subjectId: id,
      ruleId: person.id,
      notBefore: times[n] ?? start,
      expiresAt,
      priority: PRIORITY.campaign,
    }
  })
  let queued = 0
  for (let n = 0; n < messages.length; n += CHUNK)
    queued += (await queueMessages(ctx, messages.slice(n, n + CHUNK))).length
  return queued
}

/** Holds back what waits. What is being sent right now still leaves. @throws AppError NOT_FOUND, CONFLICT. */
export async function pauseCampaign(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  await move(ctx, id, ['enviando'], 'pausada', 'campaign.paused')
  await holdPending(ctx, { subjectType: 'campaign', subjectId: id })
}

/** Goes on where it was paused. @throws AppError NOT_FOUND, CONFLICT. */
export async function resumeCampaign(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  const { gapSeconds } = await move(ctx, id, ['pausada'], 'enviando', 'campaign.resumed')
  const subject = { subjectType: 'campaign', subjectId: id } as const
  await releasePending(ctx, subject, { deferredAs: PAUSED, keepPace: gapSeconds !== null })
}

/** Ends a campaign for good: what waits never leaves. @throws AppError NOT_FOUND, CONFLICT. */
export async function cancelCampaign(ctx: EmpresaSqlCtx, id: string): Promise<{ cancelled: number }> {
  await move(ctx, id, ['rascunho', 'enviando', 'pausada'], 'cancelada', 'campaign.cancelled')
  const cancelled = await cancelPending(
    ctx,
    { subjectType: 'campaign', subjectId: id },
    'campanha_cancelada',
    `A campanha foi cancelada por ${ctx.actor.name}.`,
  )
  return { cancelled }
}

/** Moves a campaign's state when it is one of `from`; two people at once move it once. */
async function move(
  ctx: EmpresaSqlCtx,
  id: string,
  from: readonly CampaignState[],
  to: CampaignState,
  action: string,
): Promise<Held> {
  const { rows } = await ctx.sql.query<Held>(
    `SELECT status, template_id AS "templateId", connection_id AS "connectionId", starts_at AS "startsAt", gap_seconds AS "gapSeconds"
     FROM campaigns WHERE empresa_id = $1 AND id = $2 FOR UPDATE`,
    [ctx.empresaId, id],
  )
  const [held] = rows
  if (!held) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  if (!from.includes(held.status))
    throw new AppError('CONFLICT', 'A campanha já mudou de situação. Atualize a página.')
  await ctx.sql.query(
    `UPDATE campaigns SET status = $3, started_at = CASE WHEN $3 = 'enviando' THEN coalesce(started_at, $4) ELSE started_at END,
       finished_at = CASE WHEN $3 = 'cancelada' THEN $4 ELSE finished_at END
     WHERE empresa_id = $1 AND id = $2`,
    [ctx.empresaId, id, to, ctx.now],
  )
  await auditSql(ctx, {
    action,
    entity: 'campaign',
    entityId: id,
    before: { status: held.status },
    after: { status: to },
  })
  return held
}

/** Marks the carts that were written about, and closes the campaigns whose messages have all left or failed. @returns how many. */
export async function settleCampaigns(ctx: EmpresaSqlCtx): Promise<number> {
  await markCampaignCarts(ctx)
  const { rowCount } = await ctx.sql.query(
    `UPDATE campaigns AS c SET status = 'concluida', finished_at = $2 WHERE c.empresa_id = $1 AND c.status = 'enviando' AND NOT EXISTS (
       SELECT 1 FROM messages AS m WHERE m.empresa_id = $1 AND m.subject_type = 'campaign' AND m.subject_id = c.id
         AND m.state IN ('pendente', 'enviando'))`,
    [ctx.empresaId, ctx.now],
  )
  return rowCount ?? 0
}
