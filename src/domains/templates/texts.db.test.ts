import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { automatic, START, subject, world } from '../../../test/messaging/world'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa } from '~/kernel/tenancy/unit'
import { makeCustomer } from '~/domains/customers/factory'
import type { TemplateKind } from './kinds'
import { sendByHand } from '~/domains/outbox/service/messages'

useDatabase()

type World = Awaited<ReturnType<typeof world>>
const template = (w: World, kind: TemplateKind, body: string) =>
  w.run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      `INSERT INTO message_templates (empresa_id, kind, name, body, created_at, updated_at) VALUES ($1, $2, $3, $3, $4, $4) RETURNING id`,
      [ctx.empresaId, kind, body, START],
    )
    return rows[0]?.id ?? ''
  })

test.each<[string, 'manual' | 'resposta', string]>([
  ['Oi {nome}!', 'manual', 'variavel_sem_valor'],
  ['O PIX é [CONFIGURAR CHAVE PIX]', 'resposta', 'configuracao'],
  ['Você deve R$ 50. Pague ou vamos ao SPC', 'resposta', 'ameaca'],
])('t-26 t-51 a text without a template is checked at the gate too: %s', async (body, kind, code) => {
  const w = await world()
  await w.queue('a', { kind, body })
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code, attempts: 0 })
  expect(w.store.copies).toEqual([])
})

test('t-26 t-51 a text by hand that would be cancelled is rejected before it is queued, with the reason', async () => {
  const w = await world()
  const send = (body: string) =>
    w.run((ctx) =>
      sendByHand(ctx, { connectionId: w.connection, phone: '(31) 98765-4321', body, once: randomUUID() }),
    )
  await expect(send('Oi {nome}')).rejects.toThrow('{nome}')
  await expect(send('PIX: [CONFIGURAR CHAVE PIX]')).rejects.toThrow('[CONFIGURAR CHAVE PIX]')
  await expect(send('Pague o que deve, caloteiro')).rejects.toThrow('CDC')
  expect(await send('Oi, Mariana! Chegou o 37.')).toEqual({ id: expect.any(String) as string })
})

test('t-51 a charging template saved before the law was checked does not leave without the creditor', async () => {
  const w = await world({
    subjects: [
      subject({ variables: () => Promise.resolve({ valor: 'R$ 10,00', vencimento: '25/11/2026' }) }),
    ],
  })
  const templateId = await template(w, 'cobranca', 'Oi, {nome}! {valor} vence em {vencimento}.')
  await w.queue('a', automatic({ templateId, body: null }))
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'sem_credor', attempts: 0 })
})

test('t-51 a value from a file’s column is checked as well', async () => {
  const w = await world({
    subjects: [
      subject({ variables: () => Promise.resolve({ 'campo.aviso': 'Pague ou o seu nome vai ao SPC' }) }),
    ],
  })
  const templateId = await template(w, 'livre', 'Oi, {nome}! {campo.aviso}')
  await w.queue('a', automatic({ templateId, body: null }))
  expect(await w.send()).toBe('idle')
  expect(await w.message('a')).toMatchObject({ state: 'cancelada', code: 'ameaca', attempts: 0 })
})

test('a message whose subject gives no name greets by the conversation’s title: the customer’s name, not the phone’s', async () => {
  const w = await world({ subjects: [subject()] })
  const templateId = await template(w, 'livre', 'Oi, {nome}!')
  const customerId = await withEmpresa(
    systemScope(w.empresaId, 'teste', () => START),
    (ctx) => makeCustomer(ctx, { name: 'ÉRICA PEREIRA' }),
  )
  await w.run((ctx) =>
    ctx.sql.query('UPDATE contacts SET name = $3, customer_id = $2 WHERE id = $1', [
      w.contact,
      customerId,
      'Kaká',
    ]),
  )
  await w.queue('a', automatic({ templateId, body: null }))
  expect(await w.send()).toBe('claimed')
  expect(await w.message('a')).toMatchObject({ body: 'Oi, Érica!' })
})
