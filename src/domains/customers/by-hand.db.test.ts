import fc from 'fast-check'
import { expect, test } from 'vitest'
import { database } from '~/kernel/db'
import { parsePhone } from '~/kernel/phone'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { createCustomer, editCustomer } from './by-hand'
import { createCustomerInput, editCustomerInput, listCustomersInput } from './schema'
import { getCustomer, listCustomers } from './service'
import { unifyCustomers } from './unify'

useDatabase()

const NOW = new Date('2026-11-20T12:00:00Z')
let tenants = 0

async function shop() {
  const id = await insertEmpresa({ slug: `loja-${++tenants}`, name: 'Loja', timezone: 'America/Sao_Paulo' })
  let tick = 0
  const scope = systemScope(id, 'Ana', () => new Date(NOW.getTime() + ++tick * 1000))
  const inside = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const sql = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  return {
    id,
    inside,
    unify: () => sql(unifyCustomers),
    create: (input: object) => inside((ctx) => createCustomer(ctx, createCustomerInput.parse(input))),
    edit: (customer: string, input: object) =>
      inside((ctx) => editCustomer(ctx, editCustomerInput.parse({ id: customer, ...input }))),
    get: (customer: string) => inside((ctx) => getCustomer(ctx, customer)),
    list: () =>
      inside(async (ctx) => (await listCustomers(ctx, { ...listCustomersInput.parse({}), size: 50 })).rows),
    audit: (action: string) =>
      inside((ctx) =>
        ctx.db.auditEntry.findMany({ where: { action }, select: { before: true, after: true } }),
      ),
    /** An order as an import writes it. */
    order: (n: number, row: { name?: string; email?: string; phone?: string; uf?: string; city?: string }) =>
      sql((ctx) => {
        const phone = parsePhone(row.phone)
        return ctx.sql.query(
          `INSERT INTO orders (empresa_id, external_id, status, currency, total_centavos, shipping_centavos, tax_centavos,
             discount_centavos, refunded_centavos, placed_at, shop_user_id, name, email, email_key, phone, phone_raw, phone_key,
             phone_status, uf, city, source_hash)
           VALUES ($1, $2, 'completed', 'BRL', 100, 0, 0, 0, 0, $3, 0, $4, $5, $5, $6, $6, $7, 'valid', $8, $9, '')
           ON CONFLICT (empresa_id, external_id) DO UPDATE SET name = $4`,
          [
            ...[ctx.empresaId, n, new Date(Date.UTC(2026, 9, n)), row.name ?? null, row.email ?? null],
            ...[phone.e164, phone.key, row.uf ?? null, row.city ?? null],
          ],
        )
      }),
  }
}
const made = (answer: { id: string | null }) => answer.id ?? expect.fail('nothing was made')

test('sub-13 a customer made by hand is found, kept by imports, and becomes one with the orders that share a phone', async () => {
  const { create, get, list, unify, order, audit } = await shop()
  const id = made(
    await create({
      name: ' Ana  Souza ',
      phone: '(11) 98765-4321',
      email: 'Ana@Loja.test',
      taxId: '529.982.247-25',
    }),
  )
  const first = {
    id,
    name: 'Ana Souza',
    email: 'ana@loja.test',
    phone: '+5511987654321',
    uf: 'SP',
    taxId: '52998224725',
  }
  expect(await get(id)).toMatchObject({ ...first, ordersCount: 0 })
  await unify()
  expect(await get(id)).toMatchObject({ ...first, emails: ['ana@loja.test'], phones: ['+5511987654321'] })
  await order(1, { name: 'ANA S.', email: 'outra@loja.test', phone: '11987654321', uf: 'RJ', city: 'Rio' })
  await unify()
  expect(await list()).toHaveLength(1)
  expect(await get(id)).toMatchObject({
    ...first,
    uf: 'RJ',
    city: 'Rio',
    ordersCount: 1,
    emails: ['ana@loja.test', 'outra@loja.test'],
  })
  expect(await audit('customer.created')).toEqual([
    {
      before: null,
      after: { name: 'Ana Souza', phone: '(11) 98765-4321', email: 'ana@loja.test', taxId: '52998224725' },
    },
  ])
})

test('sub-9 what was set by hand is never overwritten by an import, also where it was emptied; the rest follows the shop', async () => {
  const { edit, get, list, unify, order, audit } = await shop()
  await order(1, { name: 'Bia', email: 'bia@loja.test', phone: '2133334444', uf: 'RJ', city: 'Niterói' })
  await unify()
  const [{ id = '' } = {}] = await list()
  await edit(id, { name: 'Bia Reis', uf: 'MG', city: '' })
  await order(2, { name: 'Beatriz', email: 'bia@loja.test', phone: '1133334444', uf: 'SP', city: 'Santos' })
  await unify()
  await unify()
  expect(await get(id)).toMatchObject({
    name: 'Bia Reis',
    uf: 'MG',
    city: null,
    phone: '+551133334444',
    ordersCount: 2,
    byHand: expect.arrayContaining(['name', 'uf', 'city']) as unknown,
  })
  // Back to what the shop and the area code say.
  await edit(id, { uf: '' })
  await unify()
  expect(await get(id)).toMatchObject({ name: 'Bia Reis', uf: 'SP' })
  expect(await audit('customer.edited')).toEqual([
    { before: { name: 'Bia', uf: 'RJ', city: 'Niterói' }, after: { name: 'Bia Reis', uf: 'MG', city: null } },
    { before: { uf: 'MG' }, after: { uf: null } },
  ])
})

