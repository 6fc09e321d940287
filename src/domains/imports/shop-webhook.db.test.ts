import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { insertOrder } from '~/domains/recovery/factory'
import { database } from '~/kernel/db'
import { seal } from '~/kernel/secrets'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { saveConnection } from './service/connections'
import { purgeImports } from './service/retention'
import { getRun } from './service/runs'
import { cancelImport } from './service/start-import'
import {
  getShopWebhook,
  readReportedDay,
  receiveShopWebhook,
  removeShopWebhook,
  renewShopWebhook,
} from './service/shop-webhook'

useDatabase()

const NOW = () => new Date('2026-11-20T12:00:30Z')
const FOLDER = new URL('../../../test/fixtures/woocommerce/', import.meta.url)

/** The deliveries as WooCommerce sent them, byte by byte, signed with the secret `segredo-teste`. */
const deliveries = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.body'))
  .map((file) => ({
    name: file,
    raw: new Uint8Array(readFileSync(new URL(file, FOLDER))),
    headers: new Headers(
      JSON.parse(readFileSync(new URL(file.replace('.body', '.headers.json'), FOLDER), 'utf8')) as Record<
        string,
        string
      >,
    ),
  }))
const find = (part: string) => {
  const found = deliveries.find(({ name }) => name.includes(`8091-${part}`))
  if (!found) throw new Error(`no fixture ${part}`)
  return found
}

/** An empresa whose webhook has the secret of the captured deliveries. */
async function open() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'test', NOW)
  const view = await withEmpresa(scope, renewShopWebhook)
  await withEmpresa(scope, ({ db, empresaId }) =>
    db.shopWebhook.update({
      where: { empresaId },
      data: { secretSealed: seal('segredo-teste', empresaId) },
      select: { empresaId: true },
    }),
  )
  const token = view?.url.split('/').at(-1) ?? ''
  return { scope, token, kept: () => withEmpresa(scope, ({ db }) => db.shopDelivery.count()) }
}

/** The days of the events that were queued; an event's id is empresa, day and minute. */
const reportedDays = async () =>
  (
    await database().pool.query<{ id: string }>(
      "SELECT id FROM engine.events WHERE name = 'shop.told' ORDER BY id",
    )
  ).rows.map(({ id }) => id.split(':')[2])

test('t-13 every real delivery is authentic, and kept once however often it comes', async () => {
  const { token, kept } = await open()
  const signed = deliveries.filter(({ headers }) => headers.has('x-wc-webhook-signature'))
  expect(signed).toHaveLength(10)
  for (const { headers, raw } of [...signed, ...signed]) await receiveShopWebhook(token, headers, raw, NOW)
  expect(await kept()).toBe(10)
})

test('t-13 a wrong, missing or foreign signature is rejected and leaves nothing', async () => {
  const { scope, token, kept } = await open()
  const { headers, raw } = find('order_updated')
  const without = new Headers(headers)
  without.delete('x-wc-webhook-signature')
  const changed = raw.slice()
  changed[20] = (changed[20] ?? 0) ^ 1
  const unauthenticated = { code: 'UNAUTHENTICATED' }
  await expect(receiveShopWebhook(token, without, raw, NOW)).rejects.toMatchObject(unauthenticated)
  await expect(receiveShopWebhook(token, headers, changed, NOW)).rejects.toMatchObject(unauthenticated)
  await withEmpresa(scope, renewShopWebhook)
  const fresh = (await withEmpresa(scope, getShopWebhook))?.url.split('/').at(-1) ?? ''
  await expect(receiveShopWebhook(fresh, headers, raw, NOW)).rejects.toMatchObject(unauthenticated)
  await expect(receiveShopWebhook(token, headers, raw, NOW)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await withEmpresa(scope, removeShopWebhook)
  await expect(receiveShopWebhook(fresh, headers, raw, NOW)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await kept()).toBe(0)
})

test('t-13 the form-encoded, unsigned activation ping is answered, and only that', async () => {
  const { token, kept } = await open()
  const { headers, raw } = find('ping')
  await receiveShopWebhook(token, headers, raw, NOW)
  expect(await kept()).toBe(0)
  const disguised = new TextEncoder().encode('webhook_id=5&order=1')
  await expect(receiveShopWebhook(token, headers, disguised, NOW)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  })
})

