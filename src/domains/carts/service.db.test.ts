import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { makeOrder } from '~/domains/orders/factory'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { untilBlocking } from '../../../test/postgres/blocked'
import { useDatabase } from '../../../test/postgres/clone'
import { cartsExport } from './exports'
import { makeCart } from './factory'
import { cartFilter, type CartFilter } from './schema'
import { getCart, listCarts, setCartNotes, toggleSent } from './service'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
let empresaId = ''
const scope = () => systemScope(empresaId, 'Teste', () => now)
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope(), work)
const list = (filter: Partial<CartFilter> = {}) =>
  unit((ctx) => listCarts(ctx, { ...cartFilter.parse(filter), size: 50 }))
const names = async (filter: Partial<CartFilter>) => (await list(filter)).rows.map((row) => row.name)

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  await unit(async (ctx) => {
    await makeCart(ctx, {
      name: 'Aline',
      lastActivityAt: new Date('2026-11-20T14:00:00Z'),
      status: 'aguardando',
      windowEndsAt: new Date('2026-12-20T14:00:00Z'),
      totalCentavos: 5_000,
    })
    const cartId = await makeCart(ctx, {
      name: 'Bruno',
      lastActivityAt: new Date('2026-11-10T14:00:00Z'),
      status: 'recuperado',
      recoveryKind: 'direta',
      totalCentavos: 30_000,
    })
    await makeCart(ctx, {
      name: 'Caio',
      lastActivityAt: new Date('2026-10-01T14:00:00Z'),
      status: 'abandonado',
      uf: 'SP',
      items: [],
      totalCentavos: 1_000,
    })
    const orderId = await makeOrder(ctx, { externalId: 812 })
    const later = await makeOrder(ctx, { externalId: 813, status: 'pending' })
    const rule = {
      ruleVersion: 1,
      windowBeforeDays: 2,
      windowAfterDays: 30,
      cutoffMinutes: 60,
      empresaId,
      cartId,
    }
    await ctx.db.cartMatch.create({
      data: {
        ...rule,
        orderId: later,
        outcome: 'unpaid',
        reason: 'unpaid',
        byEmail: true,
        byPhone: true,
        distanceSeconds: 5,
      },
    })
    await ctx.db.cartMatch.create({
      data: { ...rule, orderId, outcome: 'chosen', byEmail: true, byPhone: false, distanceSeconds: 600 },
    })
  })
})

test('lists by status, kind, contact, state and value', async () => {
  expect(await names({})).toEqual(['Aline', 'Bruno', 'Caio'])
  expect(await names({ sort: '-valor' })).toEqual(['Bruno', 'Aline', 'Caio'])
  expect(await names({ status: 'recuperado', kind: 'direta' })).toEqual(['Bruno'])
  expect(await names({ status: 'recuperado', kind: 'assistida' })).toEqual([])
  expect(await names({ uf: 'SP' })).toEqual(['Caio'])
  expect(await names({ period: '30dias' })).toEqual(['Aline', 'Bruno'])
})

test('several values of a filter show the rows with any of them, as the file does', async () => {
  expect(await names({ status: ['aguardando', 'abandonado'] })).toEqual(['Aline', 'Caio'])
  expect(await names({ status: ['abertos', 'recuperado'] })).toEqual(['Aline', 'Bruno'])
  expect(await names({ status: ['abertos', 'recuperado'], kind: ['direta', 'assistida'] })).toEqual(['Bruno'])
  expect(await names({ uf: ['SP', 'MG'] })).toEqual(await names({ uf: ['MG', 'SP', 'SP'] }))
  expect(await names({ sent: ['nenhum', 'whatsapp'] })).toEqual(['Aline', 'Bruno', 'Caio'])
  expect(await file({ colunas: 'nome', status: ['aguardando', 'abandonado'] })).toHaveLength(3)
})

test('cart-1 a row names the order that decided it, before any unpaid one', async () => {
  const [row] = (await list({ status: 'recuperado' })).rows
  expect(row?.order).toMatchObject({
    number: 812,
    outcome: 'chosen',
    byEmail: true,
    byPhone: false,
    distanceSeconds: 600,
  })
  expect(row).toMatchObject({ itemCount: 2, firstItem: 'Tênis' })
  expect(await unit((ctx) => getCart(ctx, row?.id ?? ''))).toMatchObject({
    items: [{ name: 'Tênis', quantity: 2 }],
    couponCode: null,
  })
})

