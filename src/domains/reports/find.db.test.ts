import { expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCart } from '~/domains/carts/factory'
import { makeLead } from '~/domains/leads/factory'
import { ensureTemplates, saveTemplate } from '~/domains/templates/service/templates'
import { makeOrder } from '~/domains/orders/factory'
import { systemScope, withEmpresa, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { findAnything } from './find'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
const unitOf =
  (id: string) =>
  <T>(work: (ctx: EmpresaCtx) => Promise<T>) =>
    withEmpresa(
      systemScope(id, 'Olga', () => now),
      work,
    )

test('one search finds orders by number, carts, leads and templates by name, and nothing of another empresa', async () => {
  const [own, other] = [unitOf((await makeEmpresa()).id), unitOf((await makeEmpresa()).id)]
  await own(async (ctx) => {
    await makeOrder(ctx, { externalId: 81234, name: 'Otto' })
    await makeCart(ctx, { name: 'Quitéria Lima' })
    await makeLead(ctx, { name: 'Quitéria Souza' })
    await ensureTemplates(ctx)
    await saveTemplate(ctx, { kind: 'livre', name: 'Quitéria volta', body: 'Oi, {nome}!', active: true })
  })
  const titles = async (unit: typeof own, q: string) =>
    (await unit((ctx) => findAnything(ctx, q))).map(({ kind, title }) => [kind, title])
  expect(await titles(own, '81234')).toEqual([['pedido', 'Pedido #81234']])
  expect(await titles(own, 'quitéria')).toEqual([
    ['carrinho', 'Carrinho de Quitéria Lima'],
    ['lead', 'Lead de Quitéria Souza'],
    ['modelo', 'Modelo Quitéria volta'],
  ])
  expect(await titles(other, 'quitéria')).toEqual([])
})
