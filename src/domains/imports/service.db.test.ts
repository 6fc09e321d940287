import { expect, test } from 'vitest'
import type { RecordOf } from '~/adapters/shop/records'
import { makeEmpresa } from '~/domains/access/factory'
import { notify } from '~/domains/empresas/service/notifications'
import { AppError } from '~/kernel/errors'
import { centavos } from '~/kernel/money'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import {
  fakeAccount,
  fakeCart,
  fakeLead,
  fakeOrder,
  FakeShop,
  importAll,
  makeConnection,
  resume,
} from './factory'
import type { RunView } from './schema'
import { finishRun } from './service/run-state'
import { getRun, listRefused, listRuns } from './service/runs'
import { cancelImport, startImport } from './service/start-import'

useDatabase()

async function makeShop(): Promise<EmpresaScope> {
  const { id } = await makeEmpresa()
  const scope = systemScope(id, 'test')
  await makeConnection(scope)
  return scope
}

const seven = [1, 2, 3, 4, 5, 6, 7]
const shopOf = () =>
  new FakeShop({
    leads: seven.map((n) => fakeLead(n)),
    carts: seven.map((n) => fakeCart(n)),
    orders: seven.map((n) => fakeOrder(n)),
    customers: [fakeAccount(1), fakeAccount(99)],
  })

const runOf = (scope: EmpresaScope, id: string) => withEmpresa(scope, (ctx) => getRun(ctx, id))
const counts = (run: RunView) =>
  Object.fromEntries(
    run.parts.map((part) => [
      part.kind,
      [part.read, part.created, part.changed, part.unchanged, part.refused],
    ]),
  )
const query = <Row extends object>(scope: EmpresaScope, text: string) =>
  withEmpresaSql(scope, async ({ sql }) => (await sql.query<Row>(text)).rows)

test('imp-7 the first import creates everything, counts it exactly and says so', async () => {
  const scope = await makeShop()
  const run = await runOf(scope, await importAll(scope, shopOf()))
  expect(run).toMatchObject({ status: 'done', stage: 'Concluída', percent: 100, error: null })
  // Customers: accounts 1 and 99, and the guests of orders 2 to 7 (order 1 belongs to account 1 by its e-mail).
  expect(counts(run)).toEqual({
    leads: [7, 7, 0, 0, 0],
    carts: [7, 7, 0, 0, 0],
    orders: [7, 7, 0, 0, 0],
    customers: [8, 8, 0, 0, 0],
  })
  expect(run.summary[2]).toBe('Pedidos: 7 lidos (7 novos, 0 alterados, 0 sem mudança, 0 recusados)')
  const [notification] = await query(scope, 'SELECT title, body, href FROM notifications')
  expect(notification).toEqual({
    title: 'Importação concluída',
    body: 'Novidades: 7 leads, 7 carrinhos, 7 pedidos, 8 clientes.',
    href: `importacoes/${run.id}`,
  })
  const items = await query<{ n: number }>(scope, 'SELECT count(*) AS n FROM order_items')
  expect(items).toEqual([{ n: 14 }])
})

test('imp-8 importing twice changes nothing', async () => {
  const scope = await makeShop()
  const shop = shopOf()
  await importAll(scope, shop)
  const before = await query(scope, 'SELECT xmin::text, * FROM orders ORDER BY external_id')
  const run = await runOf(scope, await importAll(scope, shop))
  expect(counts(run)).toEqual({
    leads: [7, 0, 0, 7, 0],
    carts: [7, 0, 0, 7, 0],
    orders: [7, 0, 0, 7, 0],
    customers: [8, 0, 0, 8, 0],
  })
  expect(await query(scope, 'SELECT xmin::text, * FROM orders ORDER BY external_id')).toEqual(before)
})

test('imp-8 t-3 t-18 what the shop changed is taken, what is ours is kept, what the shop lost stays', async () => {
  const scope = await makeShop()
  await importAll(scope, shopOf())
  await query(
    scope,
    `UPDATE carts SET status = 'recuperado', recovery_kind = 'direta', notes = 'ligar', email_sent_at = now(), email_sent_by = 'Ana'
     WHERE external_id IN (1, 2)`,
  )
  await query(
    scope,
    "UPDATE leads SET contacted_at = now(), contacted_by = 'Ana', notes = 'quer 38' WHERE external_id = 1",
  )
  const changed = new FakeShop({
    leads: [fakeLead(1, { size: '40' })],
    carts: [fakeCart(1, { pluginStatus: 'lost', totalCentavos: centavos(5) }), fakeCart(8)],
    orders: [],
    customers: [],
  })
  const run = await runOf(scope, await importAll(scope, changed))
  expect(counts(run)).toMatchObject({ leads: [1, 0, 1, 0, 0], carts: [2, 1, 1, 0, 0] })
  const carts = await query<{ external_id: number }>(
    scope,
    `SELECT external_id, status, recovery_kind, notes, email_sent_by, plugin_status, total_centavos FROM carts WHERE external_id IN (1, 2) ORDER BY 1`,
  )
  const ours = { status: 'recuperado', recovery_kind: 'direta', notes: 'ligar', email_sent_by: 'Ana' }
  expect(carts).toEqual([
    { external_id: 1, ...ours, plugin_status: 'lost', total_centavos: 5 },
    { external_id: 2, ...ours, plugin_status: 'abandoned', total_centavos: 19990 },
  ])
  const [{ n } = { n: 0 }] = await query<{ n: number }>(scope, 'SELECT count(*) AS n FROM carts')
  expect(n).toBe(8)
  const lead = await query(scope, 'SELECT size, contacted_by, notes FROM leads WHERE external_id = 1')
  expect(lead).toEqual([{ size: '40', contacted_by: 'Ana', notes: 'quer 38' }])
})

