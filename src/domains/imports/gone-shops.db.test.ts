import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop } from '~/adapters/shop/open'
import { makeEmpresa } from '~/domains/access/factory'
import { matchCarts } from '~/domains/recovery/service'
import { provideEnv } from '~/env'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { READER, startMariaDb, type MariaDb } from '../../../test/mariadb/server'
import { useDatabase } from '../../../test/postgres/clone'
import { shopFile } from '../../../test/shops/read'
import { tinyDump, type TinyOrder } from '../../../test/shops/tiny'
import { resume } from './factory'
import type { ConnectionKind } from './schema'
import { saveConnection } from './service/connections'
import { shopConfigOf } from './service/shop-config'
import { startImport } from './service/start-import'
import { uploadFile } from './service/upload-file'

useDatabase()
let mariadb: MariaDb

beforeAll(async () => {
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  mariadb = await startMariaDb()
})
afterAll(() => mariadb.stop())

const newScope = async () =>
  systemScope((await makeEmpresa()).id, 'test', () => new Date('2026-11-30T12:00:00Z'))

async function importNow(scope: EmpresaScope, kind: ConnectionKind): Promise<void> {
  const { id } = await withEmpresa(scope, (ctx) => startImport(ctx, { connection: kind }))
  const shop = await openShop(await shopConfigOf(scope, kind))
  try {
    await resume(scope, shop, id)
  } finally {
    await shop.close()
  }
  await withEmpresaSql(scope, matchCarts)
}

type Recovered = { cart: string; order: number }
const rowsOf = <Row extends object>(scope: EmpresaScope, text: string, values: unknown[] = []) =>
  withEmpresaSql(scope, async ({ sql }) => (await sql.query<Row>(text, values)).rows)
const recovered = (scope: EmpresaScope) =>
  rowsOf<Recovered>(
    scope,
    `SELECT m.cart_id AS cart, o.external_id::float8 AS order FROM cart_matches m JOIN orders o ON o.id = m.order_id
     WHERE m.outcome = 'chosen' AND o.status IN ('processing', 'completed') ORDER BY o.external_id`,
  )
const orderOf = async (scope: EmpresaScope, id: number) =>
  (
    await rowsOf(
      scope,
      `SELECT status, refunded_centavos::float8 AS refunded, (SELECT count(*)::int FROM refunds r WHERE r.order_id = orders.id) AS refunds
       FROM orders WHERE external_id = $1`,
      [id],
    )
  )[0]
const refundedOf = async (scope: EmpresaScope) =>
  (
    await rowsOf<{ id: number; refund: number }>(
      scope,
      `SELECT o.external_id::float8 AS id, min(r.external_id)::float8 AS refund FROM orders o JOIN refunds r ON r.order_id = o.id
       WHERE o.status IN ('processing', 'completed') GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 LIMIT 1`,
    )
  )[0]

const SHOPS = [
  {
    name: 'legacy',
    prefix: 'cli_',
    erase: (id: number) =>
      `DELETE FROM cli_posts WHERE ID = ${id}; DELETE FROM cli_postmeta WHERE post_id = ${id}`,
  },
  {
    name: 'hpos',
    prefix: 'wp_',
    erase: (id: number) =>
      `DELETE FROM wp_wc_orders WHERE id = ${id}; DELETE FROM wp_wc_orders_meta WHERE order_id = ${id}; DELETE FROM wp_posts WHERE ID = ${id}`,
  },
] as const

test.each(SHOPS)(
  'B53 an order and a refund erased in the $name shop: the recovery is undone, the rest stays',
  async ({ name, prefix, erase }) => {
    await mariadb.load(name, shopFile(name))
    const scope = await newScope()
    const mysql = { host: '127.0.0.1', port: mariadb.port, database: name, ...READER, tls: false }
    await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'mysql', prefix, ...mysql }))
    await importNow(scope, 'mysql')
    const before = await recovered(scope)
    const [gone] = before
    const refunded = await refundedOf(scope)
    if (!gone || !refunded) throw new Error('the shop has no recovered cart, or no refund')
    await mariadb.sql(name, `${erase(gone.order)}; ${erase(refunded.refund)}`)
    await importNow(scope, 'mysql')
    expect(await orderOf(scope, gone.order)).toMatchObject({ status: 'deleted' })
    expect(await orderOf(scope, refunded.id)).toMatchObject({ refunded: 0, refunds: 0 })
    const after = await recovered(scope)
    expect(after.map(({ order }) => order)).not.toContain(gone.order)
    const [cart] = await rowsOf<{ status: string }>(scope, 'SELECT status FROM carts WHERE id = $1', [
      gone.cart,
    ])
    // Another order of the same customer may have brought it back; the erased one did not.
    expect(cart?.status === 'recuperado').toBe(after.some((one) => one.cart === gone.cart))
    expect(await rowsOf(scope, "SELECT 1 FROM orders WHERE status = 'deleted'")).toHaveLength(1)
  },
)

test.each([{ hpos: false }, { hpos: true }])(
  'B53 a second export file without an order and a refund of the first (HPOS: $hpos)',
  async ({ hpos }) => {
    const scope = await newScope()
    await withEmpresa(scope, (ctx) => saveConnection(ctx, { kind: 'dump', prefix: 'wp_' }))
    const refund: TinyOrder = {
      id: 104,
      type: 'shop_order_refund',
      parent: 101,
      status: 'wc-completed',
      meta: { _refund_amount: '50.00', _order_total: '-50.00' },
    }
    const orders: TinyOrder[] = [{ id: 101 }, { id: 102 }, { id: 103 }]
    const carts = [{ email: 'pessoa102@exemplo.test', time: '2026-10-10 08:00:00' }]
    const send = async (rows: TinyOrder[]) => {
      const bytes = Buffer.from(`${tinyDump({ hpos, orders: rows, carts })}-- Dump completed\n`)
      await uploadFile(scope, 'loja.sql', once(bytes))
      await importNow(scope, 'dump')
    }
    await send([...orders, refund])
    expect(await recovered(scope)).toMatchObject([{ order: 102 }])
    expect(await orderOf(scope, 101)).toMatchObject({ refunded: 5000, refunds: 1 })
    await send(orders.filter(({ id }) => id !== 102))
    expect(await orderOf(scope, 102)).toMatchObject({ status: 'deleted' })
    expect(await orderOf(scope, 101)).toMatchObject({ status: 'processing', refunded: 0, refunds: 0 })
    expect(await recovered(scope)).toEqual([])
    expect(await rowsOf(scope, 'SELECT status FROM carts')).toEqual([{ status: 'abandonado' }])
    // Restored, as from the trash: the sale and its recovery are back.
    await send(orders)
    expect(await recovered(scope)).toMatchObject([{ order: 102 }])
  },
)

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes)
}
