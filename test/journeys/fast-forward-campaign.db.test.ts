import { expect, test, vi } from 'vitest'
import { makeEmpresa } from '../../src/domains/access/factory'
import { makeCart } from '../../src/domains/carts/factory'
import { createCampaign } from '../../src/domains/campaigns/service/drafts'
import { getCampaign } from '../../src/domains/campaigns/service/read'
import { startCampaign } from '../../src/domains/campaigns/service/run'
import { switchOn } from '../../src/domains/followups/factory'
import { makeLead } from '../../src/domains/leads/factory'
import { makeConnection } from '../../src/domains/outbox/factory'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { behave } from '../../src/domains/channels/service/simulator'
import { ensureTemplates, saveTemplate } from '../../src/domains/templates/service/templates'
import { refreshDailyFigures } from '../../src/domains/reports/daily'
import { systemScope, withEmpresa, withEmpresaSql } from '../../src/kernel/tenancy/unit'
import { nextStride, fastForward } from '../../src/runtime/fast-forward'
import { DEMO_FILE_NAME } from '../../src/runtime/demo-shop'
import { subjects } from '../../src/wiring/subjects'
import { useDatabase } from '../postgres/clone'

useDatabase()
vi.setConfig({ testTimeout: 240_000 })
const HOUR = 3_600_000
const DAY = 24 * HOUR
const RECIPIENTS = 60

/** An empresa with a clock of its own, which is fast-forwarded without moving any other. */
async function shop(starts: string) {
  const { id: empresaId } = await makeEmpresa({ name: 'Loja da Lua' })
  const past = { at: new Date(starts) }
  const clock = () => past.at
  const scope = systemScope(empresaId, 'jornada', clock)
  const connection = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  // A channel that gets no answers at all would pause its campaigns.
  await withEmpresaSql(scope, (ctx) => behave(ctx, { id: connection, behaviour: 'normal', answers: true }))
  const pass = (milliseconds: number, look?: () => Promise<void>) => {
    const until = past.at.getTime() + milliseconds
    let there = false
    const time = {
      wanted: () => Promise.resolve(!there),
      stride: async (to: Date) => {
        await look?.()
        past.at = new Date(Math.min(to.getTime(), until))
      },
      arrived: () => Promise.resolve((there = past.at.getTime() >= until)),
    }
    return fastForward(dispatchDeps(subjects, clock), undefined, { time })
  }
  return { scope, connection, pass }
}

async function campaign({ scope, connection }: Awaited<ReturnType<typeof shop>>) {
  return withEmpresa(scope, async (ctx) => {
    await ensureTemplates(ctx)
    const template = await saveTemplate(ctx, {
      kind: 'livre',
      name: 'Teste',
      body: 'Oi, {nome}!',
      active: true,
    })
    const lines = Array.from({ length: RECIPIENTS }, (_, n) => `Ana;(31) 98765-${String(1000 + n)}`)
    const made = await createCampaign(ctx, {
      name: 'Novidades',
      templateId: template.id,
      connectionId: connection,
      source: { kind: 'arquivo', text: `nome;telefone\n${lines.join('\n')}` },
    })
    return made.id
  })
}

// Tuesday, 19:50 in Brasília: ten minutes before the night, and a message every two to five seconds.
test('the clock waits for a queue that is under way: it leaves at the number’s own pace, and none of it is too late', async () => {
  const world = await shop('2026-11-24T22:50:00Z')
  const id = await campaign(world)
  const draft = await withEmpresa(world.scope, (ctx) => getCampaign(ctx, id))
  await startCampaign(world.scope, id)
  await world.pass(2 * DAY)
  const { rows } = await withEmpresaSql(world.scope, (ctx) =>
    ctx.sql.query<{ at: Date; state: string }>(
      "SELECT coalesce(sent_at, accepted_at) AS at, state FROM messages WHERE direction = 'out' ORDER BY 1",
    ),
  )
  expect(rows).toHaveLength(RECIPIENTS)
  expect(rows.every(({ state }) => ['enviada', 'entregue', 'lida'].includes(state))).toBe(true)
  const last = rows.at(-1)?.at ?? new Date(0)
  expect(last.getTime()).toBeLessThan(new Date('2026-11-24T22:50:00Z').getTime() + RECIPIENTS * 6000)
  // What was promised before the start is what came.
  const promised = draft.budget?.lastLeavesAt ?? new Date(0)
  expect(Math.abs(promised.getTime() - last.getTime())).toBeLessThan(120_000)
})

test('a queue that the night interrupts goes on in the morning, as it was promised', async () => {
  const world = await shop('2026-11-24T22:59:30Z')
  const id = await campaign(world)
  const draft = await withEmpresa(world.scope, (ctx) => getCampaign(ctx, id))
  expect(draft.budget?.lastLeavesAt.toISOString()).toMatch(/^2026-11-25T11:0/)
  await startCampaign(world.scope, id)
  await world.pass(DAY)
  const done = await withEmpresa(world.scope, (ctx) => getCampaign(ctx, id))
  expect(done).toMatchObject({ status: 'concluida', progress: { sent: RECIPIENTS, cancelled: 0 } })
})

test('during a fast-forward the figures are those of the rows, at every step', async () => {
  const world = await shop('2026-11-24T13:00:00Z')
  await switchOn(world.scope, 'carrinho', world.connection)
  await withEmpresa(world.scope, async (ctx) => {
    await ctx.db.importFile.create({
      data: { empresaId: ctx.empresaId, name: DEMO_FILE_NAME, size: 1, sha256: 'x', complete: true },
    })
    await makeCart(ctx, { externalId: 7 })
    await makeLead(ctx, { externalId: 7 })
  })
  await withEmpresaSql(world.scope, refreshDailyFigures)
  let looked = 0
  await world.pass(2 * DAY, async () => {
    expect(await withEmpresaSql(world.scope, refreshDailyFigures)).toBe(0)
    looked++
  })
  expect(looked).toBeGreaterThan(40)
})

test('what is due is waited for, second by second; what else there is, within half a minute to an hour', () => {
  const now = new Date('2026-11-24T13:00:00Z')
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const none = { domains: null, beside: null, report: null, send: null }
  expect(nextStride(now, none)).toEqual(at(3600))
  expect(nextStride(now, { ...none, domains: at(7200), send: at(9000) })).toEqual(at(3600))
  expect(nextStride(now, { ...none, domains: at(5) })).toEqual(at(30))
  expect(nextStride(now, { ...none, report: at(2) })).toEqual(at(30))
  expect(nextStride(now, { ...none, domains: at(600), report: at(40), send: at(3) })).toEqual(at(3))
  // Queued since the look, or behind others: not an hour later.
  expect(nextStride(now, { ...none, domains: at(600), send: at(-40) })).toEqual(at(1))
})
