import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { makeEmpresa } from '../../src/domains/access/factory'
import { makeCart } from '../../src/domains/carts/factory'
import { makeLead } from '../../src/domains/leads/factory'
import { switchOn } from '../../src/domains/followups/factory'
import { makeConnection } from '../../src/domains/outbox/factory'
import { quietUntil } from '../../src/domains/outbox/rules/quiet-hours'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { advanceClock, productTime, stopClock } from '../../src/domains/channels/service/simulator'
import { matchCarts } from '../../src/domains/recovery/service'
import { provideEnv } from '../../src/env'
import { addLocalDays, localDay, startOfLocalDay, systemClock } from '../../src/kernel/clock'
import {
  advanceProductClock,
  productClock,
  readFastForward,
  stopProductClock,
} from '../../src/kernel/engine/product-clock'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '../../src/kernel/tenancy/unit'
import { fastForward } from '../../src/runtime/fast-forward'
import { FIRST_ID } from '../../src/runtime/demo-day'
import { DEMO_FILE_NAME } from '../../src/runtime/demo-shop'
import { passTime } from '../../src/wiring/passing-time'
import { subjects } from '../../src/wiring/subjects'
import { useWorkers } from '../imports/start-worker'
import { stopped } from '../mariadb/server'
import { useDatabase } from '../postgres/clone'

useDatabase()
const ZONE = 'America/Sao_Paulo'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Minutes after the cart at which the preset writes. */
const STEPS = [60, 24 * 60, 72 * 60]
const deps = dispatchDeps(subjects, productClock)
const startWorker = useWorkers()

beforeAll(() => provideEnv({ RETOMA_SIMULATED_CLOCK: '1' }))
// Eleven in the morning of another day, whatever the day and hour the test runs at.
beforeEach(async () => {
  await stopProductClock()
  await readFastForward()
  const tomorrow = startOfLocalDay(addLocalDays(localDay(productClock(), ZONE), 1), ZONE)
  await advanceProductClock(tomorrow.getTime() + 11 * HOUR - productClock().getTime())
})

type Copy = { phone: string; at: Date }

/** A shop with the preset follow-up of carts, and carts left that many minutes ago (less than none: still to come). */
async function shop(leftMinutesAgo: readonly number[]) {
  const { id: empresaId } = await makeEmpresa({ name: 'Loja da Lua' })
  const scope: EmpresaScope = systemScope(empresaId, 'jornada', productClock)
  const connection = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  await switchOn(scope, 'carrinho', connection)
  // The follow-up takes no carts from before it was switched on.
  await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query('UPDATE follow_ups SET active_since = $2 WHERE empresa_id = $1', [
      empresaId,
      new Date(ctx.now.getTime() - 24 * HOUR),
    ]),
  )
  const now = productClock()
  const carts: { phone: string; leftAt: Date }[] = []
  for (const [n, minutes] of leftMinutesAgo.entries()) {
    const key = `31876543${String(10 + n)}`
    const cart = {
      phone: `+55319876543${String(10 + n)}`,
      leftAt: new Date(now.getTime() - minutes * MINUTE),
    }
    const contact = { phone: cart.phone, phoneKey: key, phoneStatus: 'valid', uf: 'MG' } as const
    await withEmpresa(scope, (ctx) =>
      makeCart(ctx, { ...contact, name: 'MARIANA SOUZA', lastActivityAt: cart.leftAt }),
    )
    carts.push(cart)
  }
  await withEmpresaSql(scope, matchCarts)
  const all = <T extends object>(sql: string) =>
    withEmpresaSql(scope, async (ctx) => (await ctx.sql.query<T>(sql)).rows)
  return {
    scope,
    connection,
    carts,
    shown: () => all<Copy>('SELECT chat AS phone, at FROM simulated_copies ORDER BY at'),
    codes: async () =>
      (await all<{ code: string }>('SELECT code FROM send_decisions ORDER BY at')).map(({ code }) => code),
    states: async () =>
      (
        await all<{ state: string }>("SELECT DISTINCT state FROM messages WHERE direction = 'out' ORDER BY 1")
      ).map(({ state }) => state),
  }
}

