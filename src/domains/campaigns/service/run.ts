import { PRIORITY } from '~/domains/outbox/kinds'
import { contactsOfPhones } from '~/domains/contacts/service/contacts'
import { pausePending, releasePending } from '~/domains/outbox/service/pause-pending'
import { quietUntil } from '~/domains/outbox/rules/quiet-hours'
import { cancelPending, queueMessages } from '~/domains/outbox/service/queue'
import { ufOfDdd } from '~/kernel/br'
import { auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { withEmpresa, withEmpresaSql, type EmpresaScope, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import type { CampaignState } from '../schema'
import { PAUSED, plannedTimes } from '../rules'
import { budgetOf } from './budget'
import { checkTemplate } from './drafts'
import { recordLeftOut } from './left-out'
import { markCampaignCarts } from './mark-carts'

/** Messages queued by one statement. */
const CHUNK = 2_000

type Moved = {
  status: CampaignState
  templateId: string
  connectionId: string
  startsAt: Date | null
  gapSeconds: number | null
}

/**
 * Queues a draft's messages, all of them or none. A double click starts once, and a phone gets at most one message per
 * campaign (t-40). @throws AppError NOT_FOUND, CONFLICT over the channel's ban-risk budget, where it would reach no
 * contact, or when it was started before.
 */
export async function startCampaign(scope: EmpresaScope, id: string): Promise<{ queued: number }> {
  await withEmpresa(scope, (ctx) => checkTemplate(ctx, id))
  return withEmpresaSql(scope, async (ctx) => {
    const campaign = await move(ctx, id, ['rascunho'], 'enviando', 'campaign.started')
    const recipients = await recipientsOf(ctx, id)
    // Recipients, then the channel, then messages: the common lock order. The channel is locked until what is queued
    // here is committed, or two campaigns would each see its capacity as free.
    const contacts = await contactsOfPhones(ctx, recipients)
    await recordLeftOut(ctx, id)
    await ctx.sql.query(
      'SELECT FROM whatsapp_connections WHERE empresa_id = $1 AND id = $2 FOR NO KEY UPDATE',
      [ctx.empresaId, campaign.connectionId],
    )
    const budget = await budgetOf(ctx, id, campaign.connectionId)
    if (!budget) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
    if (budget.refusal) throw new AppError('CONFLICT', budget.refusal)
    return { queued: await queueAll(ctx, id, campaign, recipients, contacts, budget.lastsUntil) }
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
  { templateId, connectionId, startsAt, gapSeconds }: Moved,
  recipients: readonly Recipient[],
  contacts: ReadonlyMap<string, string>,
  expiresAt: Date,
): Promise<number> {
  const start = startsAt !== null && startsAt > ctx.now ? startsAt : ctx.now
  const ufs = recipients.map(({ uf }) => uf)
  const quiet = (at: Date, uf: string | null) => quietUntil(at, uf, ctx.empresa.timezone)?.until ?? null
  const times = plannedTimes(start, ufs, gapSeconds, quiet)
  const messages = recipients.flatMap((recipient, n) => {
    const contactId = contacts.get(recipient.phoneKey)
    if (!contactId) return []
    return {
      dedupeKey: `campaign:${id}:${recipient.phoneKey}`,
      kind: 'campanha' as const,
      connectionId,
      contactId,
      templateId,
      subjectType: 'campaign' as const,
      subjectId: id,
      ruleId: recipient.id,
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

/**
 * Pauses the pending messages. A message that is being sent right now still leaves. @throws AppError NOT_FOUND,
 * CONFLICT.
 */
export async function pauseCampaign(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  await move(ctx, id, ['enviando'], 'pausada', 'campaign.paused')
  await pausePending(ctx, { subjectType: 'campaign', subjectId: id })
}

/** Resumes where it was paused. @throws AppError NOT_FOUND, CONFLICT. */
export async function resumeCampaign(ctx: EmpresaSqlCtx, id: string): Promise<void> {
  const { gapSeconds } = await move(ctx, id, ['pausada'], 'enviando', 'campaign.resumed')
  const subject = { subjectType: 'campaign', subjectId: id } as const
  await releasePending(ctx, subject, { deferredAs: PAUSED, keepPace: gapSeconds !== null })
}

/** Ends a campaign for good: pending messages never leave. @throws AppError NOT_FOUND, CONFLICT. */
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

/** Moves a campaign's state when it is one of `from`; two concurrent requests move it once. */
async function move(
  ctx: EmpresaSqlCtx,
  id: string,
  from: readonly CampaignState[],
  to: CampaignState,
  action: string,
): Promise<Moved> {
  const { rows } = await ctx.sql.query<Moved>(
    `SELECT status, template_id AS "templateId", connection_id AS "connectionId", starts_at AS "startsAt", gap_seconds AS "gapSeconds"
     FROM campaigns WHERE empresa_id = $1 AND id = $2 FOR UPDATE`,
    [ctx.empresaId, id],
  )
  const [campaign] = rows
  if (!campaign) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  if (!from.includes(campaign.status))
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
    before: { status: campaign.status },
    after: { status: to },
  })
  return campaign
}

/**
 * Marks the carts that were written about, and closes the campaigns whose messages have all left or failed. @returns
 * how many.
 */
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