test('a reported order is read from the shop again, on its own local day, once a minute', async () => {
  const { scope, token } = await open()
  const { headers, raw } = find('order_updated')
  await database().pool.query("DELETE FROM engine.events WHERE name = 'shop.told'")
  await receiveShopWebhook(token, headers, raw, NOW)
  await receiveShopWebhook(token, find('order_created').headers, find('order_created').raw, NOW)
  const deleted = find('order_deleted')
  await receiveShopWebhook(token, deleted.headers, deleted.raw, NOW)
  expect(await reportedDays()).toEqual(['2026-11-17'])
  await withEmpresaSql(scope, (ctx) =>
    insertOrder(ctx, {
      externalId: 646,
      emailKey: null,
      phoneKey: null,
      placedAt: new Date('2026-10-02T01:00:00Z'),
      status: 'completed',
      totalCentavos: 100,
      refundedCentavos: 0,
    }),
  )
  const again = new Headers(deleted.headers)
  again.set('x-wc-webhook-delivery-id', 'f'.repeat(32))
  await receiveShopWebhook(token, again, deleted.raw, NOW)
  expect(await reportedDays()).toEqual(['2026-10-01', '2026-11-17'])
})

test('a reported day waits for the import that runs, and an export file is never read again', async () => {
  const { scope, token } = await open()
  const { headers, raw } = find('order_updated')
  await receiveShopWebhook(token, headers, raw, NOW)
  const delivery = headers.get('x-wc-webhook-delivery-id') ?? ''
  await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_' }))
  expect(await readReportedDay(scope, delivery)).toBeNull()
  const mysql = { kind: 'mysql' as const, prefix: 'wp_', host: 'loja.test', port: 3306, database: 'loja' }
  await withEmpresa(scope, (ctx) =>
    saveConnection(ctx, { ...mysql, username: 'leitor', password: 'x', tls: false }),
  )
  const run = await readReportedDay(scope, delivery)
  await expect(readReportedDay(scope, delivery)).rejects.toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    details: { retryAfterSeconds: 60 },
  })
  const days = await withEmpresa(scope, (ctx) => getRun(ctx, run ?? ''))
  expect(days).toMatchObject({ from: '2026-11-17', to: '2026-11-17', startedBy: 'Aviso da loja' })
  await withEmpresa(scope, (ctx) => cancelImport(ctx, run ?? ''))
  expect(await readReportedDay(scope, delivery)).not.toBe(run)
})

test('t-13 a delivery stays known for 30 days after it last came; then it goes, and with it uploads that never ended', async () => {
  const { scope, token, kept } = await open()
  const { headers, raw } = find('order_updated')
  const day = (n: number) => () => new Date(NOW().getTime() + n * 86_400_000)
  const purge = (n: number) => withEmpresaSql({ ...scope, now: day(n) }, purgeImports)
  await database().pool.query("DELETE FROM engine.events WHERE name = 'shop.told'")
  await receiveShopWebhook(token, headers, raw, NOW)
  expect(await reportedDays()).toHaveLength(1)
  for (const n of [20, 45]) {
    await receiveShopWebhook(token, headers, raw, day(n))
    expect(await purge(n + 29)).toBe(0)
  }
  expect([await kept(), (await reportedDays()).length]).toEqual([1, 1])
  expect(await purge(76)).toBe(1)
  expect(await kept()).toBe(0)

  const file = (name: string, complete: boolean, n: number) =>
    withEmpresa(scope, ({ db, empresaId }) =>
      db.importFile.create({
        data: { empresaId, name, size: 1, sha256: '', complete, createdAt: day(n)() },
        select: { id: true },
      }),
    )
  await file('killed.sql', false, 0)
  await file('whole.sql', true, 0)
  await file('arriving.sql', false, 2)
  expect(await purge(2)).toBe(1)
  const left = await withEmpresa(scope, ({ db }) => db.importFile.findMany({ select: { name: true } }))
  expect(left.map(({ name }) => name).sort()).toEqual(['arriving.sql', 'whole.sql'])
})

test('B54 a webhook whose user lost its rights never looks alive: administrators are notified, until an order comes again', async () => {
  const { scope, token } = await open()
  const post = (body: string, id: string) =>
    receiveShopWebhook(
      token,
      new Headers({
        'x-wc-webhook-signature': createHmac('sha256', 'segredo-teste').update(body).digest('base64'),
        'x-wc-webhook-topic': 'order.updated',
        'x-wc-webhook-delivery-id': id.repeat(32),
      }),
      new TextEncoder().encode(body),
      NOW,
    )
  const view = () => withEmpresa(scope, getShopWebhook)
  const lost = '{"code":"woocommerce_rest_cannot_view","message":"Sorry","data":{"status":401}}'
  await post(lost, 'a')
  await post(lost, 'b')
  expect(await view()).toMatchObject({
    lastDeliveryAt: null,
    problem: expect.stringMatching(/não pode mais ver pedidos/) as string,
  })
  const notices = await withEmpresa(scope, ({ db, empresaId }) =>
    db.notification.findMany({ where: { empresaId }, select: { kind: true, href: true } }),
  )
  expect(notices).toEqual([{ kind: 'shop_webhook.problem', href: 'conexao' }])
  await post('{"id":"646","date_created_gmt":"2026-11-17T22:30:00"}', 'c')
  expect(await view()).toMatchObject({ lastDeliveryAt: NOW(), problem: null, problemAt: null })
})
