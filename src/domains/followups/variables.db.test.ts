import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { makeCart } from '../carts/factory'
import { makeLead } from '../leads/factory'
import { COMMON_VARIABLES, PROVIDED } from '~/domains/templates/rules/variables'
import { saveTemplate } from '~/domains/templates/service/templates'
import { makeOrder } from '../orders/factory'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '../../kernel/tenancy/unit'
import { FOLLOW_UP_KINDS, SUBJECT_OF, type FollowUpKind } from './kinds'
import { makeConnection } from '~/domains/outbox/factory'
import { saveFollowUp, switchFollowUp } from './service/follow-ups'
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

test('B51 B22 a message has an amount in its currency, and the shop’s own order number', async () => {
  const { run, unit } = await shop()
  const valuesOf = async (kind: FollowUpKind, id: string) => {
    const subject = followUpSubjects.find(({ type }) => type === SUBJECT_OF[kind])
    const asked = { messageId: id, subjectId: id, ruleId: null, contactId: null, createdAt: NOW }
    return run(async (ctx) => (await subject?.variables(ctx, asked)) ?? {})
  }
  const dollars = await unit((ctx) =>
    makeOrder(ctx, { externalId: 8123, shopNumber: 'LOJA-1042', currency: 'USD', totalCentavos: 10_000 }),
  )
  expect(await valuesOf('pedido', dollars)).toMatchObject({ valor: 'US$ 100,00', pedido: '#LOJA-1042' })
  const reais = await unit((ctx) => makeOrder(ctx, { externalId: 77, totalCentavos: 10_000 }))
  expect(await valuesOf('pedido', reais)).toMatchObject({ valor: 'R$ 100,00', pedido: '#77' })
  const cart = await unit((ctx) => makeCart(ctx, { totalCentavos: 18_990 }))
  await run((ctx) => ctx.sql.query("UPDATE empresas SET currency = 'EUR' WHERE id = $1", [ctx.empresaId]))
  expect(await valuesOf('carrinho', cart)).toMatchObject({ valor: '€ 189,90' })
})

test('t-26 a free text that a follow-up could never fill in is rejected when it is chosen, replayed or changed', async () => {
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
  // A cart has its address only where the plugin provides one.
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

test('t-26 a series is not switched on with a text that was switched off or changed since it was chosen, except in a step that is off', async () => {
  const { unit, run } = await shop()
  await run((ctx) => makeConnection(ctx))
  const save = (over: { id?: string; body?: string; active?: boolean }) =>
    unit((ctx) =>
      saveTemplate(ctx, { kind: 'livre', name: 'segunda', body: 'Oi, {nome}!', active: true, ...over }),
    )
  const { id } = await save({})
  const first = await unit((ctx) =>
    saveTemplate(ctx, { kind: 'livre', name: 'primeira', body: 'Oi!', active: true }),
  )
  const steps = (active: boolean) => [
    { delayMinutes: 60, templateId: first.id, active: true },
    { delayMinutes: 90, templateId: id, active },
  ]
  const choose = (active: boolean) =>
    unit((ctx) => saveFollowUp(ctx, { kind: 'carrinho', holdoutPercent: 0, steps: steps(active) }))
  const switchTo = (active: boolean) => run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active }))
  await choose(true)
  await save({ id, active: false })
  await expect(switchTo(true)).rejects.toThrow('Mensagem 2: o modelo “segunda” está desligado')
  await save({ id, body: 'Oi, {nome}! {link}' })
  await expect(switchTo(true)).rejects.toThrow('Mensagem 2: o modelo “segunda” usa {link}')
  await save({ id, body: 'Oi, {nome}! {credor}' })
  await expect(switchTo(true)).rejects.toThrow('Mensagem 2: Sem valor para {credor}')
  expect(await unit(({ db }) => db.followUp.count({ where: { active: true } }))).toBe(0)
  await choose(false)
  await switchTo(true)
  // A broken series can always be switched off.
  await run((ctx) => ctx.sql.query('UPDATE message_templates SET active = false'))
  await switchTo(false)
})

test('cart-5 on the official API a series is switched on only with approved templates of Meta, whose variables count too', async () => {
  const { run, unit } = await shop()
  const connectionId = await run((ctx) => makeConnection(ctx))
  const save = (name: string) =>
    unit((ctx) => saveTemplate(ctx, { kind: 'carrinho', name, body: '{nome}: {itens}', active: true }))
  const [one, two] = [await save('primeira'), await save('segunda')]
  const step = (templateId: string) => ({ delayMinutes: 60, templateId, active: true })
  const steps = [step(one.id), { ...step(two.id), active: false }]
  await unit((ctx) => saveFollowUp(ctx, { kind: 'carrinho', holdoutPercent: 0, steps }))
  const switchTo = (active: boolean) =>
    run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active, connectionId }))
  await switchTo(true)
  await switchTo(false)
  const official = `UPDATE whatsapp_connections SET provider = 'cloud' WHERE id = $1`
  await run((ctx) => ctx.sql.query(official, [connectionId]))
  await expect(switchTo(true)).rejects.toThrow('aprovado pela Meta')
  const bind = (...parameters: string[]) =>
    run((ctx) =>
      ctx.sql.query('UPDATE message_templates SET cloud = $2 WHERE id = $1', [
        one.id,
        { name: 'carrinho_1', language: 'pt_BR', category: 'MARKETING', body: 'Oi, {{1}}!', parameters },
      ]),
    )
  await bind('vencimento')
  await expect(switchTo(true)).rejects.toThrow('{vencimento}')
  await bind('nome')
  await switchTo(true)
  const both = [step(one.id), step(two.id)]
  await expect(
    unit((ctx) => saveFollowUp(ctx, { kind: 'carrinho', holdoutPercent: 0, steps: both })),
  ).rejects.toThrow('Mensagem 2: pela API oficial')
})
