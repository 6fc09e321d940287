import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '../../kernel/tenancy/unit'
import { makeEmpresa } from '../access/factory'
import { makeCart } from '../carts/factory'
import { makeLead } from '../leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { ensureTemplates, saveTemplate } from '~/domains/templates/service/templates'
import { makeOrder } from '../orders/factory'
import { selection, type SelectionInput } from './selection-schema'
import { getCampaign, listRecipients } from './service/read'
import { campaignOfSelection, previewSelection } from './service/selection'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
const PHONE = (n: number) => ({
  phone: `+551199876500${n.toString()}`,
  phoneKey: `119876500${n.toString()}`,
  phoneStatus: 'valid' as const,
})

async function shop() {
  const { id } = await makeEmpresa()
  const scope = systemScope(id, 'Olga', () => now)
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const connectionId = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  const templateId = await unit(async (ctx) => {
    await ensureTemplates(ctx)
    return (await saveTemplate(ctx, { kind: 'livre', name: 'Teste', body: 'Oi, {nome}!', active: true })).id
  })
  const input = (chosen: SelectionInput) => ({ templateId, connectionId, selection: selection.parse(chosen) })
  return {
    unit,
    preview: (chosen: SelectionInput) => unit((ctx) => previewSelection(ctx, input(chosen))),
    create: (chosen: SelectionInput) =>
      unit((ctx) => campaignOfSelection(ctx, { name: 'Escolhidos', ...input(chosen) })),
  }
}

test('a message to chosen carts first lists its recipients and why not the others, and reaches exactly those', async () => {
  const { unit, preview, create } = await shop()
  const ids = await unit(async (ctx) => [
    await makeCart(ctx, { name: 'Ana Lima', ...PHONE(1) }),
    await makeCart(ctx, { name: 'Sem Fone' }),
  ])
  await unit((ctx) => makeCart(ctx, { name: 'Não Escolhida', ...PHONE(2) }))
  const chosen: SelectionInput = { of: 'carrinhos', rows: { filter: { ids } } }
  expect(await preview(chosen)).toEqual({
    chosen: 2,
    reached: 1,
    leftOut: [{ reason: 'Sem telefone.', count: 1 }],
    example: { name: 'Ana Lima', text: 'Oi, Ana!' },
  })
  const { id } = await create(chosen)
  const { rows } = await unit((ctx) => listRecipients(ctx, { id, size: 50 }))
  expect(rows.map(({ name }) => name).sort()).toEqual(['Ana Lima', 'Sem Fone'])
  expect((await unit((ctx) => getCampaign(ctx, id))).status).toBe('rascunho')
})

test('with "all" it includes every row of the filter; orders and leads reach their contacts too', async () => {
  const { unit, preview } = await shop()
  await unit(async (ctx) => {
    await makeLead(ctx, { name: 'Lia', uf: 'BA', ...PHONE(3) })
    await makeLead(ctx, { name: 'Lucas', uf: 'SP', ...PHONE(4) })
    await makeOrder(ctx, { name: 'Otto', ...PHONE(5) })
  })
  const leads = await preview({ of: 'leads', rows: { filter: { uf: 'BA' }, all: true } })
  expect([leads.chosen, leads.reached]).toEqual([1, 1])
  const orders = await preview({ of: 'pedidos', rows: { filter: {}, all: true } })
  expect([orders.chosen, orders.reached]).toEqual([1, 1])
})

test('rows of another empresa match nothing, and an empty selection is rejected', async () => {
  const [own, other] = [await shop(), await shop()]
  const theirs = await other.unit((ctx) => makeCart(ctx, { name: 'Deles', ...PHONE(6) }))
  const chosen: SelectionInput = { of: 'carrinhos', rows: { filter: { ids: [theirs] } } }
  await expect(own.preview(chosen)).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(own.create(chosen)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(selection.safeParse({ of: 'carrinhos', rows: { filter: {} } }).success).toBe(false)
})