test('an order that changed gets its items and refunds again, and loses those that the shop deleted', async () => {
  const scope = await makeShop()
  await importAll(scope, new FakeShop({ orders: [fakeOrder(1), fakeOrder(2)] }), { kinds: ['orders'] })
  const refund = {
    externalId: 900,
    amountCentavos: centavos(990),
    reason: 'defeito',
    refundedAt: new Date('2026-10-05T10:00:00Z'),
  }
  const [first] = fakeOrder(1).items
  const shop = new FakeShop({
    orders: [fakeOrder(1, { items: first ? [first] : [], refunds: [refund] }), fakeOrder(2)],
  })
  expect(counts(await runOf(scope, await importAll(scope, shop, { kinds: ['orders'] })))).toEqual({
    orders: [2, 0, 1, 1, 0],
  })
  const rows = await query(
    scope,
    `SELECT external_id, refunded_centavos, (SELECT count(*) FROM order_items WHERE order_id = orders.id) AS items,
       (SELECT sum(amount_centavos)::int FROM refunds WHERE order_id = orders.id) AS refunds FROM orders ORDER BY 1`,
  )
  expect(rows).toEqual([
    { external_id: 1, refunded_centavos: 990, items: 1, refunds: 990 },
    { external_id: 2, refunded_centavos: 0, items: 2, refunds: null },
  ])
})

test('imp-8 a row that cannot be read, or that the database cannot store, is kept with its reason and the import goes on', async () => {
  const scope = await makeShop()
  const shop = shopOf()
  const unreadable = {
    sourceTable: 'fv_enteries',
    sourceKey: '12',
    reasonCode: 'no_date',
    reason: 'A data é inválida.',
    raw: { captured: '0000-00-00' },
  }
  shop.refused.set('leads', [unreadable])
  shop.rows.orders = [
    fakeOrder(1),
    fakeOrder(2, { placedAt: new Date(8.64e15) }),
    fakeOrder(3, { name: 'A\0na \ud800' }),
  ]
  const run = await runOf(scope, await importAll(scope, shop))
  expect(run.status).toBe('done')
  expect(counts(run)).toMatchObject({ leads: [8, 7, 0, 0, 1], orders: [3, 2, 0, 0, 1] })
  const page = await withEmpresa(scope, (ctx) => listRefused(ctx, { id: run.id, size: 1 }))
  expect(page.rows).toEqual([{ kind: 'leads', ...unreadable }])
  const rest = await withEmpresa(scope, (ctx) =>
    listRefused(ctx, { id: run.id, size: 5, cursor: page.next ?? '' }),
  )
  expect(rest).toMatchObject({
    rows: [{ kind: 'orders', sourceKey: '2', reasonCode: 'unstorable' }],
    next: null,
  })
})

test('imp-7 a cancelled run stops before its next page, keeps what it read, and the next one may start', async () => {
  const scope = await makeShop()
  const shop = shopOf()
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { kinds: ['leads'] }))
  shop.beforePage = async (_kind, after) => {
    if (after === '6') await withEmpresa(scope, (ctx) => cancelImport(ctx, id))
  }
  await resume(scope, shop, id)
  const run = await runOf(scope, id)
  expect(run.status).toBe('cancelled')
  expect(run.parts[0]?.read).toBeLessThan(7)
  expect(run.summary[1]).toMatch(
    /^O que já tinha sido lido ficou guardado: \d leads\. Importar de novo não duplica nada\.$/,
  )
  const kept = await query<{ n: number }>(scope, 'SELECT count(*) AS n FROM leads')
  expect(kept).toEqual([{ n: run.parts[0]?.created }])
  await expect(withEmpresa(scope, (ctx) => cancelImport(ctx, id))).rejects.toThrow('já terminou')
  shop.beforePage = () => undefined
  expect(counts(await runOf(scope, await importAll(scope, shop, { kinds: ['leads'] })))).toMatchObject({
    leads: [7, 7 - (run.parts[0]?.created ?? 0), 0, run.parts[0]?.created, 0],
  })
})

test('two starts at once make one run', async () => {
  const scope = await makeShop()
  const start = () => withEmpresa(scope, (ctx) => startImport(ctx, { kinds: ['leads'] }))
  const tries = await Promise.allSettled([start(), start(), start()])
  const failed = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(failed.map((error) => [error.code, error.message.slice(0, 34)])).toEqual(
    Array(2).fill(['CONFLICT', 'Já há uma importação em andamento.']),
  )
  const { rows } = await withEmpresa(scope, (ctx) => listRuns(ctx, { size: 20 }))
  expect(rows.map((run) => run.status)).toEqual(['queued'])
})

