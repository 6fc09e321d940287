import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { searchText } from '~/kernel/search-text'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { unifyCustomers } from './unify'

useDatabase()

const NOW = new Date('2026-03-25T12:00:00Z')
let tenants = 0
const newEmpresa = () =>
  insertEmpresa({ slug: `loja-${++tenants}`, name: 'Loja', timezone: 'America/Sao_Paulo' })
const unit = <T>(id: string, work: (ctx: EmpresaSqlCtx) => Promise<T>) =>
  withEmpresaSql(
    systemScope(id, 'test', () => NOW),
    work,
  )
const unify = (id: string) => unit(id, unifyCustomers)
const rowsOf = <R extends Record<string, unknown>>(id: string, text: string, values: unknown[] = []) =>
  unit(id, async (ctx) => (await ctx.sql.query<R>(text, values)).rows)

type OrderRow = {
  n: number
  email?: string | null
  phone?: string | null
  user?: number
  name?: string
  status?: string
  total?: number
  refunded?: number
  day?: number
}

function insertOrder(ctx: EmpresaSqlCtx, row: OrderRow) {
  return ctx.sql.query(
    `INSERT INTO orders (empresa_id, external_id, status, currency, total_centavos, shipping_centavos, tax_centavos, discount_centavos,
       refunded_centavos, placed_at, shop_user_id, name, email, email_key, phone_raw, phone_key, source_hash)
     VALUES ($1, $2, $3, 'BRL', $4, 0, 0, 0, $5, $6, $7, $8, $9, $9, $10, $10, '')`,
    [
      ctx.empresaId,
      row.n,
      row.status ?? 'completed',
      row.total ?? 100,
      row.refunded ?? 0,
      new Date(Date.UTC(2026, 0, row.day ?? row.n)),
      row.user ?? 0,
      row.name ?? null,
      row.email ?? null,
      row.phone ?? null,
    ],
  )
}

function insertAccount(
  ctx: EmpresaSqlCtx,
  sourceKey: string,
  email: string | null,
  phone: string | null = null,
) {
  return ctx.sql.query(
    `INSERT INTO shop_accounts (empresa_id, source_key, name, email, email_key, phone_key, registered_at, source_hash)
     VALUES ($1, $2, 'Conta', $3, $3, $4, '2025-01-01', '')`,
    [ctx.empresaId, sourceKey, email, phone],
  )
}

/** Union-find over keys, one row at a time: what the set-based contraction must agree with. */
function components(rows: OrderRow[]): string[] {
  const parent = new Map<string, string>()
  const root = (key: string): string => {
    const up = parent.get(key) ?? key
    return up === key ? key : root(up)
  }
  for (const { n, email, phone } of rows) {
    const keys = [email && `e:${email}`, phone && `p:${phone}`].filter(
      (key) => typeof key === 'string' && key !== '',
    )
    const [first = `a:order:${n}`, second = first] = keys as string[]
    const [a, b] = [root(first), root(second)]
    parent.set(first, parent.get(first) ?? first)
    parent.set(a > b ? a : b, a > b ? b : a)
  }
  const groups = new Map<string, number[]>()
  for (const { n, email, phone } of rows) {
    const key = root(email ? `e:${email}` : phone ? `p:${phone}` : `a:order:${n}`)
    groups.set(key, [...(groups.get(key) ?? []), n])
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a - b).join(' ')).sort()
}

const key = (prefix: string) =>
  fc.option(
    fc.integer({ min: 1, max: 9 }).map((n) => `${prefix}${n}`),
    { freq: 3 },
  )
const shop = fc
  .array(fc.record({ email: key('m'), phone: key('f') }), { maxLength: 25 })
  .map((rows) => rows.map((row, index) => ({ ...row, n: index + 1 })))
  .chain((rows) =>
    fc.record({
      arrival: fc.shuffledSubarray(rows, { minLength: rows.length }),
      cut: fc.nat({ max: rows.length }),
    }),
  )

