import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { makeCart } from '../carts/factory'
import { makeLead } from '../leads/factory'
import { COMMON_VARIABLES, PROVIDED } from '../messaging/rules/variables'
import { saveTemplate } from '../messaging/service/templates'
import { makeOrder } from '../orders/factory'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '../../kernel/tenancy/unit'
import { FOLLOW_UP_KINDS, SUBJECT_OF, type FollowUpKind } from './kinds'
import { saveFollowUp } from './service/follow-ups'
import { replayLastMonth } from './service/replay'
import { followUpSubjects } from './subjects'

useDatabase()

const NOW = new Date('2026-11-20T13:00:00Z')

async function shop() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  return {
    run: <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work),
    unit: <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work),
  }
}

const MAKE: Record<FollowUpKind, (ctx: EmpresaCtx) => Promise<string>> = {
  carrinho: (ctx) =>
    makeCart(ctx, { name: 'Ana Lima', totalCentavos: 18_990, recoveryUrl: 'https://loja/?page_id=10' }),
  pedido: async (ctx) => {
    const id = await makeOrder(ctx, { name: 'Ana Lima', totalCentavos: 18_990 })
    await ctx.db.orderItem.create({
      data: {
        empresaId: ctx.empresaId,
        orderId: id,
        externalId: 1,
        type: 'line_item',
        name: 'Tênis',
        quantity: 1,
        totalCentavos: 18_990,
      },
    })
    return id
  },
  lead: (ctx) => makeLead(ctx, { name: 'Ana Lima' }),
}

test.each(FOLLOW_UP_KINDS)(
  't-26 every variable that the editor offers for %s has a value, and no other',
  async (kind) => {
    const { run, unit } = await shop()
    const id = await unit(MAKE[kind])
    const subject = followUpSubjects.find(({ type }) => type === SUBJECT_OF[kind])
    const asked = { messageId: id, subjectId: id, ruleId: null, contactId: null, createdAt: NOW }
    const values = await run(async (ctx) => (await subject?.variables(ctx, asked)) ?? {})
    const given = Object.keys(values).filter((name) => values[name] !== null)
    expect(given.filter((name) => !COMMON_VARIABLES.includes(name)).sort()).toEqual(
      [...PROVIDED[kind]].sort(),
    )
  },
)

test('t-26 a free text that a follow-up could never fill in is refused when it is chosen, replayed or changed', async () => {
  const { unit } = await shop()
  const template = (name: string, body: string) =>
    unit((ctx) => saveTemplate(ctx, { kind: 'livre', name, body, active: true }))
  const choose = (templateId: string) => ({
    kind: 'carrinho' as const,
    holdoutPercent: 0,
    steps: [{ delayMinutes: 60, templateId, active: true }],
  })
  const { id: empty } = await template('com pix', 'Oi, {nome}! {pix} {campo.cidade}')
  const { id: good } = await template('com itens', 'Oi, {nome}! {itens}: {valor}')
  await expect(unit((ctx) => saveFollowUp(ctx, choose(empty)))).rejects.toThrow('{pix}, {campo.cidade}')
  await expect(unit((ctx) => replayLastMonth(ctx, choose(empty)))).rejects.toThrow('{pix}, {campo.cidade}')
  await unit((ctx) => saveFollowUp(ctx, choose(good)))
  const { id: unset } = await template('com documento', 'Oi, {nome}! {documento}')
  await expect(unit((ctx) => saveFollowUp(ctx, choose(unset)))).rejects.toThrow('“Quem cobra”')
  // A cart has its address only where the plugin gives one.
  const { id: linked } = await template('com link', 'Oi, {nome}! {link}')
  await expect(unit((ctx) => saveFollowUp(ctx, choose(linked)))).rejects.toThrow('{link}')
  await unit((ctx) => makeCart(ctx, { recoveryUrl: 'https://loja/?page_id=10' }))
  await unit((ctx) => saveFollowUp(ctx, choose(linked)))
  await unit((ctx) => saveFollowUp(ctx, choose(good)))
  const change = (kind: 'livre' | 'lead', body: string) =>
    unit((ctx) => saveTemplate(ctx, { id: good, kind, name: 'com itens', body, active: true }))
  await expect(change('livre', 'Oi, {nome}! {pix}')).rejects.toThrow('{pix}')
  await expect(change('lead', 'Oi, {nome}!')).rejects.toThrow('tipo')
  expect(await change('livre', 'Oi, {nome}! {itens}')).toEqual({ id: good })
})
