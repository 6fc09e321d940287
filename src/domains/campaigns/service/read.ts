import { z } from 'zod'
import { namedBody } from '~/domains/templates/rules/cloud-template'
import { previewTemplate, renderTemplate } from '~/domains/templates/rules/templates'
import { cloudBinding, templateKind } from '~/domains/templates/schema'
import { formatPhone } from '~/kernel/br'
import { AppError } from '~/kernel/errors'
import { keysetPage, type ListQuery } from '~/kernel/keyset'
import type { EmpresaCtx } from '~/kernel/tenancy/unit'
import { Prisma } from '~/generated/prisma/client'
import { REPEATED, tallyRefusals, valuesOf } from '../rules'
import { campaignDetail, campaignRow, recipientRow, type Became, type CampaignDetail } from '../schema'
import { budgetOf, outsideWindow } from './budget'

type Paged = { cursor?: string | undefined; size: number }
const PREVIEWS = 3

const LEFT = Prisma.sql`('enviada', 'entregue', 'lida')`
const ANSWERED = Prisma.sql`m.state IN ${LEFT} AND EXISTS (SELECT 1 FROM messages AS a WHERE a.empresa_id = m.empresa_id
  AND a.contact_id = m.contact_id AND a.direction = 'in' AND a.created_at >= m.accepted_at)`
/** Which recipients each figure counts. */
const FIGURES: Record<Became, Prisma.Sql> = {
  sairam: Prisma.sql`m.state IN ${LEFT}`,
  entregues: Prisma.sql`m.state IN ('entregue', 'lida')`,
  lidas: Prisma.sql`m.state = 'lida'`,
  na_fila: Prisma.sql`m.state IN ('pendente', 'enviando')`,
  falharam: Prisma.sql`m.state = 'falhou'`,
  nao_enviadas: Prisma.sql`m.state = 'cancelada'`,
  incertas: Prisma.sql`m.state = 'incerta'`,
  responderam: ANSWERED,
}
const COLUMNS = Prisma.sql`c.id, c.name, CASE WHEN c.status = 'enviando' AND p.waiting + p.sending = 0 THEN 'concluida' ELSE c.status END AS status,
  t.name AS "templateName", w.name AS "connectionName", w.provider = 'simulator' AS simulated, c.created_by AS "createdBy", c.created_at AS "createdAt", c.started_at AS "startedAt",
  c.finished_at AS "finishedAt", r.recipients, r.refused, jsonb_build_object('waiting', p.waiting, 'sending', p.sending, 'sent', p.sent,
    'delivered', p.delivered, 'read', p.read, 'failed', p.failed, 'cancelled', p.cancelled, 'uncertain', p.uncertain, 'answered', p.answered,
    'deliveryRate', p.delivered::float8 / nullif(p.sent, 0), 'answerRate', p.answered::float8 / nullif(p.sent, 0),
    'errorRate', p.failed::float8 / nullif(p.sent + p.failed, 0)) AS progress,
  c.template_id AS "templateId", c.connection_id AS "connectionId", c.source, c.starts_at AS "startsAt", c.gap_seconds AS "gapSeconds",
  (SELECT max(m.expires_at) FROM messages AS m WHERE m.empresa_id = c.empresa_id AND m.subject_type = 'campaign' AND m.subject_id = c.id) AS "lastsUntil"`
const FROM = Prisma.sql`campaigns AS c
  JOIN message_templates AS t ON t.empresa_id = c.empresa_id AND t.id = c.template_id
  JOIN whatsapp_connections AS w ON w.empresa_id = c.empresa_id AND w.id = c.connection_id
  CROSS JOIN LATERAL (SELECT count(*)::int AS recipients, count(refusal)::int AS refused FROM campaign_recipients AS r
    WHERE r.empresa_id = c.empresa_id AND r.campaign_id = c.id) AS r
  CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE m.state = 'pendente')::int AS waiting,
      count(*) FILTER (WHERE m.state = 'enviando')::int AS sending, count(*) FILTER (WHERE m.state IN ${LEFT})::int AS sent,
      count(*) FILTER (WHERE m.state IN ('entregue', 'lida'))::int AS delivered, count(*) FILTER (WHERE m.state = 'lida')::int AS read,
      count(*) FILTER (WHERE m.state = 'falhou')::int AS failed, count(*) FILTER (WHERE m.state = 'cancelada')::int AS cancelled,
      count(*) FILTER (WHERE m.state = 'incerta')::int AS uncertain,
      count(*) FILTER (WHERE ${ANSWERED})::int AS answered
    FROM messages AS m WHERE m.empresa_id = c.empresa_id AND m.subject_type = 'campaign' AND m.subject_id = c.id) AS p`

