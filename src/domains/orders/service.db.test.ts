import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { ordersExport } from './exports'
import { makeOrder } from './factory'
import { orderFilter, type OrderFilter } from './schema'
import { getOrder, listOrders, orderStatusList } from './service'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
let empresaId = ''
let ana = ''
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
  withEmpresa(
    systemScope(empresaId, 'Teste', () => now),
    work,
  )
const numbers = async (filter: Partial<OrderFilter>) =>
  (await unit((ctx) => listOrders(ctx, { ...orderFilter.parse(filter), size: 50 }))).rows.map(
    (row) => row.number,
  )

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  await unit(async (ctx) => {
    ana = await makeCustomer(ctx, {
      name: 'Ana Márcia Souza',
      emailKey: 'ana@loja.test',
      phoneKey: '1187654321',
      taxId: '12345678909',
    })
    const orderId = await makeOrder(ctx, {
      externalId: 10,
      customerId: ana,
      refundedCentavos: 2_500,
      placedAt: new Date('2026-11-20T12:00:00Z'),
    })
    await makeOrder(ctx, {
      externalId: 11,
      status: 'wholesale',
      uf: 'BA',
      name: 'Beto',
      emailKey: 'beto@loja.test',
      totalCentavos: 99_000,
      placedAt: new Date('2026-11-01T12:00:00Z'),
    })
    await makeOrder(ctx, {
      externalId: 12,
      status: 'failed',
      phoneKey: '2133334444',
      placedAt: new Date('2026-10-01T12:00:00Z'),
    })
    await ctx.db.orderItem.create({
      data: {
        empresaId,
        orderId,
        externalId: 1,
        type: 'line_item',
        name: 'Tênis',
        quantity: 1.5,
        totalCentavos: 10_000,
      },
    })
    await ctx.db.refund.create({
      data: { empresaId, orderId, externalId: 9, amountCentavos: 2_500, refundedAt: now },
    })
  })
})

test('ord-1 filters and sorts', async () => {
  expect(await numbers({})).toEqual([10, 11, 12])
  expect(await numbers({ sort: 'data' })).toEqual([12, 11, 10])
  expect((await numbers({ sort: '-valor' }))[0]).toBe(11)
  expect(await numbers({ status: 'failed' })).toEqual([12])
  expect(await numbers({ uf: 'BA' })).toEqual([11])
  expect(await numbers({ period: '30dias' })).toEqual([10, 11])
  expect(await numbers({ customer: ana })).toEqual([10])
  expect(await unit(orderStatusList)).toEqual(['completed', 'failed', 'wholesale'])
})

test('ord-1 several statuses show the orders with any of them, also beside those that count', async () => {
  expect(await numbers({ status: ['wholesale', 'failed'] })).toEqual([11, 12])
  expect(await numbers({ status: ['contam', 'failed'] })).toEqual([10, 11, 12])
  expect(await numbers({ status: ['wholesale', 'failed'], uf: ['BA', 'SP'] })).toEqual([11])
})

test('finds by number, phone, e-mail, tax id, and the name of the customer', async () => {
  expect(await numbers({ q: '#11' })).toEqual([11])
  expect(await numbers({ q: '(21) 3333-4444' })).toEqual([12])
  expect(await numbers({ q: '+55 11 98765-4321' })).toEqual([10])
  expect(await numbers({ q: 'beto@' })).toEqual([11])
  expect(await numbers({ q: 'ana@loja.test' })).toEqual([10])
  expect(await numbers({ q: '123.456.789-09' })).toEqual([10])
  expect(await numbers({ q: 'marc sou' })).toEqual([10])
  expect(await numbers({ q: 'marcos' })).toEqual([])
})

test('B22 the shop’s own number is shown and found, with or without what stands around it', async () => {
  await unit((ctx) =>
    makeOrder(ctx, {
      externalId: 8123,
      shopNumber: 'LOJA-1042',
      numberKey: 'loja1042',
      numberPlain: '1042',
      currency: 'USD',
      placedAt: new Date('2026-01-01T12:00:00Z'),
      problems: ['O frete não é um valor: “quinze”.'],
      placedEstimated: true,
    }),
  )
  for (const q of [
    '1042',
    '#1042',
    '001042',
    'LOJA-1042',
    'loja 1042',
    'Pedido LOJA-10',
    '#LOJA-1042',
    '8123',
  ])
    expect(await numbers({ q }), q).toEqual([8123])
  expect(await numbers({ q: 'outra-1042' })).toEqual([])
  expect(await numbers({ noted: 'sim' })).toEqual([8123])
  const [row] = (await unit((ctx) => listOrders(ctx, { ...orderFilter.parse({ q: '1042' }), size: 5 }))).rows
  expect(row).toMatchObject({ number: 8123, shown: 'LOJA-1042', currency: 'USD' })
  expect(await unit((ctx) => getOrder(ctx, row?.id ?? ''))).toMatchObject({
    problems: ['O frete não é um valor: “quinze”.'],
    placedEstimated: true,
    parts: [],
  })
  const scope = systemScope(empresaId, 'Teste', () => now)
  const query = { format: 'csv', q: '1042', colunas: 'numero,valor' }
  const text = await (await ordersExport.open(scope, query)).text()
  expect(text.replace('\ufeff', '').split('\r\n')[1]).toBe('LOJA-1042;100,00;USD')
})

test('ord-1 an order shows its items and refunds, to its own empresa', async () => {
  const id =
    (await unit((ctx) => listOrders(ctx, { ...orderFilter.parse({ customer: ana }), size: 1 }))).rows[0]
      ?.id ?? ''
  expect(await unit((ctx) => getOrder(ctx, id))).toMatchObject({
    customerName: 'Ana Márcia Souza',
    items: [{ name: 'Tênis', quantity: 1.5 }],
    refunds: [{ amountCentavos: 2_500 }],
    carts: [],
  })
  const other = systemScope((await makeEmpresa()).id, 'Intruso')
  await expect(withEmpresa(other, (ctx) => getOrder(ctx, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('ord-1 a file shows money in its currency, what was refunded and what is left', async () => {
  const scope = systemScope(empresaId, 'Teste', () => now)
  const query = { format: 'csv', customer: ana, colunas: 'numero,valor,reembolso,liquido,carrinho,data' }
  const text = await (await ordersExport.open(scope, query)).text()
  expect(text.replace('\ufeff', '').split('\r\n')).toEqual([
    'Pedido;Total;Moeda;Reembolsado;Líquido;Recuperou carrinho;Data',
    '10;100,00;BRL;25,00;75,00;não;20/11/2026 09:00',
    '',
  ])
})
