import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { makeConnection, makeContact } from './factory'
import { PRIORITY } from './kinds'
import type { MessageFilter } from './schema'
import { pausePending } from './service/pause-pending'
import { getMessage, listMessages } from './service/message-log'
import { cancelPending, queueMessages } from './service/queue'
import { saveTemplate } from '~/domains/templates/service/templates'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')

async function log() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  const run = <T>(work: Parameters<typeof withEmpresaSql<T>>[1]) => withEmpresaSql(scope, work)
  const connection = await run((ctx) => makeConnection(ctx))
  const template = await withEmpresa(scope, (ctx) =>
    saveTemplate(ctx, { kind: 'livre', name: 'Aviso', body: 'Oi, {nome}!', active: true }),
  )
  const campaign = randomUUID()
  const contacts = await run(async (ctx) => [
    await makeContact(ctx, 'Conceição Sá'),
    await makeContact(ctx, 'Rui'),
  ])
  const [ana, rui] = contacts.map((contact) => contact.id)
  const row = { connectionId: connection, notBefore: NOW, priority: PRIORITY.campaign }
  const queued = await run((ctx) =>
    queueMessages(ctx, [
      { ...row, dedupeKey: 'a', kind: 'manual', contactId: ana ?? '', body: 'Oi' },
      {
        ...row,
        dedupeKey: 'b',
        kind: 'campanha',
        contactId: rui ?? '',
        templateId: template.id,
        subjectType: 'campaign',
        subjectId: campaign,
      },
    ]),
  )
  const [a, b] = ['a', 'b'].map((key) => queued.find(({ dedupeKey }) => dedupeKey === key)?.id ?? '')
  const found = (filter: MessageFilter) =>
    withEmpresa(scope, async (ctx) =>
      (await listMessages(ctx, { size: 50, ...filter })).rows.map(({ contactName }) => contactName).sort(),
    )
  const why = (message = '') =>
    withEmpresa(scope, async (ctx) => {
      const { stateReason, notBefore } = await getMessage(ctx, message)
      return { stateReason, notBefore }
    })
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope, work)
  return { run, unit, found, why, connection, template: template.id, campaign, contacts, a, b }
}

test('msg-10 the log is searched by contact, phone and the provider’s id, and filtered by template, campaign and code', async () => {
  const { run, found, template, campaign, contacts, a } = await log()
  expect(await found({})).toEqual(['Conceição Sá', 'Rui'])
  expect(await found({ q: 'conceicao' })).toEqual(['Conceição Sá'])
  expect(await found({ q: contacts[1]?.phone })).toEqual(['Rui'])
  expect(await found({ q: 'ninguem assim' })).toEqual([])
  await run((ctx) =>
    ctx.sql.query('UPDATE messages SET provider_message_id = $3 WHERE empresa_id = $1 AND id = $2', [
      ctx.empresaId,
      a,
      'true_5511@c.us_3EB0AF',
    ]),
  )
  expect(await found({ q: 'true_5511@c.us_3EB0AF' })).toEqual(['Conceição Sá'])
  expect(await found({ templateId: template })).toEqual(['Rui'])
  expect(await found({ campaignId: campaign })).toEqual(['Rui'])
  await run((ctx) =>
    cancelPending(ctx, { subjectType: 'campaign', subjectId: campaign }, 'desligado', 'Desligada.'),
  )
  expect(await found({ code: 'desligado' })).toEqual(['Rui'])
  expect(await found({ code: 'outro' })).toEqual([])
  expect(await found({ code: ['outro', 'desligado'], kind: ['manual', 'campanha'] })).toEqual(['Rui'])
})

test('msg-10 every message of a channel that can’t send says why, and a paused one has no time', async () => {
  const { run, why, connection, a, b, campaign } = await log()
  const set = (change: string) =>
    run((ctx) =>
      ctx.sql.query(`UPDATE whatsapp_connections SET ${change} WHERE empresa_id = $1 AND id = $2`, [
        ctx.empresaId,
        connection,
      ]),
    )
  await set(`status = 'desconectada'`)
  for (const id of [a, b]) expect((await why(id)).stateReason).toMatch(/desconectado/)
  await set(`status = 'conectada', sent_today = daily_cap, counted_day = '2026-11-20'`)
  for (const id of [a, b]) expect((await why(id)).stateReason).toMatch(/o limite que você definiu/)
  await set(`counted_day = '2026-11-19'`)
  expect((await why(a)).stateReason).toMatch(/uma mensagem de cada vez/)
  await run((ctx) => pausePending(ctx, { subjectType: 'campaign', subjectId: campaign }))
  expect(await why(b)).toMatchObject({
    notBefore: null,
    stateReason: expect.stringMatching(/pausa/) as string,
  })
})

test('msg-10 the log names a contact as the inbox does: as the shop’s customer, once linked to one', async () => {
  const { run, unit, contacts } = await log()
  const customerId = await unit((ctx) => makeCustomer(ctx, { name: 'Márcia Sá' }))
  await run((ctx) =>
    ctx.sql.query('UPDATE contacts SET customer_id = $2 WHERE id = $1', [contacts[0]?.id, customerId]),
  )
  const names = await unit(async (ctx) =>
    (await listMessages(ctx, { size: 50 })).rows.map(({ contactName }) => contactName).sort(),
  )
  expect(names).toEqual(['Márcia Sá', 'Rui'])
})
