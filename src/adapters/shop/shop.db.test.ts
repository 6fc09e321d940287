import { createReadStream } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provideEnv } from '~/env'
import { READER, startMariaDb, type MariaDb } from '../../../test/mariadb/server'
import { useDatabase } from '../../../test/postgres/clone'
import { startSshd, type Sshd } from '../../../test/sshd/server'
import { oracle, readAll, shopFile, type ReadShop } from '../../../test/shops/read'
import { openShop } from './open'
import type { ShopConfig } from './records'

useDatabase()
let mariadb: MariaDb
let sshd: Sshd

const SHOPS = [
  { name: 'legacy', prefix: 'cli_', storage: 'posts', sales: [380, 13264499, 1376425] },
  { name: 'hpos', prefix: 'wp_', storage: 'hpos', sales: [373, 12847282, 1087993] },
] as const

beforeAll(async () => {
  provideEnv({ RETOMA_ALLOW_PRIVATE_HOSTS: '1' })
  ;[mariadb, sshd] = await Promise.all([startMariaDb(), startSshd()])
  for (const { name } of SHOPS) await mariadb.load(name, shopFile(name))
})
afterAll(async () => {
  await mariadb.stop()
  await sshd.stop()
})

function configs(name: string, prefix: string): ShopConfig[] {
  const mysql = { host: '127.0.0.1', port: mariadb.port, database: name, ...READER, tls: false }
  const ssh = {
    host: '127.0.0.1',
    port: sshd.port,
    username: sshd.username,
    password: null,
    privateKey: sshd.privateKey,
    hostKey: sshd.hostKey,
  }
  return [
    { kind: 'mysql', prefix, mysql },
    { kind: 'ssh', prefix, mysql, ssh },
    { kind: 'dump', prefix, fileName: `${name}.sql.gz`, open: () => createReadStream(shopFile(name)) },
  ]
}