/** A page of campaigns, the latest first, with the results of their messages. */
export function listCampaigns(ctx: EmpresaCtx, page: Paged) {
  const list: ListQuery = {
    select: COLUMNS,
    from: FROM,
    where: [Prisma.sql`c.empresa_id = ${ctx.empresaId}::uuid`],
    id: Prisma.sql`c.id`,
  }
  const sort = { column: Prisma.sql`c.created_at`, type: 'timestamptz', descending: true } as const
  return keysetPage(ctx.db, campaignRow, list, sort, '-data', page)
}

/**
 * One campaign: its pre-check, its progress, and the first texts as they would leave now. @throws AppError NOT_FOUND.
 */
export async function getCampaign(ctx: EmpresaCtx, id: string): Promise<CampaignDetail> {
  const [row] = await ctx.db.$queryRaw<
    (z.input<typeof campaignRow> & { templateId: string; connectionId: string })[]
  >`
    SELECT ${COLUMNS} FROM ${FROM} WHERE c.empresa_id = ${ctx.empresaId}::uuid AND c.id = ${id}::uuid`
  if (!row) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  const refusals = await ctx.db.$queryRaw<{ refusal: string; count: number }[]>`
    SELECT refusal, count(*)::int AS count FROM campaign_recipients
    WHERE empresa_id = ${ctx.empresaId}::uuid AND campaign_id = ${id}::uuid AND refusal IS NOT NULL GROUP BY refusal`
  return campaignDetail.parse({
    ...row,
    refusals: tallyRefusals(refusals),
    previews: await previews(ctx, id),
    budget: row.status === 'rascunho' ? await budgetOf(ctx, id, row.connectionId) : null,
  })
}

const previewed = z.object({
  name: z.string().nullable(),
  phone: z.string(),
  values: z.record(z.string(), z.string()),
  kind: templateKind,
  body: z.string(),
  /** Of those who may only get what Meta approved. */
  approved: cloudBinding.nullable(),
})

async function previews(ctx: EmpresaCtx, id: string): Promise<CampaignDetail['previews']> {
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT r.name, r.phone, r.values, t.kind, t.body, CASE WHEN ${outsideWindow(ctx.now)} THEN t.cloud END AS approved
    FROM campaign_recipients AS r JOIN campaigns AS c ON c.empresa_id = r.empresa_id AND c.id = r.campaign_id
      JOIN message_templates AS t ON t.empresa_id = c.empresa_id AND t.id = c.template_id
      JOIN whatsapp_connections AS w ON w.empresa_id = c.empresa_id AND w.id = c.connection_id
    WHERE r.empresa_id = ${ctx.empresaId}::uuid AND r.campaign_id = ${id}::uuid
      AND r.refusal IS NULL AND r.phone IS NOT NULL
    ORDER BY r.line LIMIT ${PREVIEWS}`
  return z
    .array(previewed)
    .parse(rows)
    .map(({ kind, body, approved, ...recipient }) => {
      const { name, phone } = recipient
      const values = { ...valuesOf(recipient), telefone: formatPhone(phone), empresa: ctx.empresa.name }
      const text = approved ? namedBody(approved) : body
      const rendered = renderTemplate(kind, text, values)
      return { name, phone, text: rendered.ok ? rendered.text : previewTemplate(kind, text, values) }
    })
}

/**
 * A page of a campaign's recipients in the order of its list, with the status of each message. @throws AppError
 * NOT_FOUND.
 */
export async function listRecipients(
  ctx: EmpresaCtx,
  input: {
    id: string
    refused?: 'sim' | 'nao' | undefined
    reason?: string | undefined
    became?: Became | undefined
  } & Paged,
) {
  const known = await ctx.db.campaign.findFirst({
    where: { empresaId: ctx.empresaId, id: input.id },
    select: { id: true },
  })
  if (!known) throw new AppError('NOT_FOUND', 'Campanha não encontrada.')
  const where = [
    Prisma.sql`r.empresa_id = ${ctx.empresaId}::uuid`,
    Prisma.sql`r.campaign_id = ${input.id}::uuid`,
  ]
  if (input.refused)
    where.push(input.refused === 'sim' ? Prisma.sql`r.refusal IS NOT NULL` : Prisma.sql`r.refusal IS NULL`)
  if (input.reason)
    where.push(
      input.reason === REPEATED
        ? Prisma.sql`starts_with(r.refusal, 'Repetido')`
        : Prisma.sql`r.refusal = ${input.reason}`,
    )
  if (input.became) where.push(FIGURES[input.became])
  const list: ListQuery = {
    select: Prisma.sql`r.id, r.line, r.name, r.phone, r.phone_raw AS "phoneRaw", r.refusal, m.state, m.state_reason AS "stateReason"`,
    from: Prisma.sql`campaign_recipients AS r LEFT JOIN messages AS m ON m.empresa_id = r.empresa_id
      AND m.dedupe_key = 'campaign:' || r.campaign_id || ':' || r.phone_key`,
    where,
    id: Prisma.sql`r.id`,
  }
  const sort = { column: Prisma.sql`r.line`, type: 'bigint', descending: false } as const
  return keysetPage(ctx.db, recipientRow, list, sort, 'linha', input)
}
