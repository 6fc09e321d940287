import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { insertCart, insertOrder } from './factory'
import { decideCarts, RULE_VERSION, type RecoveryRule, type RuleCart, type RuleOrder } from './rules'
import { explainCart, matchCarts, refreshStatuses } from './service'

useDatabase()

const RULE: RecoveryRule = {
  windowBeforeDays: 2,
  windowAfterDays: 30,
  cutoffMinutes: 60,
  extraSaleStatuses: ['enviado'],
}
const T0 = new Date('2026-03-10T12:00:00Z')
const NOW = new Date('2026-03-25T12:00:00Z')
const minutes = (count: number) => new Date(T0.getTime() + count * 60_000)
let tenants = 0

async function newEmpresa(rule: RecoveryRule = RULE): Promise<string> {
  const id = await insertEmpresa({ slug: `loja-${++tenants}`, name: 'Loja', timezone: 'America/Sao_Paulo' })
  await withEmpresaSql(systemScope(id, 'test'), (ctx) =>
    ctx.sql.query('UPDATE empresas SET settings = $2 WHERE id = $1', [id, { recovery: rule }]),
  )
  return id
}
const unit = <T>(id: string, work: Parameters<typeof withEmpresaSql<T>>[1], now = NOW) =>
  withEmpresaSql(
    systemScope(id, 'test', () => now),
    work,
  )
const match = (id: string, now = NOW) => unit(id, matchCarts, now)

type Row = {
  cart: number
  status: string
  kind: string | null
  order: number | null
  outcome: string | null
  reason: string | null
  email: boolean | null
  phone: boolean | null
  distance: number | null
}
const ROWS = `
SELECT c.external_id AS cart, c.status, c.recovery_kind AS kind, o.external_id AS order, m.outcome::text AS outcome, m.reason,
  m.by_email AS email, m.by_phone AS phone, m.distance_seconds AS distance
FROM carts c LEFT JOIN cart_matches m ON m.cart_id = c.id LEFT JOIN orders o ON o.id = m.order_id
ORDER BY c.external_id, o.external_id`
const stored = (id: string) => unit(id, async (ctx) => (await ctx.sql.query<Row>(ROWS)).rows)

/** What the reference says, in the shape of ROWS. */
function expected(carts: RuleCart[], orders: RuleOrder[], rule: RecoveryRule, now: Date): Row[] {
  const rows = decideCarts(carts, orders, rule, now).flatMap(({ cart, status, kind, matches }): Row[] => {
    const head = { cart: cart.externalId, status, kind }
    if (matches.length === 0)
      return [{ ...head, order: null, outcome: null, reason: null, email: null, phone: null, distance: null }]
    return matches.map((one) => ({
      ...head,
      order: one.order.externalId,
      outcome: one.outcome,
      reason: one.reason,
      email: one.byEmail,
      phone: one.byPhone,
      distance: one.distanceSeconds,
    }))
  })
  return rows.sort((a, b) => a.cart - b.cart || (a.order ?? 0) - (b.order ?? 0))
}

const emailKey = fc.option(fc.constantFrom('ana@loja.test', 'bia@loja.test'), { freq: 4 })
const phoneKey = fc.option(fc.constantFrom('1187654321', '2187654321'), { freq: 3 })
/** Few distinct times, so that ties are common; some beyond each end of the window. */
const time = fc.oneof(
  fc.integer({ min: -4, max: 34 }).map((days) => minutes(days * 1440)),
  fc.integer({ min: -3, max: 3 }).map((half) => minutes(half * 30)),
  fc.constantFrom(
    ...[-2, 30].flatMap((days) =>
      [-1, 0, 999, 1000].map((ms) => new Date(minutes(days * 1440).getTime() + ms)),
    ),
  ),
)
const sentAt = fc.option(time, { freq: 1 })
const anyCart = fc.record({
  emailKey,
  phoneKey,
  lastActivityAt: time,
  pluginStatus: fc.constantFrom('normal', 'abandoned', 'completed', 'lost'),
  emailSentAt: sentAt,
  whatsappSentAt: sentAt,
  source: fc.constantFrom('cartflows', 'abandoned_cart_lite'),
})
const anyOrder = fc.record({
  emailKey,
  phoneKey,
  placedAt: time,
  status: fc.constantFrom(
    'processing',
    'processing',
    'completed',
    'enviado',
    'pending',
    'on-hold',
    'cancelled',
    'refunded',
    'trash',
    'separando',
    'separando',
    'em-analise',
  ),
  totalCentavos: fc.constantFrom(0, 100, 200),
  refundedCentavos: fc.constantFrom(0, 0, 0, 100),
  renewal: fc.constantFrom(false, false, false, true),
  paid: fc.boolean(),
})
const shop = fc
  .record({
    carts: fc.array(anyCart, { maxLength: 10 }),
    orders: fc.array(anyOrder, { maxLength: 12 }),
    now: fc.integer({ min: 0, max: 40 }).map((days) => minutes(days * 1440)),
    rule: fc.record({
      windowBeforeDays: fc.constantFrom(0, 2),
      windowAfterDays: fc.constantFrom(1, 30),
      cutoffMinutes: fc.constantFrom(5, 60),
      extraSaleStatuses: fc.constantFrom([], ['enviado']),
      otherStatuses: fc.constantFrom([], ['em-analise'], ['separando', 'em-analise']),
    }),
  })
  .chain(({ carts, orders, ...rest }) => {
    const numberedCarts = carts.map((cart, index) => ({ ...cart, externalId: index + 1 }))
    const numberedOrders = orders.map((order, index) => ({ ...order, externalId: index + 1 }))
    const rows = [...numberedCarts, ...numberedOrders]
    return fc.record({
      carts: fc.constant(numberedCarts),
      orders: fc.constant(numberedOrders),
      arrival: fc.shuffledSubarray(rows, { minLength: rows.length }),
      cut: fc.nat({ max: rows.length }),
      rest: fc.constant(rest),
    })
  })