/** Each step of each cart, once, within minutes of when it may go: its hour, or the morning after its night. */
function expectEachInItsHour(copies: readonly Copy[], carts: readonly { phone: string; leftAt: Date }[]) {
  for (const { phone, leftAt } of carts) {
    const got = copies.filter((copy) => copy.phone === phone)
    expect(got).toHaveLength(STEPS.length)
    for (const [n, minutes] of STEPS.entries()) {
      const due = new Date(leftAt.getTime() + minutes * MINUTE)
      const allowed = quietUntil(due, 'MG', ZONE)?.until ?? due
      const late = ((got[n]?.at.getTime() ?? Number.NaN) - allowed.getTime()) / MINUTE
      expect(late).toBeGreaterThanOrEqual(-0.1)
      expect(late).toBeLessThan(3)
    }
  }
}

test('fast-forward by three days: every message of the series leaves in its hour, at night the next morning; one jump lost them', async () => {
  // The second customer leaves at 21:30: all three fall into the night.
  const { scope, carts, shown, codes, states } = await shop([5, -10.5 * 60])
  const started = productClock()
  await advanceClock(scope, 24)
  // A second click during the fast-forward adds up.
  const asked = await advanceClock(scope, 24 * 4)
  expect(asked.walk?.until.getTime()).toBeCloseTo(started.getTime() + 120 * HOUR, -5)
  const began = systemClock().getTime()
  const strides = await fastForward(deps)
  const seconds = (systemClock().getTime() - began) / 1000
  console.info(`five days: ${String(strides)} strides in ${seconds.toFixed(1)} s`)

  expectEachInItsHour(await shown(), carts)
  expect(await codes()).not.toContain('atrasada')
  expect(await states()).not.toContain('incerta')
  expect(await productTime(productClock())).toMatchObject({ walk: null })
  const passed = productClock().getTime() - started.getTime()
  expect(passed).toBeGreaterThanOrEqual(120 * HOUR)
  expect(passed).toBeLessThan(120 * HOUR + seconds * 1000 + 5 * MINUTE)

  const jumped = await shop([5])
  await advanceProductClock(120 * HOUR)
  await passTime(jumped.scope)
  expect(await jumped.codes()).toContain('atrasada')
  expect(await jumped.shown()).toEqual([])
})

test('stopped halfway it stands where it is, and goes on from there when asked again', async () => {
  const { scope, carts, shown } = await shop([5])
  await advanceClock(scope, 96)
  const started = productClock()
  const halt = new AbortController()
  const running = fastForward(deps, halt.signal)
  while (productClock().getTime() < started.getTime() + 30 * HOUR) await pause(5)
  expect(await stopClock(scope)).toMatchObject({ walk: null })
  await running
  const stoodAt = productClock().getTime()
  expect(stoodAt).toBeGreaterThanOrEqual(started.getTime() + 30 * HOUR)
  expect(stoodAt).toBeLessThan(started.getTime() + 72 * HOUR)
  expect(await shown()).toHaveLength(2)
  expect(await fastForward(deps)).toBe(0)
  await advanceClock(scope, 72)
  await fastForward(deps)
  expectEachInItsHour(await shown(), carts)
})

test('a worker killed in the middle of a fast-forward: the next one goes on, nothing is lost and nothing comes twice', async () => {
  const { scope, carts, shown } = await shop([5, 0, -5])
  const started = productClock()
  await advanceClock(scope, 96)
  const first = await startWorker()
  const passedHours = async () => {
    await readFastForward()
    return (productClock().getTime() - started.getTime()) / HOUR
  }
  while ((await passedHours()) < 10) await pause(5)
  await stopped(first, 'SIGKILL')
  const stood = await passedHours()
  expect(stood).toBeLessThan(96)
  expect(await readFastForward()).not.toBeNull()
  await startWorker()
  while (await readFastForward()) await pause(50)
  expect(await passedHours()).toBeGreaterThanOrEqual(96)
  expectEachInItsHour(await shown(), carts)
})

