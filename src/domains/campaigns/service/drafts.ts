import { checkedTemplateBody } from './template'
import { audit } from '~/kernel/audit'
import { fromLocal } from '~/kernel/clock'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import type { Prisma } from '~/generated/prisma/client'
import { preCheck, type Recipient } from '../rules'
import type { CampaignSource, CreateCampaignInput } from '../schema'
import { knownAbout, peopleOf } from './recipients'

/**
 * Makes a draft: all contacts of the source with whether they can be written to, and why not. Nothing is sent. @throws
 * AppError NOT_FOUND for a template or connection, CONFLICT, BAD_INPUT as peopleOf.
 */
export async function createCampaign(ctx: EmpresaCtx, input: CreateCampaignInput): Promise<{ id: string }> {
  const { name, templateId, connectionId, source } = input
  const startsAt = startOf(ctx, input.startsAt ?? null)
  const template = await checkedTemplateBody(ctx, templateId, connectionId)
  const { people, columns } = await peopleOf(ctx, source)
  const recipients = preCheck(people, template, await knownAbout(ctx, people, source))
  const draft = { name, templateId, connectionId, startsAt, gapSeconds: input.gapSeconds ?? null }
  return writeDraft(ctx, { ...draft, source: stored(source, columns) }, recipients)
}

type Draft = {
  name: string
  templateId: string
  connectionId: string
  startsAt: Date | null
  gapSeconds: number | null
  source: Prisma.InputJsonObject
}

/** Writes a draft with the contacts of its list. */
export async function writeDraft(
  ctx: EmpresaCtx,
  draft: Draft,
  recipients: readonly Recipient[],
): Promise<{ id: string }> {
  const campaign = await ctx.db.campaign.create({
    data: {
      empresaId: ctx.empresaId,
      ...draft,
      createdBy: ctx.actor.name,
      createdAt: ctx.now,
    },
    select: { id: true },
  })
  // A rejected line has no key: the same phone may stand in many of them.
  const rows = recipients.map(
    ({ refusal, phoneKey, line, name: contactName, phoneRaw, phone, values, sourceId }) => ({
      line,
      name: contactName,
      phoneRaw,
      phone,
      phoneKey: refusal === null ? phoneKey : null,
      values,
      refusal,
      sourceId,
    }),
  )
  await ctx.db.$executeRaw`
    INSERT INTO campaign_recipients (empresa_id, campaign_id, line, name, phone_raw, phone, phone_key, values, refusal, source_id)
    SELECT ${ctx.empresaId}::uuid, ${campaign.id}::uuid, row.line, row.name, row."phoneRaw", row.phone, row."phoneKey", row.values, row.refusal, row."sourceId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (line int, name text, "phoneRaw" text, phone text, "phoneKey" text,
      values jsonb, refusal text, "sourceId" uuid)`
  await audit(ctx, {
    action: 'campaign.created',
    entity: 'campaign',
    entityId: campaign.id,
    after: {
      name: draft.name,
      recipients: rows.length,
      refused: rows.filter(({ refusal }) => refusal !== null).length,
    },
  })
  return campaign
}

/** What is stored of a source: the file's rows are the recipients themselves. */
function stored(source: CampaignSource, columns: string[]): Prisma.InputJsonObject {
  if (source.kind === 'segmento')
    return { kind: 'segmento', segment: JSON.parse(JSON.stringify(source.segment)) as Prisma.InputJsonObject }
  return { kind: 'arquivo', fileName: source.fileName ?? null, columns }
}

/** Deletes a draft. @throws AppError NOT_FOUND, CONFLICT once it was started. */
export async function removeDraft(ctx: EmpresaCtx, id: string): Promise<void> {
  const where = { empresaId: ctx.empresaId, id }
  const found = await ctx.db.campaign.findFirst({ where, select: { name: true } })
  if (!found) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  const { count } = await ctx.db.campaign.deleteMany({ where: { ...where, status: 'rascunho' } })
  if (count === 0) throw new AppError('CONFLICT', 'Esta campanha já começou e fica no histórico.')
  await audit(ctx, { action: 'campaign.deleted', entity: 'campaign', entityId: id, before: found })
}

/** How many days ahead a campaign may be planned. */
const MAX_DAYS_AHEAD = 90

/** The time of a local reading. @throws AppError BAD_INPUT for one that doesn't exist, is over or far away. */
function startOf(ctx: EmpresaCtx, local: string | null): Date | null {
  if (local === null) return null
  const at = fromLocal(`${local}:00`, ctx.empresa.timezone)
  const days = at === null ? null : (at.getTime() - ctx.now.getTime()) / 86_400_000
  if (at !== null && days !== null && days > 0 && days <= MAX_DAYS_AHEAD) return at
  const reason = `Escolha um dia e uma hora nos próximos ${String(MAX_DAYS_AHEAD)} dias.`
  throw new AppError('BAD_INPUT', reason, { fields: [{ field: 'startsAt', reason }] })
}

/** @throws AppError NOT_FOUND, CONFLICT when the campaign's template is switched off. */
export async function checkTemplate(ctx: EmpresaCtx, id: string): Promise<void> {
  const campaign = await ctx.db.campaign.findFirst({
    where: { empresaId: ctx.empresaId, id },
    select: { templateId: true, connectionId: true },
  })
  if (!campaign) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  await checkedTemplateBody(ctx, campaign.templateId, campaign.connectionId)
}
