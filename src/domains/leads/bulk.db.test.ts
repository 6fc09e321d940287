import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { setManyContacted, undoManyContacted } from './bulk'
import { makeLead } from './factory'
import { leadFilter } from './schema'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
const earlier = new Date('2026-11-18T09:30:00.123Z')
let empresaId = ''
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
  withEmpresa(
    systemScope(empresaId, 'Olga', () => now),
    work,
  )
const rows = (ids: string[]) => ({ filter: leadFilter.parse({ ids }), all: false })
const marksOf = (ids: string[]) =>
  unit(async ({ db }) => {
    const leads = await db.lead.findMany({ where: { empresaId, id: { in: ids } } })
    return ids.map((id) => leads.find((lead) => lead.id === id)?.contactedBy ?? null)
  })

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
})

test('many leads are marked contacted, and undoing restores exactly those', async () => {
  const mine = await unit(async (ctx) => [
    await makeLead(ctx),
    await makeLead(ctx, { contactedAt: earlier, contactedBy: 'Ana' }),
  ])
  const { operation, count } = await unit((ctx) =>
    setManyContacted(ctx, { rows: rows(mine), contacted: true }),
  )
  expect(count).toBe(1)
  expect(await marksOf(mine)).toEqual(['Olga', 'Ana'])
  await unit((ctx) => undoManyContacted(ctx, operation ?? ''))
  expect(await marksOf(mine)).toEqual([null, 'Ana'])
})

test('undoing a mark that was taken back gives back its author and time', async () => {
  const id = await unit((ctx) => makeLead(ctx, { contactedAt: earlier, contactedBy: 'Ana' }))
  const { operation } = await unit((ctx) => setManyContacted(ctx, { rows: rows([id]), contacted: false }))
  expect(await marksOf([id])).toEqual([null])
  await unit((ctx) => undoManyContacted(ctx, operation ?? ''))
  const lead = await unit(({ db }) => db.lead.findFirst({ where: { empresaId, id } }))
  expect([lead?.contactedAt, lead?.contactedBy]).toEqual([earlier, 'Ana'])
})
