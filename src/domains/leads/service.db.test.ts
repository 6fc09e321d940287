import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { untilBlocking } from '../../../test/postgres/blocked'
import { useDatabase } from '../../../test/postgres/clone'
import { makeLead } from './factory'
import { leadsExport } from './exports'
import { leadFilter, type LeadFilter } from './schema'
import { getLead, leadChoices, leadFigures, listLeads, setContacted, setLeadNotes } from './service'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
let empresaId = ''
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
  withEmpresa(
    systemScope(empresaId, 'Teste', () => now),
    work,
  )
const list = (filter: Partial<LeadFilter> = {}, page: { cursor?: string; size?: number } = {}) =>
  unit((ctx) => listLeads(ctx, { ...leadFilter.parse(filter), size: 50, ...page }))
const names = async (filter: Partial<LeadFilter>) => (await list(filter)).rows.map((row) => row.name)

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  await unit(async (ctx) => {
    const customerId = await makeCustomer(ctx, { name: 'Bia Cliente' })
    // Sent at 23:30 of the 19th in São Paulo, already the 20th in UTC.
    await makeLead(ctx, {
      name: 'Ana',
      capturedAt: new Date('2026-11-20T02:30:00Z'),
      uf: 'SP',
      size: 'P',
      phone: '+5511987654321',
      phoneKey: '1187654321',
      phoneStatus: 'valid',
    })
    await makeLead(ctx, {
      name: 'Bia',
      capturedAt: new Date('2026-11-20T12:00:00Z'),
      uf: 'RJ',
      size: 'G',
      customerId,
      email: 'bia@loja.test',
      emailKey: 'bia@loja.test',
    })
    await makeLead(ctx, {
      name: '=Çaro 100%',
      capturedAt: new Date('2026-10-01T12:00:00Z'),
      formId: 'a:b',
      formName: 'Rodapé',
    })
  })
})

test('lead-1 filters, alone and together', async () => {
  expect(await names({})).toEqual(['Bia', 'Ana', '=Çaro 100%'])
  expect(await names({ sort: 'data' })).toEqual(['=Çaro 100%', 'Ana', 'Bia'])
  expect(await names({ period: 'hoje' })).toEqual(['Bia'])
  expect(await names({ from: '2026-11-19', to: '2026-11-19' })).toEqual(['Ana'])
  expect(await names({ client: 'sim' })).toEqual(['Bia'])
  expect(await names({ uf: 'SP', client: 'nao' })).toEqual(['Ana'])
  expect(await names({ leadSize: 'G' })).toEqual(['Bia'])
  expect(await names({ form: 'elementor:a:b' })).toEqual(['=Çaro 100%'])
  expect(await names({ contacted: 'sim' })).toEqual([])
})

test('lead-1 finds by name without accents, phone as users write it, e-mail; wildcards are letters', async () => {
  expect(await names({ q: 'caro' })).toEqual(['=Çaro 100%'])
  expect(await names({ q: '(11) 98765-4321' })).toEqual(['Ana'])
  expect(await names({ q: '11 8765' })).toEqual(['Ana'])
  expect(await names({ q: 'BIA@loja' })).toEqual(['Bia'])
  expect(await names({ q: '100_' })).toEqual(['=Çaro 100%'])
  expect(await names({ q: 'x%' })).toEqual([])
})

