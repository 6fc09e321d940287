import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { parsePhone } from '~/kernel/phone'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { makeCustomer } from './factory'
import { customerFilter, type ListCustomersInput } from './schema'
import { customerRecurrence, getCustomer, listCustomers, quickSearch, setCustomerNotes } from './service'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
let empresaId = ''
let ana = ''
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
  withEmpresa(
    systemScope(empresaId, 'Teste', () => now),
    work,
  )
const names = async (filter: ListCustomersInput) =>
  (await unit((ctx) => listCustomers(ctx, { ...customerFilter.parse(filter), size: 50 }))).rows.map(
    (row) => row.name,
  )

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  await unit(async (ctx) => {
    ana = await makeCustomer(ctx, {
      name: 'Ana Lima',
      emailKey: 'ana@loja.test',
      phoneKey: '1187654321',
      taxId: '12345678909',
      uf: 'SP',
      ordersCount: 3,
      netCentavos: 5_000,
      firstOrderAt: new Date('2026-10-01T12:00:00Z'),
      lastOrderAt: new Date('2026-10-21T12:00:00Z'),
    })
    await makeCustomer(ctx, {
      name: 'Analu Dias',
      ordersCount: 1,
      netCentavos: 90_000,
      firstOrderAt: now,
      lastOrderAt: now,
    })
    await makeCustomer(ctx, { name: 'Zé', firstSeenAt: new Date('2026-11-01T12:00:00Z') })
  })
})

test('lists by last order; who never ordered stands last both ways', async () => {
  expect(await names({})).toEqual(['Analu Dias', 'Ana Lima', 'Zé'])
  expect(await names({ sort: 'data' })).toEqual(['Ana Lima', 'Analu Dias', 'Zé'])
  expect(await names({ sort: '-valor' })).toEqual(['Analu Dias', 'Ana Lima', 'Zé'])
  expect(await names({ sort: '-pedidos', group: 'recorrente' })).toEqual(['Ana Lima'])
  expect(await names({ sort: '-pedidos', group: 'comprou' })).toEqual(['Ana Lima', 'Analu Dias'])
  expect(await names({ group: 'nenhum' })).toEqual(['Zé'])
  expect(await names({ uf: 'SP' })).toEqual(['Ana Lima'])
  expect(await names({ group: ['nenhum', 'um'] })).toEqual(['Analu Dias', 'Zé'])
  expect(await names({ uf: ['SP', 'RJ'] })).toEqual(['Ana Lima'])
  expect(await names({ from: '2026-10-01', to: '2026-10-31' })).toEqual(['Ana Lima'])
})

test('pages by value lead through ties once, both ways', async () => {
  const page = (cursor?: string) => unit((ctx) => listCustomers(ctx, { sort: '-pedidos', size: 2, cursor }))
  const first = await page()
  const second = await page(first.next ?? '')
  expect([...first.rows, ...second.rows].map((row) => row.name)).toEqual(['Ana Lima', 'Analu Dias', 'Zé'])
  expect((await page(second.previous ?? '')).rows).toEqual(first.rows)
})

test('pages lead once through those with and without an order, both ways in both directions', async () => {
  for (const sort of ['-data', 'data'] as const) {
    const page = (cursor?: string) => unit((ctx) => listCustomers(ctx, { sort, size: 1, cursor }))
    const seen = [await page()]
    for (let last = seen[0]; last?.next; last = seen.at(-1)) seen.push(await page(last.next))
    expect(seen.flatMap(({ rows }) => rows.map((row) => row.name))).toEqual(await names({ sort }))
    const back = await page(seen[2]?.previous ?? '')
    expect(back.rows).toEqual(seen[1]?.rows)
    expect((await page(back.previous ?? '')).rows).toEqual(seen[0]?.rows)
  }
})

test('finds by every beginning of a name, by phone, e-mail and tax id, and follows a new name', async () => {
  expect(await names({ q: 'ana' })).toEqual(['Analu Dias', 'Ana Lima'])
  expect(await names({ q: 'lim an' })).toEqual(['Ana Lima'])
  expect(await names({ q: '11 98765' })).toEqual(['Ana Lima'])
  expect(await names({ q: 'ana@' })).toEqual(['Ana Lima'])
  expect(await names({ q: '123.456.789-09' })).toEqual(['Ana Lima'])
  expect(await names({ q: 'zé' })).toEqual(['Zé'])
  await unit((ctx) =>
    ctx.db.customer.updateMany({ where: { name: 'Zé' }, data: { name: 'José', search: 'jose' } }),
  )
  expect(await names({ q: 'zé' })).toEqual([])
  expect((await unit((ctx) => quickSearch(ctx, 'jos'))).map((row) => row.name)).toEqual(['José'])
})

test('ord-1 recurrence and days between orders', async () => {
  expect(await unit(customerRecurrence)).toEqual({
    customers: 3,
    buyers: 2,
    repeatBuyers: 1,
    rate: 0.5,
    daysBetweenOrders: 10,
  })
  expect(await unit((ctx) => getCustomer(ctx, ana))).toMatchObject({
    emails: ['ana@loja.test'],
    phones: ['+5511987654321'],
    daysBetweenOrders: 10,
    accounts: 0,
  })
})

test('every number that a customer is known by is one that can be called, whatever its key is like', async () => {
  const phones = ['+551134567890', '+5511934567890', '+5551987654321', '+4791234567']
  const id = await unit(async (ctx) => {
    const customerId = await makeCustomer(ctx, { name: 'Nora' })
    await ctx.db.customerKey.createMany({
      data: phones.map((phone) => ({ empresaId, customerId, key: `p:${parsePhone(phone).key ?? ''}` })),
    })
    return customerId
  })
  expect((await unit((ctx) => getCustomer(ctx, id))).phones.sort()).toEqual([...phones].sort())
  await unit((ctx) => ctx.db.customer.deleteMany({ where: { id } }))
})

test('t-62 a customer of another empresa is neither shown, found nor noted on', async () => {
  const other = systemScope((await makeEmpresa()).id, 'Intruso', () => now)
  await expect(withEmpresa(other, (ctx) => getCustomer(ctx, ana))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(
    withEmpresa(other, (ctx) => setCustomerNotes(ctx, { id: ana, notes: 'x' })),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await withEmpresa(other, (ctx) => quickSearch(ctx, 'ana'))).toEqual([])
  expect(await withEmpresa(other, (ctx) => ctx.db.customerWord.count())).toBe(0)
})
