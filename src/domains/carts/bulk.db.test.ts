import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { toggleManySent, undoManySent } from './bulk'
import { countMarkedEvents, makeCart } from './factory'
import { bulkToggleInput, cartFilter, type CartFilter } from './schema'
import { toggleSent } from './service'

useDatabase()
const now = new Date('2026-11-20T15:00:00Z')
const earlier = new Date('2026-11-18T09:30:00.123Z')
let empresaId = ''
let foreignId = ''
const unitOf = <T>(id: string, work: (ctx: EmpresaCtx) => Promise<T>) =>
  withEmpresa(
    systemScope(id, 'Olga', () => now),
    work,
  )
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => unitOf(empresaId, work)
const marksOf = (ids: string[], id = empresaId) =>
  unitOf(id, async ({ db }) => {
    const carts = await db.cart.findMany({
      where: { empresaId: id, id: { in: ids } },
      select: { id: true, whatsappSentAt: true, whatsappSentBy: true },
    })
    return ids.map((one) => {
      const cart = carts.find((row) => row.id === one)
      return [cart?.whatsappSentAt ?? null, cart?.whatsappSentBy ?? null]
    })
  })
const toggle = (filter: Partial<CartFilter>, sent: boolean, all = false) =>
  unit((ctx) =>
    toggleManySent(ctx, { rows: { filter: cartFilter.parse(filter), all }, channel: 'whatsapp', sent }),
  )
const undo = (operation: string | null, id = empresaId) =>
  unitOf(id, (ctx) => undoManySent(ctx, { operation: operation ?? '', channel: 'whatsapp' }))

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  foreignId = (await makeEmpresa()).id
})

test('many carts are marked by one action, each with its line in the log; marks that stand are kept', async () => {
  const mine = await unit(async (ctx) => [
    await makeCart(ctx, { status: 'recuperado', recoveryKind: 'direta' }),
    await makeCart(ctx),
    await makeCart(ctx, { whatsappSentAt: earlier, whatsappSentBy: 'Ana' }),
  ])
  const done = await toggle({ ids: mine }, true)
  expect(done.count).toBe(2)
  expect(await marksOf(mine)).toEqual([
    [now, 'Olga'],
    [now, 'Olga'],
    [earlier, 'Ana'],
  ])
  const lines = await unit(({ db }) =>
    db.auditEntry.findMany({ where: { empresaId, action: 'cart.toggled', entityId: { in: mine } } }),
  )
  expect(lines.map(({ entityId }) => entityId).sort()).toEqual(mine.slice(0, 2).sort())
  // A decided cart was among them: its figures are counted again.
  expect(
    await withEmpresaSql(
      systemScope(empresaId, 'Teste', () => now),
      countMarkedEvents,
    ),
  ).toBe(1)
})

test('undoing gives each row the time and the author that it had, and leaves what others did since', async () => {
  const mine = await unit(async (ctx) => [
    await makeCart(ctx, { whatsappSentAt: earlier, whatsappSentBy: 'Ana' }),
    await makeCart(ctx, { whatsappSentAt: now, whatsappSentBy: 'Bia' }),
    await makeCart(ctx, { whatsappSentAt: earlier, whatsappSentBy: 'Ana' }),
  ])
  const { operation, count } = await toggle({ ids: mine }, false)
  expect(count).toBe(3)
  const other = mine[2] ?? ''
  await unit((ctx) => toggleSent(ctx, { id: other, channel: 'whatsapp', sent: true }))
  const undone = await undo(operation)
  expect(undone.count).toBe(2)
  expect(await marksOf(mine)).toEqual([
    [earlier, 'Ana'],
    [now, 'Bia'],
    [now, 'Olga'],
  ])
  // The undoing can be undone, and a second time there is nothing left.
  expect((await undo(undone.operation)).count).toBe(2)
  expect((await undo(undone.operation)).count).toBe(0)
})

test('a mark that an action took back comes again by the undo of a single row', async () => {
  const id = await unit((ctx) => makeCart(ctx, { whatsappSentAt: earlier, whatsappSentBy: 'Ana' }))
  await toggle({ ids: [id] }, false)
  await unit((ctx) => toggleSent(ctx, { id, channel: 'whatsapp', sent: true, undo: true }))
  expect(await marksOf([id])).toEqual([[earlier, 'Ana']])
})

test('all that a filter shows are marked, and a forgotten selection means nothing', async () => {
  const mine = await unit(async (ctx) => [
    await makeCart(ctx, { uf: 'AC' }),
    await makeCart(ctx, { uf: 'AC' }),
  ])
  expect((await toggle({ uf: 'AC' }, true, true)).count).toBe(2)
  expect((await marksOf(mine)).every(([at]) => at !== null)).toBe(true)
  const forgotten = { rows: { filter: { uf: 'AC' } }, channel: 'whatsapp', sent: true }
  expect(bulkToggleInput.safeParse(forgotten).success).toBe(false)
  expect(bulkToggleInput.safeParse({ ...forgotten, rows: { filter: { ids: [] } } }).success).toBe(false)
})

test('carts and actions of another empresa are neither marked nor undone', async () => {
  const theirs = await unitOf(foreignId, (ctx) =>
    makeCart(ctx, { whatsappSentAt: earlier, whatsappSentBy: 'Ana' }),
  )
  expect(await toggle({ ids: [theirs] }, false)).toEqual({ operation: null, count: 0 })
  const { operation } = await unitOf(foreignId, (ctx) =>
    toggleManySent(ctx, {
      rows: { filter: cartFilter.parse({ ids: [theirs] }), all: false },
      channel: 'whatsapp',
      sent: false,
    }),
  )
  await expect(undo(operation)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(undo(randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await marksOf([theirs], foreignId)).toEqual([[null, null]])
  expect((await undo(operation, foreignId)).count).toBe(1)
  expect(await marksOf([theirs], foreignId)).toEqual([[earlier, 'Ana']])
})
