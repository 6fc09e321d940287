import { expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { centavos } from '~/kernel/money'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { fakeOrder, FakeShop, importAll, makeConnection } from './factory'
import { getRun } from './service/runs'

useDatabase()

async function empresa(): Promise<EmpresaScope> {
  const scope = systemScope((await makeEmpresa()).id, 'test')
  await makeConnection(scope)
  return scope
}
const shopOf = (...ids: number[]) => new FakeShop({ orders: ids.map((id) => fakeOrder(id)) })
const statuses = (scope: EmpresaScope) =>
  withEmpresa(scope, async ({ db, empresaId }) =>
    Object.fromEntries(
      (
        await db.order.findMany({
          where: { empresaId },
          select: { externalId: true, status: true },
          orderBy: { externalId: 'asc' },
        })
      ).map((order) => [Number(order.externalId), order.status]),
    ),
  )
const notes = async (scope: EmpresaScope, id: string) =>
  (await withEmpresa(scope, (ctx) => getRun(ctx, id))).notes

test('B53 an order that the shop has no more is marked as deleted, and comes back when it does', async () => {
  const scope = await empresa()
  const { status } = fakeOrder(1)
  await importAll(scope, shopOf(1, 2, 3))
  const run = await importAll(scope, shopOf(1, 2))
  expect(await statuses(scope)).toEqual({ 1: status, 2: status, 3: 'deleted' })
  expect(await notes(scope, run)).toEqual([expect.stringMatching(/^1 pedido não está mais na loja/)])
  expect(await notes(scope, await importAll(scope, shopOf(1, 2)))).toEqual([])
  await importAll(scope, shopOf(1, 2, 3))
  expect(await statuses(scope)).toEqual({ 1: status, 2: status, 3: status })
})

test('B53 an export file speaks only of the orders between its first and its last', async () => {
  const scope = await empresa()
  await importAll(scope, shopOf(1, 2, 3, 4, 5))
  const file = shopOf(2, 4)
  file.live = false
  await importAll(scope, file)
  expect(Object.entries(await statuses(scope)).filter(([, status]) => status === 'deleted')).toEqual([
    ['3', 'deleted'],
  ])
})

test('B53 where most orders would be gone, none is marked and the run says so', async () => {
  const scope = await empresa()
  const many = Array.from({ length: 40 }, (_, n) => n + 1)
  await importAll(scope, shopOf(...many))
  const run = await importAll(scope, shopOf(1))
  expect(Object.values(await statuses(scope))).not.toContain('deleted')
  expect(await notes(scope, run)).toEqual([
    expect.stringMatching(/^39 pedidos não estão mais na loja, de 40/),
  ])
})

test('B53 a refund that was deleted in the shop is a refund no more', async () => {
  const scope = await empresa()
  const refund = {
    externalId: 9,
    amountCentavos: centavos(500),
    reason: null,
    refundedAt: new Date('2026-11-02T12:00:00Z'),
  }
  await importAll(scope, new FakeShop({ orders: [fakeOrder(1, { refunds: [refund] })] }))
  await importAll(scope, shopOf(1))
  const [order] = await withEmpresa(scope, ({ db, empresaId }) =>
    db.order.findMany({ where: { empresaId }, select: { refundedCentavos: true, refunds: true } }),
  )
  expect(order).toEqual({ refundedCentavos: 0n, refunds: [] })
})
