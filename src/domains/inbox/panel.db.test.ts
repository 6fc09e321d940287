import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCart } from '~/domains/carts/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { makeLead } from '~/domains/leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { makeOrder } from '~/domains/orders/factory'
import { makeConversation } from './factory'
import { readPanel } from './service/panel'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)

async function shop() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  return {
    sql: <T>(work: Parameters<typeof withEmpresaSql<T>>[1]) => withEmpresaSql<T>(scope, work),
    unit: <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa<T>(scope, work),
  }
}

test('ux-17 the panel has the open cart with its message and link, the latest orders in their currency, leads and totals', async () => {
  const { sql, unit } = await shop()
  const customerId = await unit((ctx) =>
    makeCustomer(ctx, { name: 'Ana Lima', ordersCount: 7, netCentavos: 123_456n, firstOrderAt: ago(900) }),
  )
  const conversation = await sql(async (ctx) =>
    makeConversation(ctx, await makeConnection(ctx), { name: 'Aninha', customerId }),
  )
  await unit(async (ctx) => {
    await makeCart(ctx, { customerId, status: 'recuperado', recoveryKind: 'direta', lastActivityAt: ago(1) })
    await makeCart(ctx, { customerId, status: 'aguardando', lastActivityAt: ago(30) })
    await makeCart(ctx, {
      customerId,
      name: 'Ana Lima',
      status: 'aguardando',
      lastActivityAt: ago(3),
      totalCentavos: 18_990n,
      recoveryUrl: 'https://loja.test/c/1',
    })
    for (let n = 1; n <= 6; n += 1)
      await makeOrder(ctx, {
        customerId,
        externalId: n,
        placedAt: ago(n),
        ...(n === 1
          ? { shopNumber: 'B-77', currency: 'USD', totalCentavos: 5000n, refundedCentavos: 1000n }
          : {}),
      })
    await makeLead(ctx, { customerId, formName: 'Catálogo' })
  })
  const panel = await unit((ctx) => readPanel(ctx, conversation.id))
  expect(panel.customer).toMatchObject({
    id: customerId,
    ordersCount: 7,
    netCentavos: 123_456,
    currency: 'BRL',
  })
  expect(panel.cart).toMatchObject({ totalCentavos: 18_990, link: 'https://loja.test/c/1' })
  expect(panel.cart?.message).toContain('Ana')
  expect(panel.orders).toHaveLength(5)
  expect(panel.orders[0]).toMatchObject({ shown: 'B-77', currency: 'USD', totalCentavos: 4000 })
  expect(panel.leads.map(({ form }) => form)).toEqual(['Catálogo'])
  expect(panel.optedOutAt).toBeNull()
})

test('ux-17 without a customer the phone finds the cart; a relative’s customer on the same phone adds nothing', async () => {
  const { sql, unit } = await shop()
  const conversation = await sql(async (ctx) =>
    makeConversation(ctx, await makeConnection(ctx), { name: 'Bia' }),
  )
  const phoneKey = await unit(async (ctx) => {
    const { phoneKey: key } = await ctx.db.contact.findFirstOrThrow({ where: { id: conversation.contactId } })
    await makeCart(ctx, { phoneKey: key, status: 'aguardando', totalCentavos: 7000n })
    return key
  })
  const alone = await unit((ctx) => readPanel(ctx, conversation.id))
  expect([alone.customer, alone.cart?.totalCentavos]).toEqual([null, 7000])
  await unit(async (ctx) => {
    const [own, other] = [await makeCustomer(ctx, { name: 'Bia' }), await makeCustomer(ctx, { name: 'Caio' })]
    await ctx.db.contact.updateMany({ where: { id: conversation.contactId }, data: { customerId: own } })
    await makeCart(ctx, { phoneKey, customerId: other, status: 'aguardando', totalCentavos: 9900n })
    await makeOrder(ctx, { phoneKey, customerId: other })
  })
  const linked = await unit((ctx) => readPanel(ctx, conversation.id))
  expect([linked.customer?.name, linked.cart?.totalCentavos, linked.orders]).toEqual(['Bia', 7000, []])
})

test('ux-17 a contact without phone and customer gets no data of other contacts without a phone', async () => {
  const { sql, unit } = await shop()
  const conversation = await sql(async (ctx) => makeConversation(ctx, await makeConnection(ctx)))
  const panel = await unit(async (ctx) => {
    await ctx.db.contact.updateMany({ where: { id: conversation.contactId }, data: { phoneKey: null } })
    await makeCart(ctx, { status: 'aguardando' })
    await makeOrder(ctx, {})
    return readPanel(ctx, conversation.id)
  })
  expect(panel).toMatchObject({ customer: null, cart: null, orders: [], leads: [] })
})