test('t-10 the database gives the reference’s answer for any rows, in whatever order and parts they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(shop, async ({ carts, orders, arrival, cut, rest: { now, rule } }) => {
      const id = await newEmpresa(rule)
      const insert = (rows: (RuleCart | RuleOrder)[]) =>
        unit(id, async (ctx) => {
          for (const row of rows) await ('placedAt' in row ? insertOrder(ctx, row) : insertCart(ctx, row))
        })
      await insert(arrival.slice(0, cut))
      await match(id, now)
      await insert(arrival.slice(cut))
      await match(id, now)
      expect(await stored(id)).toEqual(expected(carts, orders, rule, now))
      expect(await match(id, now)).toMatchObject({ matchesWritten: 0, cartsChanged: 0 })
    }),
    { numRuns: 60 },
  )
})

test('time alone moves a cart the same way that matching it again does', async () => {
  await fc.assert(
    fc.asyncProperty(
      shop,
      fc.integer({ min: 0, max: 40 * 24 }),
      async ({ carts, orders, rest: { now, rule } }, hours) => {
        const id = await newEmpresa(rule)
        await unit(id, async (ctx) => {
          for (const cart of carts) await insertCart(ctx, cart)
          for (const order of orders) await insertOrder(ctx, order)
        })
        await match(id, now)
        const later = new Date(now.getTime() + hours * 3_600_000)
        const moved = await unit(id, refreshStatuses, later)
        expect(await match(id, later)).toMatchObject({ matchesWritten: 0, cartsChanged: 0 })
        expect(moved).toBeLessThanOrEqual(carts.length)
      },
    ),
    { numRuns: 30 },
  )
})

const cart = (externalId: number, changes: Partial<RuleCart> = {}): RuleCart => ({
  source: 'cartflows',
  externalId,
  emailKey: 'ana@loja.test',
  phoneKey: null,
  lastActivityAt: T0,
  pluginStatus: 'abandoned',
  emailSentAt: null,
  whatsappSentAt: null,
  ...changes,
})
const order = (externalId: number, changes: Partial<RuleOrder> = {}): RuleOrder => ({
  externalId,
  emailKey: 'ana@loja.test',
  phoneKey: null,
  placedAt: minutes(180),
  status: 'processing',
  totalCentavos: 100,
  refundedCentavos: 0,
  ...changes,
})

test('t-2 an order recovers no cart of another empresa', async () => {
  const [a, b] = [await newEmpresa(), await newEmpresa()]
  await unit(a, (ctx) => insertCart(ctx, cart(1)))
  await unit(b, (ctx) => insertOrder(ctx, order(1)))
  expect(await match(a)).toMatchObject({ pairs: 0, chosen: 0 })
  expect(await stored(a)).toMatchObject([{ status: 'aguardando' }])
})

test('t-1 each match stores the rule that decided it, and a new window matches again', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertCart(ctx, cart(1))
    await insertOrder(ctx, order(1, { placedAt: minutes(5 * 1440) }))
  })
  await match(id)
  const rules = () =>
    unit(id, async (ctx) => {
      const names = 'rule_version, window_before_days, window_after_days, cutoff_minutes'
      return (await ctx.sql.query<Record<string, number>>(`SELECT ${names} FROM cart_matches`)).rows
    })
  const storedRule = {
    rule_version: RULE_VERSION,
    window_before_days: 2,
    window_after_days: 30,
    cutoff_minutes: 60,
  }
  expect(await rules()).toEqual([storedRule])
  await unit(id, (ctx) =>
    ctx.sql.query('UPDATE empresas SET settings = $2 WHERE id = $1', [
      id,
      { recovery: { windowAfterDays: 3 } },
    ]),
  )
  await match(id)
  expect(await rules()).toEqual([])
  expect(await stored(id)).toMatchObject([{ status: 'abandonado', kind: null }])
})

