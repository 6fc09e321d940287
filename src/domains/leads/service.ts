import { z } from 'zod'
import { settingsOf } from '~/domains/empresas/schema'
import { audit, auditedBefore, auditedInstant } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import { pageWithTotal } from '~/kernel/keyset'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { LEAD_COLUMNS, leadList, pageOfLeads } from './query'
import {
  type contactedInput,
  leadDetail,
  leadOptions,
  leadRow,
  leadStats,
  type LeadDetail,
  type LeadFilter,
  type LeadOptions,
  type LeadStats,
} from './schema'

/** A page of leads with the empresa's message for them. @throws AppError BAD_INPUT for a foreign cursor. */
export async function listLeads(
  ctx: EmpresaCtx,
  input: LeadFilter & { cursor?: string | undefined; size: number },
) {
  const list = await leadList(ctx, input)
  const page = await pageOfLeads(ctx, input, input, list)
  const counted = await pageWithTotal(ctx.db, list, page)
  return { ...counted, message: settingsOf(ctx.empresa.settings).leadMessage }
}

const missing = () => new AppError('NOT_FOUND', 'Lead não encontrado.')

/** One lead with everything its form said. @throws AppError NOT_FOUND. */
export async function getLead(ctx: EmpresaCtx, id: string): Promise<LeadDetail> {
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT ${LEAD_COLUMNS}, form_plugin AS "formPlugin", url, notes, extra FROM leads
    WHERE empresa_id = ${ctx.empresaId}::uuid AND id = ${id}::uuid`
  if (!row) throw missing()
  const extra = z.record(z.string(), z.unknown()).catch({}).parse(row.extra)
  return leadDetail.parse({
    ...leadRow.parse(row),
    formPlugin: row.formPlugin,
    url: row.url,
    notes: row.notes,
    extra: Object.entries(extra).map(([field, value]) => ({
      field,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
    message: settingsOf(ctx.empresa.settings).leadMessage,
  })
}

/**
 * Marks a lead contacted, now and by the actor, or takes the mark back. A mark that stands is kept; `undo` gives the one
 * taken back last its own time and author. @throws NOT_FOUND.
 */
export async function setContacted(ctx: EmpresaCtx, input: z.infer<typeof contactedInput>) {
  const select = { contactedAt: true, contactedBy: true }
  const where = { empresaId: ctx.empresaId, id: input.id }
  const mark = async () => {
    const lead = await ctx.db.lead.findFirst({ where, select })
    if (!lead) throw missing()
    return lead
  }
  const before = await mark()
  if ((before.contactedAt !== null) === input.contacted) return before
  const fresh = input.contacted
    ? { contactedAt: ctx.now, contactedBy: ctx.actor.name }
    : { contactedAt: null, contactedBy: null }
  const after = (input.contacted && input.undo && (await takenBack(ctx, input.id))) || fresh
  // The write checks it again: another user may have done the same since.
  const { count } = await ctx.db.lead.updateMany({
    where: { ...where, contactedAt: input.contacted ? null : { not: null } },
    data: after,
  })
  if (count === 0) return mark()
  const action = input.contacted ? 'lead.contacted' : 'lead.contact_undone'
  await audit(ctx, { action, entity: 'lead', entityId: input.id, before, after })
  return after
}

/** The mark of a lead as it was before it was taken back. */
async function takenBack(ctx: EmpresaCtx, id: string) {
  const line = { action: 'lead.contact_undone', entity: 'lead', entityId: id }
  const mark = z.object({ contactedAt: auditedInstant, contactedBy: z.string() })
  return mark.safeParse(await auditedBefore(ctx, line)).data
}

/** Replaces the notes of a lead. @throws AppError NOT_FOUND. */
export async function setLeadNotes(ctx: EmpresaCtx, input: { id: string; notes: string }): Promise<void> {
  const where = { empresaId: ctx.empresaId, id: input.id }
  const before = await ctx.db.lead.findFirst({ where, select: { notes: true } })
  if (!before) throw missing()
  const notes = input.notes === '' ? null : input.notes
  await ctx.db.lead.updateMany({ where, data: { notes } })
  await audit(ctx, { action: 'lead.noted', entity: 'lead', entityId: input.id, before, after: { notes } })
}

/**
 * Figures of the leads of a filter, counted now: each is the length of the list that its link shows. Whether a lead was
 * contacted or bought is left out, since the figures link from one to another.
 */
export async function leadFigures(ctx: EmpresaCtx, filter: LeadFilter): Promise<LeadStats> {
  const { client: _client, contacted: _contacted, ...shown } = filter
  const { from, where, cut } = await leadList(ctx, shown)
  const [row] = await ctx.db.$queryRaw<Record<string, unknown>[]>`
    SELECT count(*)::int AS total, count(customer_id)::int AS clients, count(contacted_at)::int AS contacted,
      count(*) FILTER (WHERE contacted_at IS NULL AND customer_id IS NULL)::int AS "toContact"
    FROM ${from} WHERE ${Prisma.join(where, ' AND ')}`
  return leadStats.parse({ ...row, more: cut === true })
}

/** Leads looked through for the choices of the filters. */
const CHOICES_FROM = 10_000

/** What the filters can be set to, by the latest leads; the most used first. */
export async function leadChoices(ctx: EmpresaCtx): Promise<LeadOptions> {
  const [row] = await ctx.db.$queryRaw<unknown[]>`
    WITH latest AS MATERIALIZED (
      SELECT form_plugin || ':' || form_id AS form, form_id, form_name, size FROM leads WHERE empresa_id = ${ctx.empresaId}::uuid
      ORDER BY captured_at DESC, id DESC LIMIT ${CHOICES_FROM}
    )
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('value', form, 'label', label)), '[]') FROM (
        SELECT form, coalesce(max(form_name), min(form_id)) AS label FROM latest GROUP BY form ORDER BY count(*) DESC, form LIMIT 50
      ) AS used) AS forms,
      (SELECT coalesce(jsonb_agg(size), '[]') FROM (
        SELECT size FROM latest WHERE size IS NOT NULL GROUP BY size ORDER BY count(*) DESC, size LIMIT 30
      ) AS used) AS sizes`
  return leadOptions.parse(row)
}
