import type { Segment } from '~/domains/campaigns/schema'
import { createCampaign } from '~/domains/campaigns/service/drafts'
import { savePost } from '~/domains/campaigns/service/posts'
import { listCampaigns } from '~/domains/campaigns/service/read'
import { startCampaign } from '~/domains/campaigns/service/run'
import type { FollowUpView } from '~/domains/followups/schema'
import { listFollowUps, saveFollowUp, switchFollowUp } from '~/domains/followups/service/follow-ups'
import { ensureConnection } from '~/domains/channels/service/connections'
import { behave } from '~/domains/channels/service/simulator'
import { ensureTemplates, templateOfKind } from '~/domains/templates/service/templates'
import { quietUntil } from '~/domains/outbox/rules/quiet-hours'
import { addLocalDays, fromLocal, localDay } from '~/kernel/clock'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'

/** Times at which the demonstration's shop has had nearly all of its day, and channels may still send. */
const EVENINGS = ['18:15:00', '17:30:00']
/** Customers in the holdout: no follow-up writes to them, so that its effect can be measured. */
const HOLDOUT_PERCENT = 15
const UF = 'SP'

/**
 * Switches the demonstration's messages on, once, at the scope's own time: the simulator connected, the templates, the
 * follow-ups with their control group, and posts. @returns the simulator's id.
 */
export async function seedMessages(scope: EmpresaScope): Promise<string> {
  const { followUps, connectionId } = await withEmpresa(scope, async (ctx) => {
    await ensureTemplates(ctx)
    return { followUps: await listFollowUps(ctx), connectionId: await ensureConnection(ctx) }
  })
  if (followUps.every(({ active }) => active)) return connectionId
  // The simulator was made with its empresa, today: in the month it is there from the start.
  await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query(
      'UPDATE whatsapp_connections SET created_at = $3, status_at = $3, next_send_at = $3 WHERE empresa_id = $1 AND id = $2',
      [ctx.empresaId, connectionId, ctx.now],
    ),
  )
  await withEmpresaSql(scope, (ctx) =>
    behave(ctx, { id: connectionId, behaviour: 'variado', answers: false }),
  )
  await seedPosts(scope, connectionId)
  for (const { kind, steps } of followUps) {
    await withEmpresa(scope, (ctx) =>
      saveFollowUp(ctx, { kind, holdoutPercent: HOLDOUT_PERCENT, steps: steps.map(stepOf) }),
    )
    await withEmpresaSql(scope, (ctx) => switchFollowUp(ctx, { kind, active: true, connectionId }))
  }
  return connectionId
}

const stepOf = ({ delayMinutes, templateId, active }: FollowUpView['steps'][number]) => ({
  delayMinutes,
  templateId,
  active,
})

/** The first evening after `now` by which the shop has had its day and channels may still send: the demonstration's start. */
export function startOf(now: Date, timezone: string): Date {
  const today = localDay(now, timezone)
  for (const day of [today, addLocalDays(today, 1)])
    for (const time of EVENINGS) {
      const evening = fromLocal(`${day} ${time}`, timezone)
      if (evening && evening > now && !quietUntil(evening, UF, timezone)) return evening
    }
  return now
}

/** When the demonstration's posts go out, of the shop's clock. */
export const POST_TIMES = { group: '10:00', status: '18:30' } as const

/** Two posts that go out by themselves every day, to a group and to status. */
async function seedPosts(scope: EmpresaScope, connectionId: string): Promise<void> {
  const everyDay = { connectionId, weekdays: [0, 1, 2, 3, 4, 5, 6], onceOn: null, active: true }
  const posts = [
    {
      target: 'group' as const,
      address: '120363000000000002@g.us',
      targetName: 'Ofertas do dia (simulado)',
      times: [POST_TIMES.group],
      body: '*Ofertas do dia* 🛒\nHoje até as 20h, com frete grátis. Chama no privado!',
    },
    {
      target: 'status' as const,
      address: 'status',
      targetName: null,
      times: [POST_TIMES.status],
      body: 'Chegou novidade na loja. 💚',
    },
  ]
  for (const post of posts) await withEmpresa(scope, (ctx) => savePost(ctx, { ...everyDay, ...post }))
}

/** A campaign of the demonstration, made and started by the scope's actor. */
export async function seedCampaign(
  scope: EmpresaScope,
  made: { name: string; segment: Segment; gapSeconds: number | null },
): Promise<void> {
  const id = await withEmpresa(scope, async (ctx) => {
    const { rows } = await listCampaigns(ctx, { size: 50 })
    const templateId = await templateOfKind(ctx, 'livre')
    if (!templateId || rows.some(({ name }) => name === made.name)) return null
    const { name, segment, gapSeconds } = made
    const connectionId = await ensureConnection(ctx)
    const source = { kind: 'segmento' as const, segment }
    return (await createCampaign(ctx, { name, templateId, connectionId, source, gapSeconds })).id
  })
  if (id) await startCampaign(scope, id)
}
