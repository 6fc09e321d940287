import { templateOfKind } from '~/domains/templates/service/templates'
import { cancelPending } from '~/domains/outbox/service/queue'
import { audit, auditSql } from '~/kernel/audit'
import { AppError } from '~/kernel/errors'
import type { EmpresaCtx, EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { FOLLOW_UP_KINDS, SUBJECT_OF, type FollowUpKind } from '../kinds'
import { PRESET_MINUTES } from '../rules'
import { followUpList, type FollowUpView, type SaveFollowUpInput, type SwitchInput } from '../schema'
import { FOLLOW_UP_NAMES, STOPS } from '../texts'
import { checkSteps } from './check-steps'
import { followUpOfKind } from './store'

/** The period of the page's figures, for subjects and messages. */
const FIGURES_DAYS = 30

/** Creates the missing follow-ups, switched off: one of each kind with the preset steps. */
export async function ensureFollowUps(ctx: EmpresaCtx): Promise<void> {
  const found = await ctx.db.followUp.findMany({
    where: { empresaId: ctx.empresaId },
    select: { kind: true },
  })
  const known = new Set(found.map(({ kind }) => kind))
  for (const kind of FOLLOW_UP_KINDS.filter((candidate) => !known.has(candidate))) await makePreset(ctx, kind)
}

async function makePreset(ctx: EmpresaCtx, kind: FollowUpKind): Promise<void> {
  const first = await templateOfKind(ctx, kind)
  const templates = await ctx.db.messageTemplate.findMany({
    where: { empresaId: ctx.empresaId, kind, active: true },
    orderBy: [{ createdAt: 'asc' }, { name: 'asc' }],
    select: { id: true, name: true },
  })
  // The default templates are all created at the same time, and their names don't sort in the order of the steps.
  const order = ['lembrete', 'segunda', 'última']
  const place = (name: string) => order.findIndex((word) => name.toLowerCase().includes(word)) >>> 0
  const ids = templates.sort((a, b) => place(a.name) - place(b.name)).map(({ id }) => id)
  await ctx.db.followUp.createMany({
    data: [
      { empresaId: ctx.empresaId, kind, name: FOLLOW_UP_NAMES[kind], createdAt: ctx.now, updatedAt: ctx.now },
    ],
    skipDuplicates: true,
  })
  const made = await ctx.db.followUp.findFirst({
    where: { empresaId: ctx.empresaId, kind },
    select: { id: true },
  })
  if (!made || !first) return
  await ctx.db.followUpStep.createMany({
    data: PRESET_MINUTES[kind].map((delayMinutes, n) => ({
      empresaId: ctx.empresaId,
      followUpId: made.id,
      position: n + 1,
      delayMinutes,
      templateId: ids[n] ?? ids.at(-1) ?? first,
    })),
    skipDuplicates: true,
  })
}

/** Every follow-up with its steps and the figures of the last 30 days. */
export async function listFollowUps(ctx: EmpresaCtx): Promise<FollowUpView[]> {
  await ensureFollowUps(ctx)
  const since = new Date(ctx.now.getTime() - FIGURES_DAYS * 86_400_000)
  const rows = await ctx.db.$queryRaw<
    (Omit<FollowUpView, 'stopped'> & { stopped: { code: string; count: number }[] })[]
  >`
    SELECT f.id, f.kind, f.name, f.active, f.active_since AS "activeSince", f.connection_id AS "connectionId",
      c.name AS "connectionName", f.holdout_percent AS "holdoutPercent",
      (SELECT count(*)::int FROM follow_up_enrolments AS e WHERE e.empresa_id = ${ctx.empresaId}::uuid AND e.follow_up_id = f.id
        AND e.stopped_at IS NULL) AS running,
      coalesce((SELECT jsonb_agg(jsonb_build_object('code', code, 'count', n) ORDER BY n DESC, code) FROM (
        SELECT e.stop_reason AS code, count(*)::int AS n FROM follow_up_enrolments AS e
        WHERE e.empresa_id = ${ctx.empresaId}::uuid AND e.follow_up_id = f.id AND e.stopped_at >= ${since} GROUP BY e.stop_reason) AS t), '[]') AS stopped,
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'position', s.position, 'delayMinutes', s.delay_minutes,
          'templateId', s.template_id, 'templateName', t.name, 'templateBody', t.body, 'active', s.active,
          'queued', coalesce(m.queued, 0), 'sent', coalesce(m.sent, 0), 'cancelled', coalesce(m.cancelled, 0)) ORDER BY s.position)
        FROM follow_up_steps AS s JOIN message_templates AS t ON t.empresa_id = s.empresa_id AND t.id = s.template_id
        LEFT JOIN (SELECT rule_id, count(*) AS queued, count(*) FILTER (WHERE state IN ('enviada', 'entregue', 'lida')) AS sent,
            count(*) FILTER (WHERE state = 'cancelada') AS cancelled
          FROM messages WHERE empresa_id = ${ctx.empresaId}::uuid AND created_at >= ${since} AND rule_id IS NOT NULL GROUP BY rule_id
        ) AS m ON m.rule_id = s.id
        WHERE s.empresa_id = ${ctx.empresaId}::uuid AND s.follow_up_id = f.id), '[]') AS steps
    FROM follow_ups AS f LEFT JOIN whatsapp_connections AS c ON c.empresa_id = f.empresa_id AND c.id = f.connection_id
    WHERE f.empresa_id = ${ctx.empresaId}::uuid ORDER BY f.kind`
  return followUpList.parse(
    rows.map((row) => ({
      ...row,
      stopped: row.stopped.flatMap(({ code, count }) =>
        code in STOPS ? [{ code, count, reason: STOPS[code as keyof typeof STOPS] }] : [],
      ),
    })),
  )
}

/**
 * Replaces the steps and the share of the holdout. A step keeps the id of its position, so that no customer gets the same
 * position twice.
 * @throws AppError as checkSteps.
 */
export async function saveFollowUp(ctx: EmpresaCtx, input: SaveFollowUpInput): Promise<void> {
  await ensureFollowUps(ctx)
  const { kind, holdoutPercent, steps } = input
  const where = { empresaId: ctx.empresaId, kind }
  const before = await ctx.db.followUp.findFirst({
    where,
    select: {
      id: true,
      active: true,
      connectionId: true,
      holdoutPercent: true,
      steps: {
        select: { position: true, delayMinutes: true, templateId: true, active: true },
        orderBy: { position: 'asc' },
      },
    },
  })
  if (!before) throw new AppError('NOT_FOUND', 'Acompanhamento não encontrado.')
  const { id, active, connectionId, ...old } = before
  await checkSteps(ctx, kind, steps, active ? connectionId : null)
  await ctx.db.followUp.updateMany({ where, data: { holdoutPercent, updatedAt: ctx.now } })
  await ctx.db.$executeRaw`
    INSERT INTO follow_up_steps (empresa_id, follow_up_id, position, delay_minutes, template_id, active)
    SELECT ${ctx.empresaId}::uuid, ${id}::uuid, row.position, row."delayMinutes", row."templateId", row.active
    FROM jsonb_to_recordset(${JSON.stringify(steps.map((step, n) => ({ ...step, position: n + 1 })))}::jsonb)
      AS row (position int, "delayMinutes" int, "templateId" uuid, active boolean)
    ON CONFLICT (empresa_id, follow_up_id, position) DO UPDATE SET
      delay_minutes = excluded.delay_minutes, template_id = excluded.template_id, active = excluded.active`
  await ctx.db.followUpStep.deleteMany({
    where: { empresaId: ctx.empresaId, followUpId: id, position: { gt: steps.length } },
  })
  await audit(ctx, {
    action: 'followup.updated',
    entity: 'followup',
    entityId: id,
    before: old,
    after: { holdoutPercent, steps },
  })
}

/**
 * Switches a follow-up on from now: subjects of the past get nothing. Off: waiting messages are cancelled.
 * @throws AppError NOT_FOUND for a channel, CONFLICT without one, without steps, or for a step whose template was switched
 * off or changed since, so that nothing would leave.
 */
export async function switchFollowUp(ctx: EmpresaSqlCtx, input: SwitchInput): Promise<void> {
  const found = await followUpOfKind(ctx, input.kind, true)
  if (!found) throw new AppError('CONFLICT', 'Abra o acompanhamento e confira os passos antes de ligar.')
  const connectionId = input.active
    ? await connectionFor(ctx, input.connectionId ?? null, found.connectionId)
    : found.connectionId
  if (input.active && !connectionId)
    throw new AppError('CONFLICT', 'Conecte um número de WhatsApp antes de ligar o acompanhamento.')
  if (input.active && !found.steps.some((step) => step.active))
    throw new AppError('CONFLICT', 'Ligue pelo menos uma mensagem do acompanhamento.')
  if (input.active) await checkSteps(ctx, input.kind, found.steps, connectionId)
  const activeSince = input.active ? (found.active ? found.activeSince : ctx.now) : found.activeSince
  await ctx.sql.query(
    `UPDATE follow_ups SET active = $3, active_since = $4, connection_id = $5, updated_at = $6 WHERE empresa_id = $1 AND id = $2`,
    [ctx.empresaId, found.id, input.active, activeSince, connectionId, ctx.now],
  )
  if (!input.active)
    await endAll(
      ctx,
      input.kind,
      found.id,
      found.steps.map(({ id }) => id),
    )
  await auditSql(ctx, {
    action: input.active ? 'followup.switched_on' : 'followup.switched_off',
    entity: 'followup',
    entityId: found.id,
    before: { active: found.active, connectionId: found.connectionId },
    after: { active: input.active, connectionId },
  })
}

/**
 * The channel that sends a series: the one asked for, else a real one, preferably the one it had before. A simulator only
 * when there is nothing else: its "sends" reach no phone and would block the real message (t-41).
 */
async function connectionFor(
  ctx: EmpresaSqlCtx,
  wanted: string | null,
  before: string | null,
): Promise<string | null> {
  const { rows } = await ctx.sql.query<{ id: string }>(
    `SELECT id FROM whatsapp_connections WHERE empresa_id = $1 AND ($2::uuid IS NULL OR id = $2)
     ORDER BY (provider <> 'simulator') DESC, (id = $3) DESC NULLS LAST, (status = 'conectada') DESC, created_at, id LIMIT 1`,
    [ctx.empresaId, wanted, before],
  )
  if (wanted && !rows[0]) throw new AppError('NOT_FOUND', 'Conexão não encontrada.')
  return rows[0]?.id ?? null
}

async function endAll(ctx: EmpresaSqlCtx, kind: FollowUpKind, followUpId: string, steps: readonly string[]) {
  await ctx.sql.query(
    `UPDATE follow_up_enrolments SET stopped_at = $3, stop_reason = 'desligado', next_at = NULL
     WHERE empresa_id = $1 AND follow_up_id = $2 AND stopped_at IS NULL`,
    [ctx.empresaId, followUpId, ctx.now],
  )
  if (steps.length > 0)
    await cancelPending(ctx, { subjectType: SUBJECT_OF[kind], ruleIds: steps }, 'desligado', STOPS.desligado)
}