test('t-9 t-3 a cancelled, failed or refunded order undoes its recovery; nothing else ever does', async () => {
  const id = await newEmpresa()
  const orderId = await unit(id, async (ctx) => {
    await insertCart(ctx, cart(1))
    return insertOrder(ctx, order(1))
  })
  const becomes = async (status: string, refunded: number) => {
    await unit(id, (ctx) =>
      ctx.sql.query('UPDATE orders SET status = $2, refunded_centavos = $3 WHERE id = $1', [
        orderId,
        status,
        refunded,
      ]),
    )
    await match(id)
    return (await stored(id))[0]
  }
  expect(await becomes('on-hold', 0)).toMatchObject({ status: 'aguardando', outcome: 'unpaid' })
  expect(await becomes('processing', 0)).toMatchObject({ status: 'recuperado', kind: 'organica' })
  await match(id, minutes(60 * 24 * 90))
  expect(await stored(id)).toMatchObject([{ status: 'recuperado' }])
  expect(await becomes('completed', 99)).toMatchObject({ status: 'recuperado' })
  expect(await becomes('completed', 100)).toMatchObject({ status: 'aguardando', reason: 'refunded' })
  expect(await becomes('failed', 0)).toMatchObject({ status: 'aguardando', reason: 'not_a_sale' })
})

test('t-18 a newer cart deletes no older one and takes no order that isn’t nearer to it', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertCart(ctx, cart(1))
    await insertOrder(ctx, order(1))
  })
  await match(id)
  await unit(id, (ctx) => insertCart(ctx, cart(2, { lastActivityAt: minutes(1440) })))
  await match(id)
  expect(await stored(id)).toMatchObject([
    { cart: 1, status: 'recuperado', order: 1 },
    { cart: 2, status: 'aguardando', reason: 'order_recovered_other_cart' },
  ])
})

test('a chain in which each order prefers a taken cart ends as serving one by one would', async () => {
  const id = await newEmpresa()
  const carts = Array.from({ length: 40 }, (_, n) =>
    cart(n + 1, { lastActivityAt: minutes(n * (n + 1) * 5) }),
  )
  const orders = Array.from({ length: 40 }, (_, n) =>
    order(n + 1, { placedAt: minutes(n * (n + 1) * 5 + 5 * (n + 1)) }),
  )
  await unit(id, async (ctx) => {
    for (const row of carts) await insertCart(ctx, row)
    for (const row of orders) await insertOrder(ctx, row)
  })
  await match(id)
  expect(await stored(id)).toEqual(expected(carts, orders, RULE, NOW))
})

test('very many equal pairs are served in one pass, as serving one by one would', async () => {
  const id = await newEmpresa()
  const carts = Array.from({ length: 30 }, (_, n) => cart(30 - n))
  const orders = Array.from({ length: 40 }, (_, n) => order(n + 1, { placedAt: minutes(n < 35 ? 60 : 61) }))
  await unit(id, async (ctx) => {
    for (const row of carts) await insertCart(ctx, row)
    for (const row of orders) await insertOrder(ctx, row)
  })
  expect(await match(id)).toMatchObject({ pairs: 1200, chosen: 30, rounds: 2 })
  expect(await stored(id)).toEqual(expected([...carts].reverse(), orders, RULE, NOW))
})

test('explainCart says which order, by which key and how far apart; a foreign cart is not found', async () => {
  const [id, other] = [await newEmpresa(), await newEmpresa()]
  const cartId = await unit(id, async (ctx) => {
    await insertOrder(ctx, order(812))
    await insertOrder(ctx, order(813, { placedAt: minutes(1440), status: 'pending' }))
    return insertCart(ctx, cart(1))
  })
  await match(id)
  const explain = (empresa: string) =>
    withEmpresa(
      systemScope(empresa, 'test', () => NOW),
      (ctx) => explainCart(ctx, cartId),
    )
  const explained = await explain(id)
  expect(explained).toMatchObject({
    status: 'recuperado',
    kind: 'organica',
    daysLeft: null,
    text: 'Virou venda dentro do prazo.',
  })
  expect(explained.matches.map((one) => one.text)).toEqual([
    'Pedido #812 pelo mesmo e-mail, 3 h depois: recuperação orgânica.',
    'Pedido #813 pelo mesmo e-mail, 1 dia depois: ainda não foi pago, e só pode contar depois disso.',
  ])
  await expect(explain(other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
