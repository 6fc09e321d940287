import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { listCampaigns } from '../domains/campaigns/service/read'
import { listConversations } from '~/domains/inbox/service/list'
import { listFollowUps } from '../domains/followups/service/follow-ups'
import { unknownStatuses } from '../domains/recovery/unknown-statuses'
import { refreshDailyFigures } from '../domains/reports/daily'
import { provideEnv } from '../env'
import { localDay } from '../kernel/clock'
import { productClock } from '../kernel/engine/product-clock'
import { withEmpresa, withEmpresaSql } from '../kernel/tenancy/unit'
import { useDatabase } from '../../test/postgres/clone'
import { latestRun, liveDemo, seedDemo, type Demo } from './demo-seed'
import { startEngine } from './worker'

useDatabase()
const LONG = 900_000
let demo: Demo

const rows = <T extends object>(sql: string, ...values: unknown[]) =>
  withEmpresaSql(
    { ...demo.scope, now: productClock },
    async (ctx) => (await ctx.sql.query<T>(sql, [ctx.empresaId, ...values])).rows,
  )
const unit: typeof withEmpresa = (scope, work) => withEmpresa({ ...scope, now: productClock }, work)

beforeAll(async () => {
  provideEnv({ RETOMA_SIMULATED_CLOCK: '1' })
  demo = await seedDemo(new Date())
  const engine = await startEngine()
  while (!(await latestRun(demo.scope))?.finishedAt) await pause(50)
  await engine.stop()
  // Stopped in the middle, the next start goes on.
  const halt = new AbortController()
  let ended = false
  const living = liveDemo(demo, halt.signal).finally(() => (ended = true))
  for (let lived = 0; lived < 20 && !ended;) {
    await pause(20)
    lived =
      (await rows<{ n: number }>('SELECT count(*)::int AS n FROM messages WHERE empresa_id = $1'))[0]?.n ?? 0
  }
  halt.abort()
  await living
  const began = performance.now()
  await liveDemo(demo)
  console.info(`the rest of the month: ${((performance.now() - began) / 1000).toFixed(1)} s`)
}, LONG)

test('at first sight ten conversations, of which three wait; one campaign is over and one under way; no follow-up is without its control group', async () => {
  const page = await unit(demo.scope, (ctx) => listConversations(ctx, { size: 50 }))
  expect(page.rows).toHaveLength(10)
  expect(page.counts).toMatchObject({ aguardando: 3, em_atendimento: 2, encerrada: 5, unread: 3 })
  const campaigns = await unit(demo.scope, (ctx) => listCampaigns(ctx, { size: 50 }))
  expect(campaigns.rows.map(({ status }) => status).sort()).toEqual(['concluida', 'enviando'])
  for (const { progress, status } of campaigns.rows) {
    expect(progress.sent).toBeGreaterThan(10)
    expect(progress.waiting > 0).toBe(status === 'enviando')
  }
  const followUps = await unit(demo.scope, listFollowUps)
  for (const one of followUps) expect(one).toMatchObject({ active: true, holdoutPercent: 15 })
  const carts = followUps.find(({ kind }) => kind === 'carrinho')
  expect(carts?.steps.every(({ sent }) => sent > 10)).toBe(true)
  expect(carts?.running).toBeGreaterThan(0)
})

test('the first page asks nothing about the shop itself', async () => {
  expect(await unit(demo.scope, unknownStatuses)).toEqual([])
})

test('the figures are those of the lists, and purchases came back after a message', async () => {
  expect(await withEmpresaSql({ ...demo.scope, now: productClock }, refreshDailyFigures)).toBe(0)
  const [carts] = await rows<{
    today: number
    assisted: number
    back: number
    lost: number
    heldOut: number
  }>(
    `SELECT count(*) FILTER (WHERE (last_activity_at AT TIME ZONE 'America/Sao_Paulo')::date = $2::date)::int AS today,
       count(*) FILTER (WHERE recovery_kind = 'assistida')::int AS assisted, count(*) FILTER (WHERE status = 'recuperado')::int AS back,
       count(*) FILTER (WHERE status = 'abandonado')::int AS lost,
       (SELECT count(*)::int FROM follow_up_enrolments WHERE empresa_id = $1 AND holdout) AS "heldOut"
     FROM carts WHERE empresa_id = $1 AND last_activity_at > $3`,
    localDay(productClock(), 'America/Sao_Paulo'),
    // Both months: a cart is given up a month after it was left.
    new Date(productClock().getTime() - 60 * 86_400_000),
  )
  expect(carts?.today).toBeGreaterThanOrEqual(1)
  expect(carts?.assisted).toBeGreaterThan(5)
  expect(carts?.back).toBeGreaterThan(carts?.assisted ?? 0)
  expect(carts?.lost).toBeGreaterThan(5)
  expect(carts?.heldOut).toBeGreaterThan(5)
  // What may not have arrived was looked through an hour before.
  expect(
    (await rows("SELECT id FROM messages WHERE empresa_id = $1 AND state = 'incerta'")).length,
  ).toBeLessThan(4)
  const late = await rows('SELECT id FROM messages WHERE empresa_id = $1 AND created_at > $2', productClock())
  expect(late).toEqual([])
})

