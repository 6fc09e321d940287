import { expect, test } from 'vitest'
import { removeMember } from '~/domains/access/service/members'
import { withEmpresa, type EmpresaCtx, type EmpresaScope } from '~/kernel/tenancy/unit'
import type { Role } from '~/kernel/trpc'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa, makeMember, makeUser } from '../access/factory'
import { changeView, listViews, removeView, saveView } from './service/views'
import { saveViewInput } from './views-schema'

useDatabase()

async function shop(id?: string) {
  const empresaId = id ?? (await makeEmpresa()).id
  const addMember = async (name: string, role: Role) => {
    const user = await makeUser({ name })
    await makeMember(empresaId, user.id, role)
    const scope: EmpresaScope = {
      empresaId,
      actor: { kind: 'user', userId: user.id, name, role },
      request: { ip: null, path: null },
      now: () => new Date('2026-11-20T12:00:00Z'),
    }
    return { id: user.id, do: <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work) }
  }
  return { empresaId, addMember }
}
const view = (name: string, shared = false, query = 'status=aguardando') =>
  saveViewInput.parse({ list: 'carrinhos', name, query, shared })
const names = (views: { name: string }[]) => views.map(({ name }) => name)

test('a view keeps filters with several values, sort and columns, and not the place in the pages', async () => {
  const ana = await (await shop()).addMember('Ana', 'operator')
  const query = 'status=aguardando&status=abandonado&ordem=-valor&colunas=nome%2Cvalor'
  await ana.do((ctx) => saveView(ctx, view('Caros', false, `${query}&cursor=abc`)))
  expect(await ana.do(listViews)).toMatchObject([
    { name: 'Caros', list: 'carrinhos', query, shared: false, mine: true, mayChange: true },
  ])
  await ana.do((ctx) => saveView(ctx, view('Caros', false, 'uf=SP')))
  expect((await ana.do(listViews)).map((one) => one.query)).toEqual(['uf=SP'])
})

test('one’s own view is seen, renamed and deleted by its author alone', async () => {
  const { addMember } = await shop()
  const [ana, bia, dona] = [
    await addMember('Ana', 'viewer'),
    await addMember('Bia', 'operator'),
    await addMember('Dona', 'owner'),
  ]
  const { id } = await ana.do((ctx) => saveView(ctx, view('Minha')))
  for (const other of [bia, dona]) {
    expect(await other.do(listViews)).toEqual([])
    await expect(other.do((ctx) => changeView(ctx, { id, name: 'x' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(other.do((ctx) => removeView(ctx, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
  await ana.do((ctx) => changeView(ctx, { id, name: 'Minha mesmo' }))
  expect(names(await ana.do(listViews))).toEqual(['Minha mesmo'])
  await ana.do((ctx) => removeView(ctx, id))
  expect(await ana.do(listViews)).toEqual([])
})

test('a shared view is everyone’s to see, its author’s and the managers’ to change; a viewer shares none', async () => {
  const { addMember } = await shop()
  const [ana, bia, leo, adm] = [
    await addMember('Ana', 'operator'),
    await addMember('Bia', 'operator'),
    await addMember('Léo', 'viewer'),
    await addMember('Adm', 'admin'),
  ]
  const { id } = await ana.do((ctx) => saveView(ctx, view('Da equipe', true)))
  expect(await bia.do(listViews)).toMatchObject([{ name: 'Da equipe', mine: false, mayChange: false }])
  expect(names(await leo.do(listViews))).toEqual(['Da equipe'])
  await expect(bia.do((ctx) => removeView(ctx, id))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(leo.do((ctx) => saveView(ctx, view('x', true)))).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const own = await leo.do((ctx) => saveView(ctx, view('Do Léo')))
  await expect(leo.do((ctx) => changeView(ctx, { id: own.id, shared: true }))).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await adm.do((ctx) => changeView(ctx, { id, name: 'Da loja' }))
  expect(names(await ana.do(listViews))).toEqual(['Da loja'])
  const lines = await adm.do((ctx) =>
    ctx.db.auditEntry.findMany({
      where: { empresaId: ctx.empresaId, entity: 'view' },
      select: { action: true },
    }),
  )
  expect(lines.map(({ action }) => action).sort()).toEqual(['view.changed', 'view.shared'])
})

test('who leaves takes their own views along, and what they shared stays with the team', async () => {
  const { addMember } = await shop()
  const [dona, ana] = [await addMember('Dona', 'owner'), await addMember('Ana', 'operator')]
  await ana.do((ctx) => saveView(ctx, view('Só da Ana')))
  await ana.do((ctx) => saveView(ctx, view('Da equipe', true)))
  await dona.do((ctx) => removeMember(ctx, { userId: ana.id }))
  expect(await dona.do(listViews)).toMatchObject([{ name: 'Da equipe', mine: true, mayChange: true }])
})

test('t-62 a view of another empresa is neither shown nor found, though the user belongs to both', async () => {
  const [one, other] = [await shop(), await shop()]
  const ana = await one.addMember('Ana', 'owner')
  const { id } = await ana.do((ctx) => saveView(ctx, view('Da equipe', true)))
  const rui = await other.addMember('Rui', 'owner')
  expect(await rui.do(listViews)).toEqual([])
  await expect(rui.do((ctx) => removeView(ctx, id))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(names(await ana.do(listViews))).toEqual(['Da equipe'])
})