test('t-10 customers are the same whatever order and parts their rows arrive in, and a second run writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(shop, async ({ arrival, cut }) => {
      const id = await newEmpresa()
      for (const part of [arrival.slice(0, cut), arrival.slice(cut)]) {
        await unit(id, async (ctx) => {
          for (const row of part) await insertOrder(ctx, row)
        })
        await unify(id)
      }
      const groups = await rowsOf<{ orders: string }>(
        id,
        `SELECT string_agg(external_id::text, ' ' ORDER BY external_id) AS orders FROM orders GROUP BY customer_id`,
      )
      expect(groups.map((group) => group.orders).sort()).toEqual(components(arrival))
      const [people] = await rowsOf(
        id,
        'SELECT count(*)::int AS count, coalesce(sum(orders_count), 0)::int AS orders FROM customers',
      )
      expect(people).toEqual({ count: groups.length, orders: arrival.length })
      expect(await unify(id)).toMatchObject({ created: 0, updated: 0, removed: 0, pointed: 0 })
    }),
    { numRuns: 40 },
  )
})

test('a chain of a thousand keys is one customer after few rounds', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    for (let n = 1; n <= 500; n++)
      await insertOrder(ctx, { n, email: `m${n}`, phone: `f${n + (n % 2)}`, day: 1 + (n % 28) }).then(() =>
        insertOrder(ctx, { n: 1000 + n, email: `m${n}`, phone: `f${n + 1 - (n % 2)}`, day: 1 }),
      )
    await insertOrder(ctx, { n: 3000, email: 'm1', phone: 'f9999', day: 2 })
  })
  const run = await unify(id)
  expect(run.rounds).toBeLessThan(20)
  const sizes = await rowsOf(id, 'SELECT count(DISTINCT customer_id)::int AS people FROM orders')
  expect(sizes).toEqual([{ people: run.people }])
  expect(run).toMatchObject({ people: 1, crowded: 1 })
})

test('orders without keys stay alone or follow their shop account; placeholders join no customers', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertAccount(ctx, 'user:12', 'ana@loja.test')
    await insertAccount(ctx, 'user:13', null)
    await insertOrder(ctx, { n: 1, user: 12 })
    await insertOrder(ctx, { n: 2, user: 13 })
    await insertOrder(ctx, { n: 3 })
    await insertOrder(ctx, { n: 4 })
    await insertOrder(ctx, { n: 5, email: 'ana@loja.test' })
  })
  expect(await unify(id)).toMatchObject({ people: 4 })
  const together = await rowsOf(
    id,
    `SELECT string_agg(external_id::text, ' ' ORDER BY external_id) AS orders, (SELECT count(*)::int FROM shop_accounts a WHERE a.customer_id = o.customer_id) AS accounts
     FROM orders o GROUP BY customer_id ORDER BY 1`,
  )
  expect(together).toEqual([
    { orders: '1 5', accounts: 1 },
    { orders: '2', accounts: 1 },
    { orders: '3', accounts: 0 },
    { orders: '4', accounts: 0 },
  ])
})

test('figures count as Analytics does; the latest contact wins', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertAccount(ctx, 'user:1', 'ana@loja.test')
    await insertOrder(ctx, { n: 1, email: 'ana@loja.test', name: 'Ana', total: 1000, refunded: 200 })
    await insertOrder(ctx, {
      n: 2,
      email: 'ana@loja.test',
      name: 'Ana Conceição',
      total: 500,
      status: 'refunded',
      refunded: 500,
    })
    await insertOrder(ctx, {
      n: 3,
      email: 'ana@loja.test',
      phone: '1187654321',
      status: 'cancelled',
      total: 900,
    })
    await insertOrder(ctx, { n: 4, email: 'ana@loja.test', status: 'pending', total: 900 })
  })
  await unify(id)
  const [customer] = await rowsOf(id, 'SELECT * FROM customers')
  expect(customer).toMatchObject({
    name: 'Ana Conceição',
    email: 'ana@loja.test',
    phone_raw: '1187654321',
    orders_count: 2,
    net_centavos: 800,
    search: searchText('Ana Conceição', 'ana@loja.test'),
    first_seen_at: new Date('2025-01-01T00:00:00Z'),
    first_order_at: new Date('2026-01-01T00:00:00Z'),
    last_order_at: new Date('2026-01-02T00:00:00Z'),
  })
})