test('most orders of the month are concluded, and their numbers rise with their dates', async () => {
  const orders = await rows<{ status: string; number: number }>(
    `SELECT status, coalesce(shop_number, external_id::text)::int AS number FROM orders WHERE empresa_id = $1 AND placed_at > $2 ORDER BY placed_at`,
    new Date(productClock().getTime() - 30 * 86_400_000),
  )
  expect(orders.length).toBeGreaterThan(60)
  expect(orders.filter(({ status }) => status === 'completed').length).toBeGreaterThan(orders.length / 2)
  expect(orders.filter(({ status }) => status === 'on-hold').length).toBeLessThan(orders.length / 5)
  const falls = orders.filter(({ number }, n) => n > 0 && number <= (orders[n - 1]?.number ?? 0))
  expect(falls.length).toBeLessThan(orders.length / 20)
})

test('its customers look real: a phone has one name, its state fits its area code, and the first pages show nothing odd', async () => {
  const contacts = `SELECT name, phone_key, uf, at FROM (
    SELECT name, phone_key, uf, placed_at AS at, empresa_id, phone_status FROM orders
    UNION ALL SELECT name, phone_key, uf, last_activity_at, empresa_id, phone_status FROM carts
    UNION ALL SELECT name, phone_key, uf, captured_at, empresa_id, phone_status FROM leads) AS p
    WHERE empresa_id = $1 AND phone_status = 'valid'`
  const shared = await rows(
    `SELECT phone_key, array_agg(DISTINCT lower(name)) AS names FROM (${contacts}) AS p WHERE coalesce(name, '') <> '' GROUP BY 1
     HAVING count(DISTINCT lower(name)) > 1`,
  )
  expect(shared).toEqual([])
  for (const list of [
    'SELECT name, email, placed_at AS at FROM orders WHERE empresa_id = $1 ORDER BY placed_at DESC LIMIT 50',
    'SELECT name, email, last_activity_at AS at FROM carts WHERE empresa_id = $1 ORDER BY last_activity_at DESC LIMIT 50',
    'SELECT name, email, last_order_at AS at FROM customers WHERE empresa_id = $1 ORDER BY last_order_at DESC NULLS LAST LIMIT 50',
    'SELECT name, email, captured_at AS at FROM leads WHERE empresa_id = $1 ORDER BY captured_at DESC LIMIT 50',
  ])
    for (const { name, email, at } of await rows<{ name: string | null; email: string | null; at: Date }>(
      list,
    )) {
      expect(name).toMatch(/^\p{Lu}\p{Ll}{2,} \p{Lu}\p{Ll}{2,}$/u)
      expect(name).not.toMatch(/teste|extra|lixeira/i)
      expect(email).not.toMatch(/deleted|invalid$/)
      expect(at <= productClock()).toBe(true)
    }
  const greeted = await rows<{ body: string; name: string }>(
    `SELECT m.body, coalesce(p.name, c.name) AS name FROM messages AS m JOIN contacts AS c ON c.empresa_id = m.empresa_id AND c.id = m.contact_id
     LEFT JOIN customers AS p ON p.empresa_id = c.empresa_id AND p.id = c.customer_id
     WHERE m.empresa_id = $1 AND m.kind IN ('carrinho', 'pedido', 'lead') AND m.body LIKE 'Oi, %!%' AND m.sent_at IS NOT NULL AND m.direction = 'out'`,
  )
  expect(greeted.length).toBeGreaterThan(100)
  for (const { body, name } of greeted) expect(body).toContain(`Oi, ${name.split(' ')[0] ?? ''}!`)
})

test('every post of the month went out in its hour', async () => {
  // The month was stopped on its way and went on a little later: that may cost one.
  const late = await rows("SELECT title FROM notifications WHERE empresa_id = $1 AND kind = 'post.late'")
  expect(late.length).toBeLessThanOrEqual(1)
  const posts = await rows<{ kind: string; n: number }>(
    "SELECT kind, count(*)::int AS n FROM messages WHERE empresa_id = $1 AND kind IN ('grupo', 'status') GROUP BY 1 ORDER BY 1",
  )
  expect(posts.map(({ kind }) => kind)).toEqual(['grupo', 'status'])
  for (const { n } of posts) expect(n).toBeGreaterThanOrEqual(28)
})

test('a second start keeps the month as it is', async () => {
  const before = await rows('SELECT count(*) FROM messages WHERE empresa_id = $1')
  const stood = productClock().getTime()
  await liveDemo(await seedDemo(productClock()))
  expect(await rows('SELECT count(*) FROM messages WHERE empresa_id = $1')).toEqual(before)
  expect(productClock().getTime() - stood).toBeLessThan(60_000)
})