test('sub-9 the state follows the area code of a new phone unless it was set by hand, also to what it was', async () => {
  const { create, edit, get, unify } = await shop()
  const follows = made(await create({ name: 'Cida', phone: '11 98765-0001' }))
  const pinned = made(await create({ name: 'Duda', phone: '11 98765-0002', uf: 'SP' }))
  await edit(follows, { phone: '(71) 98765-0001' })
  await edit(pinned, { phone: '(71) 98765-0002' })
  for (const look of [() => Promise.resolve(), unify]) {
    await look()
    expect(await get(follows)).toMatchObject({ uf: 'BA' })
    expect(await get(pinned)).toMatchObject({ uf: 'SP' })
  }
  await edit(follows, { uf: 'BA' })
  await edit(follows, { phone: '(11) 98765-0001' })
  await unify()
  expect(await get(follows)).toMatchObject({ uf: 'BA', phones: ['+5511987650001'] })
})

test('a phone, an e-mail or a document that is known is offered instead of doubled', async () => {
  const { create, edit, list, unify, order, get } = await shop()
  await order(1, { name: 'Eva', email: 'eva@loja.test', phone: '11987654321' })
  await unify()
  const [eva] = await list()
  for (const input of [
    { name: 'Outra', phone: '+55 11 8765-4321' },
    { name: 'Outra', email: 'EVA@loja.test' },
  ])
    expect(await create(input)).toMatchObject({ id: null, known: [{ id: eva?.id, name: 'Eva', by: 'key' }] })
  const cpf = { taxId: '52998224725' }
  const first = made(await create({ name: 'Fábio', ...cpf }))
  expect(await create({ name: 'Fábio', ...cpf })).toMatchObject({
    id: null,
    known: [{ id: first, by: 'document' }],
  })
  const second = made(await create({ name: 'Fábio Filho', ...cpf, anyway: true }))
  await expect(edit(second, { phone: '11987654321' })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('já é de Eva') as string,
    details: { fields: [{ field: 'phone' }] },
  })
  await unify()
  expect(await list()).toHaveLength(3)
  expect(await get(second)).toMatchObject({ name: 'Fábio Filho', phone: null })
})

test.each([
  [{ phone: '98765-4321' }, 'phone', /Falta o DDD/],
  [{ phone: '(00) 1234' }, 'phone', /não existe/],
  [{ phone: 'sem' }, 'phone', /com números/],
  [{ city: 'Santos' }, 'name', /Informe o nome/],
])('%j is rejected at its field', async (input, field, reason) => {
  const { create, list } = await shop()
  await expect(create(input)).rejects.toMatchObject({ code: 'BAD_INPUT', details: { fields: [{ field }] } })
  await expect(create(input)).rejects.toThrow(reason)
  expect(await list()).toEqual([])
})

test('an e-mail or a document that can’t be is rejected before anything is asked of the database', () => {
  expect(createCustomerInput.safeParse({ email: 'ana@' }).error?.issues[0]?.path).toEqual(['email'])
  expect(createCustomerInput.safeParse({ taxId: '111.111.111-11' }).error?.issues[0]?.path).toEqual(['taxId'])
  expect(createCustomerInput.safeParse({ uf: 'XX' }).success).toBe(false)
})

test('two customers edited by hand who turn out to be one keep both: the later word of each field, and every key', async () => {
  const { create, edit, get, list, unify, order } = await shop()
  const one = made(await create({ name: 'Gil', email: 'gil@loja.test', city: 'Recife' }))
  const two = made(await create({ name: 'Gilberto', phone: '81987654321' }))
  await edit(two, { taxId: '52998224725' })
  await order(1, { email: 'gil@loja.test', phone: '81987654321' })
  await unify()
  const [left, ...others] = await list()
  expect(others).toEqual([])
  for (const look of [() => Promise.resolve(), unify]) {
    await look()
    expect(await get(left?.id ?? one)).toMatchObject({
      name: 'Gilberto',
      city: 'Recife',
      taxId: '52998224725',
      emails: ['gil@loja.test'],
      phones: ['+5581987654321'],
      ordersCount: 1,
    })
  }
})

test('while the customers are being found an edit is rejected at once, and a foreign customer is not found', async () => {
  const { id, create, edit } = await shop()
  const ana = made(await create({ name: 'Ana' }))
  const other = await shop()
  await expect(other.edit(ana, { name: 'Roubada' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const finding = await database().pool.connect()
  try {
    await finding.query("SELECT pg_advisory_lock(hashtextextended('customers:' || $1, 0))", [id])
    await expect(edit(ana, { name: 'Ana Lima' })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await other.create({ name: 'De outra loja' })).toMatchObject({ known: [] })
  } finally {
    finding.release(true)
  }
})

test('whatever is set in whatever order, a second look writes nothing and the last word of each field stands', async () => {
  const word = fc.constantFrom('Um', 'Dois', 'Três', '')
  const edits = fc.array(fc.record({ name: word, city: word, uf: fc.constantFrom('', 'SP', 'BA') }), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(edits, fc.boolean(), async (steps, fromShop) => {
      const { create, edit, get, list, unify, order } = await shop()
      if (fromShop) {
        await order(1, { name: 'Da loja', email: 'x@loja.test', uf: 'RJ', city: 'Rio' })
        await unify()
      } else await create({ name: 'À mão', email: 'x@loja.test' })
      const [{ id = '' } = {}] = await list()
      for (const [n, step] of steps.entries()) {
        await edit(id, step)
        if (n % 2 === 0) await unify()
      }
      await unify()
      const last = steps.at(-1)
      const now = await get(id)
      expect(now.name).toBe(last?.name || null)
      expect(now.uf).toBe(last?.uf || (fromShop ? 'RJ' : null))
      expect(await unify()).toMatchObject({ created: 0, updated: 0, removed: 0, pointed: 0 })
    }),
    { numRuns: 8 },
  )
})