test('a fast-forward goes no further than months, and not at all outside a demonstration', async () => {
  const { scope } = await shop([])
  for (const hours of [744, 744, 720]) await advanceClock(scope, hours)
  await expect(advanceClock(scope, 720)).rejects.toThrow('O relógio já tem meses para andar.')
  await stopClock(scope)
  process.env.RETOMA_SIMULATED_CLOCK = ''
  provideEnv({})
  await expect(advanceClock(scope, 1)).rejects.toThrow('só pode ser adiantado na demonstração')
  await expect(stopClock(scope)).rejects.toThrow('só pode ser adiantado na demonstração')
  provideEnv({ RETOMA_SIMULATED_CLOCK: '1' })
})

test('a real channel sends nothing during a fast-forward: what it has waits for its own pace', async () => {
  const { scope, connection, shown, states } = await shop([5])
  await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha' WHERE empresa_id = $1 AND id = $2", [
      ctx.empresaId,
      connection,
    ]),
  )
  await advanceClock(scope, 2)
  await fastForward(deps)
  expect(await states()).toEqual(['pendente'])
  expect(await shown()).toEqual([])
})

test('the demonstration’s shop lives on during a fast-forward, and customers that a message reached come back; no other shop does', async () => {
  const [demo, other] = [await shop([5]), await shop([5])]
  for (const { scope } of [demo, other])
    await withEmpresa(scope, async (ctx) => {
      // Its own past, by ids as an export file has them.
      await ctx.db.cart.updateMany({ data: { externalId: 7 } })
      await makeLead(ctx, { externalId: 7 })
    })
  await withEmpresa(demo.scope, (ctx) =>
    ctx.db.importFile.create({
      data: { empresaId: ctx.empresaId, name: DEMO_FILE_NAME, size: 1, sha256: 'x', complete: true },
    }),
  )
  const began = productClock()
  await advanceClock(demo.scope, 24 * 3)
  await fastForward(deps)
  const lived = ({ scope }: typeof demo) =>
    withEmpresaSql(scope, async ({ sql }) => {
      const { rows } = await sql.query<{
        carts: number
        leads: number
        orders: number
        back: number
        linked: number
        first: Date | null
      }>(
        `SELECT (SELECT count(*)::int FROM carts WHERE external_id >= $1) AS carts, (SELECT count(*)::int FROM leads WHERE external_id >= $1) AS leads,
           (SELECT count(*)::int FROM orders) AS orders,
           (SELECT count(*)::int FROM carts AS c WHERE status = 'recuperado' AND EXISTS (SELECT 1 FROM orders AS o WHERE o.external_id = c.external_id + 50)) AS back,
           (SELECT count(*)::int FROM orders WHERE customer_id IS NOT NULL) AS linked,
           (SELECT least((SELECT min(last_activity_at) FROM carts WHERE external_id >= $1), (SELECT min(placed_at) FROM orders),
             (SELECT min(captured_at) FROM leads WHERE external_id >= $1))) AS first`,
        [FIRST_ID],
      )
      return rows[0]
    })
  const found = await lived(demo)
  expect(found?.carts).toBeGreaterThanOrEqual(5)
  expect(found?.leads).toBeGreaterThanOrEqual(1)
  expect(found?.back).toBeGreaterThan(0)
  expect(found?.orders).toBeGreaterThan(found?.back ?? 0)
  expect(found?.linked).toBe(found?.orders)
  // An order may have been placed before the fast-forward and paid during it, never earlier than the day before.
  expect(found?.first?.getTime()).toBeGreaterThan(began.getTime() - 24 * HOUR)
  expect(await lived(other)).toMatchObject({ carts: 0, leads: 0, orders: 0 })
})