test('cart-3 a toggle says who and when, each channel by itself, undone and audited', async () => {
  const [row] = (await list({ status: 'aguardando' })).rows
  const id = row?.id ?? ''
  expect(await unit((ctx) => toggleSent(ctx, { id, channel: 'whatsapp', sent: true }))).toEqual({
    at: now,
    by: 'Teste',
  })
  expect(await names({ sent: 'whatsapp' })).toEqual(['Aline'])
  expect(await names({ sent: 'email' })).toEqual([])
  expect(await names({ sent: 'algum' })).toEqual(['Aline'])
  expect(await names({ sent: 'nenhum' })).toEqual(['Bruno', 'Caio'])
  expect(await unit((ctx) => toggleSent(ctx, { id, channel: 'whatsapp', sent: false }))).toEqual({
    at: null,
    by: null,
  })
  await unit((ctx) => toggleSent(ctx, { id, channel: 'whatsapp', sent: false }))
  const lines = await unit((ctx) =>
    ctx.db.auditEntry.findMany({ where: { entityId: id, action: 'cart.toggled' } }),
  )
  expect(lines).toHaveLength(2)
  expect(lines.map(({ before }) => before)).toContainEqual({ whatsappSentAt: null, whatsappSentBy: null })
})

test('cart-3 an undone removal brings the mark back as it was: its time decides whether a sale is assisted', async () => {
  const before = { at: new Date('2026-11-18T10:00:00Z'), by: 'Ana' }
  const id = await unit((ctx) =>
    makeCart(ctx, {
      emailSentAt: before.at,
      emailSentBy: before.by,
      whatsappSentAt: now,
      whatsappSentBy: 'Bia',
    }),
  )
  let at = now.getTime()
  const advancing = systemScope(empresaId, 'Teste', () => new Date(at++))
  const set = (channel: 'email' | 'whatsapp', sent: boolean, undo?: boolean) =>
    withEmpresa(advancing, (ctx) => toggleSent(ctx, { id, channel, sent, undo }))
  await set('email', false)
  await set('whatsapp', false)
  expect(await set('email', true, true)).toEqual(before)
  expect(await set('whatsapp', true, true)).toEqual({ at: now, by: 'Bia' })
  await set('email', false)
  expect(await set('email', true)).toMatchObject({ by: 'Teste' })
  // Nothing was taken back since: there is nothing to give again.
  await unit((ctx) =>
    ctx.db.cart.updateMany({ where: { id }, data: { emailSentAt: null, emailSentBy: null } }),
  )
  expect(await set('email', true, true)).toMatchObject({ by: 'Teste' })
  await unit((ctx) => ctx.db.cart.deleteMany({ where: { id } }))
})

test('cart-3 two users mark at once: the first mark stands, and is published once', async () => {
  const id = await unit((ctx) => makeCart(ctx, { name: 'Dora' }))
  const as = (name: string) => systemScope(empresaId, name, () => now)
  const mark = (ctx: EmpresaCtx) => toggleSent(ctx, { id, channel: 'email', sent: true })
  const second = await withEmpresa(as('Primeira'), async (ctx) => {
    await mark(ctx)
    const waiting = withEmpresa(as('Segunda'), mark)
    await untilBlocking(ctx)
    return { waiting }
  })
  expect(await second.waiting).toEqual({ at: now, by: 'Primeira' })
  expect(await unit((ctx) => ctx.db.auditEntry.count({ where: { entityId: id } }))).toBe(1)
  await unit((ctx) => ctx.db.cart.deleteMany({ where: { id } }))
})

test('t-62 a cart of another empresa is not found, by any use case', async () => {
  const id = (await list()).rows[0]?.id ?? ''
  const other = systemScope((await makeEmpresa()).id, 'Intruso', () => now)
  const attempts: ((ctx: EmpresaCtx) => Promise<unknown>)[] = [
    (ctx) => getCart(ctx, id),
    (ctx) => toggleSent(ctx, { id, channel: 'email', sent: true }),
    (ctx) => setCartNotes(ctx, { id, notes: 'x' }),
  ]
  for (const attempt of attempts)
    await expect(withEmpresa(other, attempt)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

async function file(query: Record<string, string | string[]>): Promise<string[]> {
  const answer = await cartsExport.open(scope(), { format: 'csv', status: 'recuperado', ...query })
  return (await answer.text()).replace('\ufeff', '').split('\r\n').slice(0, -1)
}

test('the file contains the rows that the filter shows and the columns that the list shows', async () => {
  expect(await file({})).toEqual([
    'Nome;Valor;Moeda;Itens;Situação;Recuperação;Pedido;Telefone;UF;Última atividade',
    'Bruno;300,00;BRL;2;Recuperado;Direta;812;;;10/11/2026 11:00',
  ])
  expect((await file({ colunas: 'uf,valor' })).map((line) => line.split(';'))).toEqual([
    ['Nome', 'Valor', 'Moeda', 'UF'],
    ['Bruno', '300,00', 'BRL', ''],
  ])
})

test('a file of all columns has every fact of a cart, also those that the list begins without', async () => {
  const [header = ''] = await file({ colunas: 'todas' })
  expect(header.split(';')).toEqual(
    expect.arrayContaining(['E-mail', 'Cidade', 'Prazo até', 'E-mail enviado por', 'WhatsApp enviado em']),
  )
})