test('customers who turn out to be one keep the id seen first, their notes, and all rows that point at them', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertOrder(ctx, { n: 1, email: 'velha@loja.test' })
    await insertOrder(ctx, { n: 2, phone: '1187654321' })
    await ctx.sql.query(
      `INSERT INTO leads (empresa_id, external_id, form_plugin, form_id, phone_key, captured_at, source_hash)
       VALUES ($1, 1, 'wp-forms', '1', '1187654321', now(), ''), ($1, 2, 'wp-forms', '1', '9999999999', now(), '')`,
      [ctx.empresaId],
    )
    await ctx.sql.query(
      `INSERT INTO carts (empresa_id, source, external_id, email_key, phone_key, total_centavos, plugin_status, last_activity_at, source_hash)
       VALUES ($1, 'cartflows', 1, 'velha@loja.test', '1187654321', 1, 'lost', now(), '')`,
      [ctx.empresaId],
    )
    await ctx.sql.query(
      `INSERT INTO contacts (empresa_id, phone_key, created_at) VALUES ($1, '1187654321', now()), ($1, '9999999999', now())`,
      [ctx.empresaId],
    )
  })
  await unify(id)
  const [first] = await rowsOf<{ customer_id: string }>(
    id,
    'SELECT customer_id FROM orders WHERE external_id = 1',
  )
  const [second] = await rowsOf<{ customer_id: string }>(
    id,
    'SELECT customer_id FROM orders WHERE external_id = 2',
  )
  expect(await rowsOf(id, 'SELECT customer_id FROM leads ORDER BY external_id')).toEqual([
    second,
    { customer_id: null },
  ])
  expect(await rowsOf(id, 'SELECT customer_id FROM carts')).toEqual([first])
  const contacts = () => rowsOf(id, 'SELECT customer_id FROM contacts ORDER BY phone_key')
  expect(await contacts()).toEqual([second, { customer_id: null }])
  // One set by hand, as a cart's e-mail may be: kept as long as its customer is.
  await unit(id, (ctx) =>
    ctx.sql.query(`UPDATE contacts SET customer_id = $1 WHERE phone_key = '9999999999'`, [
      second?.customer_id,
    ]),
  )
  expect(await unify(id)).toMatchObject({ pointed: 0 })
  expect(await contacts()).toEqual([second, second])
  await unit(id, (ctx) =>
    ctx.sql.query(`UPDATE customers SET notes = 'liga à tarde' WHERE id = $1`, [second?.customer_id]),
  )

  await unit(id, (ctx) => insertOrder(ctx, { n: 3, email: 'velha@loja.test', phone: '1187654321' }))
  expect(await unify(id)).toMatchObject({ people: 1, created: 0, removed: 1 })
  expect(await rowsOf(id, 'SELECT id, notes, orders_count FROM customers')).toEqual([
    { id: first?.customer_id, notes: 'liga à tarde', orders_count: 3 },
  ])
  expect(await rowsOf(id, 'SELECT customer_id FROM leads ORDER BY external_id')).toEqual([
    first,
    { customer_id: null },
  ])
  expect(await contacts()).toEqual([first, { customer_id: null }])
})

test('a customer who splits keeps the id for one part only; no row points at two', async () => {
  const id = await newEmpresa()
  await unit(id, async (ctx) => {
    await insertOrder(ctx, { n: 1, email: 'a@loja.test', phone: '1' })
    await insertOrder(ctx, { n: 2, email: 'b@loja.test', phone: '1' })
  })
  await unify(id)
  const before = await rowsOf(id, 'SELECT DISTINCT customer_id FROM orders')
  expect(before).toHaveLength(1)
  await unit(id, (ctx) => ctx.sql.query(`UPDATE orders SET phone_key = NULL WHERE external_id = 2`))
  await unify(id)
  const after = await rowsOf(id, 'SELECT customer_id FROM orders ORDER BY external_id')
  expect(after[0]).toEqual(before[0])
  expect(after[1]).not.toEqual(before[0])
})

test('customers of another empresa stay untouched', async () => {
  const [a, b] = [await newEmpresa(), await newEmpresa()]
  for (const id of [a, b]) await unit(id, (ctx) => insertOrder(ctx, { n: 1, email: 'ana@loja.test' }))
  await unify(a)
  expect(await rowsOf(b, 'SELECT customer_id FROM orders')).toEqual([{ customer_id: null }])
  await unify(b)
  for (const id of [a, b])
    expect(await rowsOf(id, 'SELECT orders_count FROM customers')).toEqual([{ orders_count: 1 }])
})