test('pages lead both ways through every row once, and a cursor of another order is rejected', async () => {
  const first = await list({}, { size: 1 })
  const second = await list({}, { size: 1, cursor: first.next ?? '' })
  const third = await list({}, { size: 1, cursor: second.next ?? '' })
  expect([first, second, third].map(({ rows }) => rows[0]?.name)).toEqual(['Bia', 'Ana', '=Çaro 100%'])
  expect([first.previous, third.next]).toEqual([null, null])
  const back = await list({}, { size: 1, cursor: third.previous ?? '' })
  expect(back.rows[0]?.name).toBe('Ana')
  expect((await list({}, { size: 1, cursor: back.previous ?? '' })).previous).toBeNull()
  expect(first.total).toEqual({ count: 3, more: false })
  await expect(list({ sort: 'data' }, { cursor: first.next ?? '' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
  })
  const forged = (value: string) =>
    Buffer.from(JSON.stringify(['next', '-data', value, first.rows[0]?.id])).toString('base64url')
  for (const value of ['2026-13-40T99:99:99.000000Z', "2026'; --", 'infinity'])
    await expect(list({}, { cursor: forged(value) })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(() => leadFilter.parse({ q: 'a\0@b' })).toThrow('não pode ser guardado')
  await expect(list({}, { cursor: 'bm90IGpzb24' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

test('lead-2 and the figures of the period', async () => {
  const { rows } = await list({ client: 'sim' })
  expect(rows[0]).toMatchObject({ customerName: 'Bia Cliente' })
  expect(await unit((ctx) => leadFigures(ctx, leadFilter.parse({ period: '7dias' })))).toEqual({
    total: 2,
    clients: 1,
    contacted: 0,
    toContact: 1,
    more: false,
  })
  expect(await unit(leadChoices)).toMatchObject({
    sizes: ['G', 'P'],
    forms: [
      { value: 'elementor:1', label: '1' },
      { value: 'elementor:a:b', label: 'Rodapé' },
    ],
  })
})

test('lead-1 each figure counts the leads of the list that it opens, whatever is searched for or filtered', async () => {
  const narrowings: Partial<LeadFilter>[] = [
    {},
    { uf: 'SP' },
    { q: 'bia' },
    { leadSize: 'G' },
    { leadSize: ['G', 'M'], form: ['elementor:1', 'elementor:a:b'] },
    { uf: ['SP', 'RJ'] },
    { period: '7dias' },
  ]
  for (const narrowing of narrowings) {
    const figures = await unit((ctx) =>
      leadFigures(ctx, leadFilter.parse({ ...narrowing, contacted: 'sim', client: 'nao' })),
    )
    const count = async (filter: Partial<LeadFilter>) => (await list({ ...narrowing, ...filter })).total.count
    expect(figures, JSON.stringify(narrowing)).toEqual({
      total: await count({}),
      clients: await count({ client: 'sim' }),
      contacted: await count({ contacted: 'sim' }),
      toContact: await count({ contacted: 'nao', client: 'nao' }),
      more: false,
    })
  }
  expect((await unit((ctx) => leadFigures(ctx, leadFilter.parse({})))).toContact).toBe(2)
})

test('lead-3 contacted says who and when, is kept when repeated, can be undone, and is in the audit log', async () => {
  const [lead] = (await list({ uf: 'SP' })).rows
  const id = lead?.id ?? ''
  expect(await unit((ctx) => setContacted(ctx, { id, contacted: true }))).toEqual({
    contactedAt: now,
    contactedBy: 'Teste',
  })
  await unit((ctx) => setContacted(ctx, { id, contacted: true }))
  expect(await names({ contacted: 'sim' })).toEqual(['Ana'])
  await unit((ctx) => setContacted(ctx, { id, contacted: false }))
  await unit((ctx) => setLeadNotes(ctx, { id, notes: 'Ligar' }))
  expect(await unit((ctx) => getLead(ctx, id))).toMatchObject({
    contactedAt: null,
    contactedBy: null,
    notes: 'Ligar',
  })
  const lines = await unit((ctx) =>
    ctx.db.auditEntry.findMany({ where: { entityId: id }, select: { action: true, actor: true } }),
  )
  expect(lines.map(({ action }) => action).sort()).toEqual([
    'lead.contact_undone',
    'lead.contacted',
    'lead.noted',
  ])
})

test('lead-3 an undone removal brings the mark back with its own time and author', async () => {
  const before = { contactedAt: new Date('2026-11-18T10:00:00Z'), contactedBy: 'Ana' }
  const id = await unit((ctx) => makeLead(ctx, before))
  let at = now.getTime()
  const advancing = systemScope(empresaId, 'Teste', () => new Date(at++))
  const set = (contacted: boolean, undo?: boolean) =>
    withEmpresa(advancing, (ctx) => setContacted(ctx, { id, contacted, undo }))
  await set(false)
  expect(await set(true, true)).toEqual(before)
  await set(false)
  expect(await set(true)).toMatchObject({ contactedBy: 'Teste' })
  await unit((ctx) => ctx.db.lead.deleteMany({ where: { id } }))
})

test('lead-3 two users mark at once: the first mark stands, and is published once', async () => {
  const id = await unit((ctx) => makeLead(ctx, { name: 'Dora' }))
  const as = (name: string) => systemScope(empresaId, name, () => now)
  const mark = (ctx: EmpresaCtx) => setContacted(ctx, { id, contacted: true })
  const second = await withEmpresa(as('Primeira'), async (ctx) => {
    await mark(ctx)
    const waiting = withEmpresa(as('Segunda'), mark)
    await untilBlocking(ctx)
    return { waiting }
  })
  expect(await second.waiting).toEqual({ contactedAt: now, contactedBy: 'Primeira' })
  expect(await unit((ctx) => ctx.db.auditEntry.count({ where: { entityId: id } }))).toBe(1)
  await unit((ctx) => ctx.db.lead.deleteMany({ where: { id } }))
})

test('t-62 a lead of another empresa is not found, by any use case', async () => {
  const [lead] = (await list()).rows
  const id = lead?.id ?? ''
  const other = systemScope((await makeEmpresa()).id, 'Intruso', () => now)
  const attempts: ((ctx: EmpresaCtx) => Promise<unknown>)[] = [
    (ctx: EmpresaCtx) => getLead(ctx, id),
    (ctx: EmpresaCtx) => setContacted(ctx, { id, contacted: true }),
    (ctx: EmpresaCtx) => setLeadNotes(ctx, { id, notes: 'x' }),
  ]
  for (const attempt of attempts)
    await expect(withEmpresa(other, attempt)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const file = await leadsExport.open(other, { format: 'csv' })
  expect((await file.text()).split('\r\n')).toHaveLength(2)
})

test('lead-4 t-12 the file contains exactly what the filter shows, and is audited', async () => {
  const file = await leadsExport.open(
    systemScope(empresaId, 'Teste', () => now),
    { format: 'csv', q: 'caro' },
  )
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="leads-2026-11-20.csv"')
  const lines = (await file.text()).split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toMatch(/^'=Çaro 100%;;;;Rodapé;não;;;01\/10\/2026 09:00$/)
  const whatsapp = await leadsExport.open(
    systemScope(empresaId, 'Teste', () => now),
    { format: 'whatsapp', colunas: 'uf' },
  )
  expect(await whatsapp.text()).toBe('Ana;+5511987654321\r\n')
  const entries = await unit((ctx) => ctx.db.auditEntry.findMany({ where: { action: 'list.exported' } }))
  const filter = { sort: '-data' }
  const columns = ['nome', 'telefone', 'uf', 'tamanho', 'formulario', 'cliente', 'contato', 'data']
  expect(entries.map(({ entity, extras }) => [entity, extras])).toEqual(
    expect.arrayContaining([
      ['leads', { format: 'csv', filter: { ...filter, q: 'caro' }, columns }],
      ['leads', { format: 'whatsapp', filter }],
    ]),
  )
  await expect(leadsExport.open(systemScope(empresaId, 'Teste'), { format: 'pdf' })).rejects.toThrow(
    /xlsx, csv, txt/,
  )
})

test('lead-4 a file has all that a search found, also beyond what one list looks through', async () => {
  const scope = systemScope((await makeEmpresa()).id, 'Teste', () => now)
  await withEmpresa(scope, async (ctx) => {
    const id = await makeLead(ctx, { name: 'Carla' })
    await ctx.db.$executeRaw`
      INSERT INTO leads (empresa_id, id, external_id, form_plugin, form_id, name, search, captured_at, source_hash)
      SELECT empresa_id, gen_random_uuid(), 5000000 + n, form_plugin, form_id, name, search, captured_at, source_hash
      FROM leads, generate_series(1, 1200) AS n WHERE empresa_id = ${ctx.empresaId}::uuid AND id = ${id}::uuid`
  })
  const file = await (await leadsExport.open(scope, { q: 'carla', format: 'csv' })).text()
  expect(file.trim().split('\n')).toHaveLength(1_202)
})
