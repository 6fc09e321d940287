import { createCampaign } from '~/domains/campaigns/service/drafts'
import { savePost } from '~/domains/campaigns/service/posts'
import { listCampaigns } from '~/domains/campaigns/service/read'
import { startCampaign } from '~/domains/campaigns/service/run'
import { listFollowUps, switchFollowUp } from '~/domains/followups/service/follow-ups'
import { ensureConnection } from '~/domains/messaging/service/connections'
import { behave } from '~/domains/messaging/service/phones'
import { ensureTemplates, templateOfKind } from '~/domains/messaging/service/templates'
import { quietUntil } from '~/domains/messaging/rules/quiet-hours'
import { fromLocal, localDay } from '~/kernel/clock'
import { advanceProductClock, productClock, refreshProductClock } from '~/kernel/engine/product-clock'
import { withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'

/** Times at which nothing of the demonstration's shop is still to come that day, and nearly nothing (runtime/demo-shop). */
const EVENINGS = ['18:15:00', '17:30:00']
/** How far back the demonstration's follow-up looks for carts, so that something happens at once. */
const BACK_MS = 3 * 86_400_000
const UF = 'SP'

/**
 * Switches the demonstration's messages on, once: the simulator connected with phones that answer, the templates, and the
 * follow-up of carts. The clock is moved to the evening, so that nothing in the shop is still to come; at night and where the
 * evening is quiet, to the next hour when messages may go out.
 */
export async function seedMessages(given: EmpresaScope): Promise<void> {
  await refreshProductClock()
  const scope = { ...given, now: productClock }
  const followUps = await withEmpresa(scope, async (ctx) => {
    await ensureTemplates(ctx)
    return listFollowUps(ctx)
  })
  const carts = followUps.find(({ kind }) => kind === 'carrinho')
  if (!carts || carts.activeSince !== null) return
  const connectionId = await withEmpresa(scope, ensureConnection)
  await withEmpresaSql(scope, (ctx) => behave(ctx, { id: connectionId, behaviour: 'variado', answers: true }))
  await seedPosts(scope, connectionId)
  const starts = await withEmpresa(scope, ({ now, empresa }) =>
    Promise.resolve(startOf(now, empresa.timezone)),
  )
  await advanceProductClock(Math.max(0, starts.getTime() - productClock().getTime()))
  for (const { id, kind } of followUps) {
    await withEmpresaSql(scope, async (ctx) => {
      await switchFollowUp(ctx, { kind, active: true, connectionId })
      await ctx.sql.query('UPDATE follow_ups SET active_since = $3 WHERE empresa_id = $1 AND id = $2', [
        ctx.empresaId,
        id,
        new Date(ctx.now.getTime() - BACK_MS),
      ])
    })
  }
}

/** When the demonstration begins for who starts it at `now`. */
export function startOf(now: Date, timezone: string): Date {
  for (const time of EVENINGS) {
    const evening = fromLocal(`${localDay(now, timezone)} ${time}`, timezone)
    if (evening && evening > now && !quietUntil(evening, UF, timezone)) return evening
  }
  const quiet = quietUntil(now, UF, timezone)
  return quiet ? new Date(quiet.until.getTime() + 3_600_000) : now
}

/** Two posts that go out by themselves every day, to a group twice and to status. */
async function seedPosts(scope: EmpresaScope, connectionId: string): Promise<void> {
  const everyDay = { connectionId, weekdays: [0, 1, 2, 3, 4, 5, 6], onceOn: null, active: true }
  const posts = [
    {
      target: 'group' as const,
      address: '120363000000000002@g.us',
      targetName: 'Ofertas do dia (simulado)',
      times: ['10:00', '20:00'],
      body: '*Ofertas do dia* 🛒\nHoje até as 20h, com frete grátis. Chama no privado!',
    },
    {
      target: 'status' as const,
      address: 'status',
      targetName: null,
      times: ['18:30'],
      body: 'Chegou novidade na loja. 💚',
    },
  ]
  for (const post of posts) await withEmpresa(scope, (ctx) => savePost(ctx, { ...everyDay, ...post }))
}

/** A campaign to the newest leads, once the shop is there: something to watch while the portal is opened. */
export async function seedCampaign(given: EmpresaScope): Promise<void> {
  await refreshProductClock()
  const scope = { ...given, now: productClock }
  const known = await withEmpresa(scope, (ctx) => listCampaigns(ctx, { size: 1 }))
  if (known.rows.length > 0) return
  const connectionId = await withEmpresa(scope, ensureConnection)
  const id = await withEmpresa(scope, async (ctx) => {
    const templateId = await templateOfKind(ctx, 'livre')
    if (!templateId) return null
    const made = await createCampaign(ctx, {
      name: 'Novidades da semana',
      templateId,
      connectionId,
      source: { kind: 'segmento', segment: { of: 'leads', period: '30dias' } },
    })
    return made.id
  })
  if (id) await startCampaign(scope, id)
}