describe.each(SHOPS)('the $name shop', ({ name, prefix, storage, sales }) => {
  let ways: ReadShop[]
  beforeAll(async () => {
    ways = []
    for (const config of configs(name, prefix)) {
      const shop = await openShop(config)
      ways.push(await readAll(shop))
      await shop.close()
    }
  })
  const read = () => {
    const [first] = ways
    if (!first) throw new Error('nothing read')
    return first
  }

  it('B53 lists which orders the shop still has: no refund, no id that never was; a file is not the whole shop', async () => {
    const orders = read().orders.map(({ externalId }) => externalId)
    const refunds = read().orders.flatMap((order) => order.refunds.map(({ externalId }) => externalId))
    expect(refunds.length).toBeGreaterThan(0)
    for (const config of configs(name, prefix)) {
      const shop = await openShop(config)
      const existing = await shop.existingOrders([...refunds, ...orders, 99_999_999])
      await shop.close()
      expect([...(existing?.found ?? [])].sort((a, b) => a - b)).toEqual([...orders].sort((a, b) => a - b))
      expect(existing?.complete).toBe(config.kind !== 'dump')
    }
  })

  it('t-5 returns identical records directly, through sshd and from the export file', () => {
    expect(read().facts).toMatchObject({
      storage,
      timezone: 'America/Sao_Paulo',
      currency: 'BRL',
      cartSource: 'cartflows',
      hasLeads: true,
      warnings: [],
    })
    for (const other of ways.slice(1)) {
      expect(other.forms).toEqual(read().forms)
      for (const kind of ['orders', 'carts', 'leads', 'customers'] as const)
        expect(other[kind]).toEqual(read()[kind])
      expect(other.refused).toEqual(read().refused)
    }
  })

  it('t-5 has every order of WooCommerce once, with its status, totals, dates and refunds', async () => {
    const expected = [
      ...(await oracle<OracleOrder>(`${name}-orders`)),
      ...(await oracle<OracleOrder>(`${name}-orders-trash`)),
    ]
    const real = expected.filter((order) => !/draft/.test(order.status))
    const orders = new Map(read().orders.map((order) => [order.externalId, order]))
    expect([...orders.keys()].sort()).toEqual(real.map((order) => order.id).sort())
    for (const order of real) {
      expect(orders.get(order.id)).toMatchObject({
        status: order.status,
        currency: order.currency,
        totalCentavos: cents(order.total),
        shippingCentavos: cents(order.shipping_total),
        taxCentavos: cents(order.total_tax),
        discountCentavos: cents(order.discount_total),
        placedAt: gmt(order.date_created_gmt),
        paidAt: gmt(order.date_paid_gmt),
        completedAt: gmt(order.date_completed_gmt),
        modifiedAt: gmt(order.date_modified_gmt),
        shopUserId: order.customer_id,
        paymentMethod: order.payment_method || null,
        createdVia: order.created_via || null,
      })
      const lines = orders.get(order.id)?.items.filter((item) => item.type === 'line_item') ?? []
      expect(
        lines.map((item) => [item.externalId, item.productId, item.quantity, item.totalCentavos]),
      ).toEqual(
        order.line_items.map((item) => [item.id, item.product_id || null, item.quantity, cents(item.total)]),
      )
    }
  })

  it('has every refund of WooCommerce, under its order', async () => {
    const expected = await oracle<OracleRefund>(`${name}-refunds`)
    const found = read().orders.flatMap((order) =>
      order.refunds.map((refund) => [
        refund.externalId,
        order.externalId,
        refund.amountCentavos,
        refund.reason ?? '',
        refund.refundedAt.getTime(),
      ]),
    )
    const wanted = expected.map((refund) => [
      refund.id,
      refund.parent_id,
      cents(refund.amount),
      refund.reason,
      gmt(refund.date_created_gmt)?.getTime(),
    ])
    const byId = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0])
    expect(found.sort(byId)).toEqual(wanted.sort(byId))
  })

  it('adds up as WooCommerce Analytics does, to the centavo', () => {
    const excluded = new Set(['pending', 'failed', 'cancelled', 'trash'])
    const counted = read().orders.filter((order) => !excluded.has(order.status))
    const gross = counted.reduce((sum, order) => sum + order.totalCentavos, 0)
    const refunded = counted
      .flatMap((order) => order.refunds)
      .reduce((sum, refund) => sum + refund.amountCentavos, 0)
    expect([counted.length, gross, refunded]).toEqual(sales)
  })

  it('has the customers that WooCommerce lists, and no staff', async () => {
    const expected = (await oracle<OracleCustomer>(`${name}-customers`)).filter(
      (customer) => customer.role === 'customer',
    )
    expect(
      read()
        .customers.filter((account) => account.checkoutId === null)
        .map((account) => [account.shopUserId, account.emailKey])
        .sort(),
    ).toEqual(expected.map((customer) => [customer.id, customer.email.trim().toLowerCase()]).sort())
    for (const customer of expected.filter((entry) => entry.billing.cpf)) {
      const account = read().customers.find((entry) => entry.shopUserId === customer.id)
      expect(account?.phone.raw ?? '').toBe(customer.billing.phone || customer.billing.cellphone)
      expect([customer.billing.cpf, null]).toContain(account?.taxId)
    }
  })
})

type OracleOrder = {
  id: number
  status: string
  currency: string
  total: string
  shipping_total: string
  total_tax: string
  discount_total: string
  date_created_gmt: string
  date_modified_gmt: string
  date_paid_gmt: string | null
  date_completed_gmt: string | null
  customer_id: number
  payment_method: string
  created_via: string
  line_items: { id: number; product_id: number; quantity: number; total: string }[]
}
type OracleRefund = {
  id: number
  parent_id: number
  amount: string
  reason: string
  date_created_gmt: string
}
type OracleCustomer = {
  id: number
  email: string
  role: string
  billing: { cpf: string; phone: string; cellphone: string }
}

const cents = (decimal: string) => Math.round(Number(decimal) * 100)
const gmt = (date: string | null) => (date ? new Date(`${date}Z`) : null)