test('imp-7 a run that crashes at any page ends like an undisturbed one, with the same counts', async () => {
  const state = async (scope: EmpresaScope) => {
    const tables = ['leads', 'carts', 'orders', 'order_items', 'shop_accounts'].map((table) =>
      query<{ row: string }>(
        scope,
        `SELECT (to_jsonb(t) - 'id' - 'empresa_id' - 'order_id')::text AS row FROM ${table} AS t ORDER BY 1`,
      ),
    )
    return (await Promise.all(tables)).map((rows) => rows.map(({ row }) => row))
  }
  const calm = await makeShop()
  const expected = counts(await runOf(calm, await importAll(calm, shopOf())))
  for (const period of [2, 3, 5]) {
    const scope = await makeShop()
    const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, {}))
    const shop = shopOf()
    let pages = 0
    shop.beforePage = () => {
      if (++pages % period === 0) throw new AppError('SOURCE_UNAVAILABLE', 'A loja caiu.')
    }
    for (let tries = 0; tries < 60; tries++) {
      const ended = await resume(scope, shop, id).then(
        () => true,
        () => false,
      )
      if (ended) break
    }
    expect(counts(await runOf(scope, id))).toEqual(expected)
    expect(await state(scope)).toEqual(await state(calm))
  }
})

test('a page that another worker has already written is not counted again', async () => {
  const scope = await makeShop()
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { kinds: ['leads'] }))
  const results = await Promise.allSettled([resume(scope, shopOf(), id), resume(scope, shopOf(), id)])
  expect(results.some((result) => result.status === 'fulfilled')).toBe(true)
  expect(counts(await runOf(scope, id)).leads).toEqual([7, 7, 0, 0, 0])
})

test('customers are counted as the shop counts them: accounts, guests by e-mail, orders without e-mail', async () => {
  const scope = await makeShop()
  const guest = (n: number, email: string | null, over: Partial<RecordOf['orders']> = {}) =>
    fakeOrder(n, { email, emailKey: email?.toLowerCase() ?? null, ...over })
  const shop = new FakeShop({
    orders: [
      guest(1, 'Ana@Loja.test'),
      guest(2, 'ana@loja.test', { name: 'Ana Nova', status: 'trash' }),
      guest(3, null),
      guest(4, null),
      guest(5, 'conta@loja.test'),
      guest(6, 'deleted@site.invalid', { emailKey: null }),
      guest(7, 'deleted@site.invalid', { emailKey: null }),
      guest(8, 'x@loja.test', { shopUserId: 50 }),
    ],
    customers: [fakeAccount(12, { email: 'conta@loja.test', emailKey: 'conta@loja.test' })],
  })
  await importAll(scope, shop)
  const keys = () =>
    query<{ source_key: string; name: string }>(
      scope,
      'SELECT source_key, name FROM shop_accounts ORDER BY 1',
    )
  expect((await keys()).map((row) => row.source_key)).toEqual([
    'guest:ana@loja.test',
    'guest:deleted@site.invalid',
    'order:3',
    'order:4',
    'user:12',
    'user:50',
  ])
  expect((await keys())[0]?.name).toBe('Ana Nova')
  // A guest who registers later is one customer, not two.
  shop.rows.customers = [
    ...(shop.rows.customers ?? []),
    fakeAccount(13, { email: 'ANA@loja.test', emailKey: 'ana@loja.test' }),
  ]
  await importAll(scope, shop)
  expect((await keys()).map((row) => row.source_key)).not.toContain('guest:ana@loja.test')
})

test('t-16 nothing is announced while rows are read, and the end is announced once however often it is reached', async () => {
  const scope = await makeShop()
  const shop = shopOf()
  const announced = () => query<{ n: number }>(scope, 'SELECT count(*) AS n FROM notifications')
  const during: unknown[] = []
  shop.beforePage = async () => void during.push(...(await announced()))
  const id = await importAll(scope, shop)
  expect(during.length).toBeGreaterThan(5)
  expect(new Set(during.map((row) => JSON.stringify(row)))).toEqual(new Set(['{"n":0}']))
  await withEmpresaSql(scope, (ctx) => finishRun(ctx, id))
  await withEmpresa(scope, ({ db }) =>
    db.importRun.updateMany({ data: { finishedAt: null, status: 'running' } }),
  )
  await withEmpresaSql(scope, (ctx) => finishRun(ctx, id))
  expect(await announced()).toEqual([{ n: 1 }])
})

test('an import that ends well settles what the bell says of those before it', async () => {
  const scope = await makeShop()
  for (const kind of ['import.failed', 'import.not_started', 'whatsapp'])
    await withEmpresa(scope, (ctx) => notify(ctx, { kind, title: kind, dedupeKey: kind }))
  await importAll(scope, shopOf())
  expect(await query(scope, 'SELECT kind FROM notifications WHERE settled_at IS NULL ORDER BY kind')).toEqual(
    [{ kind: 'import.finished' }, { kind: 'whatsapp' }],
  )
})
