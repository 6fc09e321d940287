import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '~/domains/access/factory'
import { parsePhone } from '~/kernel/phone'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeConnection, makeContact } from './factory'
import { PRIORITY } from './kinds'
import { contactOfPhone, contactsOfPhones, findOrCreateContact } from '~/domains/contacts/service/contacts'
import { optOut } from './service/opt-out'
import { refreshDue } from './service/dispatch/connection'
import { pausePending, releasePending } from './service/pause-pending'
import { cancelPending, queueMessage, queueMessages, type OutgoingRow } from './service/queue'
import { listTemplates, removeTemplate, saveTemplate } from '~/domains/templates/service/templates'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')

async function shop() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'teste', () => NOW)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  return { scope, run }
}

const rowOf = (
  connectionId: string,
  contactId: string,
  key: string,
  over: Partial<OutgoingRow> = {},
): OutgoingRow => ({
  dedupeKey: key,
  kind: 'manual',
  connectionId,
  contactId,
  body: 'Oi',
  notBefore: NOW,
  priority: PRIORITY.byHand,
  ...over,
})

test('t-40 a key queued any number of times, in any order and grouping, is one message', async () => {
  const { run, scope } = await shop()
  const [connection, contact] = await run(async (ctx) => [
    await makeConnection(ctx),
    (await makeContact(ctx)).id,
  ])
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }), { maxLength: 6 }),
      async (groups) => {
        const prefix = randomUUID()
        const added = await Promise.all(
          groups.map((group) =>
            run((ctx) =>
              queueMessages(
                ctx,
                group.map((n) => rowOf(connection, contact, `${prefix} ${String(n)}`)),
              ),
            ),
          ),
        )
        expect(
          added
            .flat()
            .map((one) => one.dedupeKey)
            .sort(),
        ).toEqual([...new Set(groups.flat())].map((n) => `${prefix} ${String(n)}`).sort())
      },
    ),
    { numRuns: 15 },
  )
  const row = rowOf(connection, contact, 'por prisma')
  expect(await withEmpresa(scope, (ctx) => queueMessage(ctx, row))).toEqual(expect.any(String))
  expect(await withEmpresa(scope, (ctx) => queueMessage(ctx, row))).toBeNull()
})

test('queueing makes the channel due; paused messages stay until they are released; cancelling affects only waiting ones', async () => {
  const { run } = await shop()
  const later = new Date(NOW.getTime() + 3_600_000)
  await run(async (ctx) => {
    const connection = await makeConnection(ctx)
    const { id } = await makeContact(ctx)
    const about = { subjectType: 'cart', subjectId: randomUUID() } as const
    const due = async () =>
      (await ctx.sql.query('SELECT next_due_at AS at FROM whatsapp_connections WHERE id = $1', [connection]))
        .rows[0]
    await queueMessages(ctx, [
      rowOf(connection, id, 'a', { notBefore: later }),
      rowOf(connection, id, 'b', { notBefore: NOW, ...about }),
      rowOf(connection, id, 'c', { notBefore: NOW, ...about, ruleId: id }),
    ])
    expect(await due()).toEqual({ at: NOW })
    expect(await pausePending(ctx, about)).toBe(2)
    expect(await pausePending(ctx, about)).toBe(0)
    await refreshDue(ctx, connection, null)
    expect(await due()).toEqual({ at: later })
    expect(await releasePending(ctx, about, { deferredAs: 'x', keepPace: false })).toBe(2)
    expect(await due()).toEqual({ at: NOW })
    expect(await cancelPending(ctx, { subjectType: 'cart', ruleIds: [id] }, 'teste', 'Teste')).toBe(1)
    expect(await cancelPending(ctx, about, 'teste', 'Teste')).toBe(1)
    expect(await cancelPending(ctx, about, 'teste', 'Teste')).toBe(0)
  })
})

test('t-44 a contact with and without the ninth digit, under a jid or a lid, is one contact', async () => {
  const { run } = await shop()
  await run(async (ctx) => {
    const first = await contactOfPhone(ctx, parsePhone('(31) 98765-4321'), { name: 'Ana' })
    const old = await contactOfPhone(ctx, parsePhone('31 8765-4321'))
    expect(old).toEqual({ id: first?.id, created: false })
    const byJid = await findOrCreateContact(ctx, {
      phoneKey: '3187654321',
      jid: '553187654321@s.whatsapp.net',
    })
    expect(byJid.id).toBe(first?.id)
    expect((await findOrCreateContact(ctx, { jid: '553187654321@s.whatsapp.net' })).id).toBe(first?.id)
    expect(await contactOfPhone(ctx, parsePhone('8765-4321'))).toBeNull()
  })
})

test('t-44 a lid that turns out to be a known phone joins its conversation and messages, and an opt-out of either applies', async () => {
  const { run } = await shop()
  await run(async (ctx) => {
    const connection = await makeConnection(ctx)
    const known = await findOrCreateContact(ctx, {
      phone: '+5531987654321',
      phoneKey: '3187654321',
      name: 'Ana',
    })
    const newContact = await findOrCreateContact(ctx, { lid: '123456789012345@lid' })
    expect(newContact.created).toBe(true)
    await queueMessages(ctx, [
      rowOf(connection, known.id, 'k'),
      rowOf(connection, newContact.id, 's', { kind: 'resposta' }),
    ])
    for (const { id } of [known, newContact])
      await ctx.sql.query(
        `INSERT INTO conversations (empresa_id, connection_id, contact_id, unread, last_message_at, created_at) VALUES ($1, $2, $3, 1, $4, $4)`,
        [ctx.empresaId, connection, id, NOW],
      )
    await optOut(ctx, newContact.id, 'Pediu para sair')
    const one = await findOrCreateContact(ctx, { phoneKey: '3187654321', lid: '123456789012345@lid' })
    const { rows } = await ctx.sql.query(
      `SELECT c.id, c.name, c.lid, c.opted_out_at AS "optedOutAt", (SELECT count(*) FROM messages WHERE contact_id = c.id) AS messages,
         (SELECT sum(unread) FROM conversations WHERE contact_id = c.id) AS unread, (SELECT count(*) FROM conversations) AS conversations FROM contacts AS c`,
    )
    expect(rows).toEqual([
      {
        id: one.id,
        name: 'Ana',
        lid: '123456789012345@lid',
        optedOutAt: NOW,
        messages: 2,
        unread: 2,
        conversations: 1,
      },
    ])
  })
})

test('contacts of many phones are created and found in one statement', async () => {
  const { run } = await shop()
  await run(async (ctx) => {
    const seeds = Array.from({ length: 50 }, (_, n) => ({
      phone: `+551190000${String(1000 + n)}`,
      phoneKey: `110000${String(1000 + n)}`,
      name: `Pessoa ${String(n)}`,
      uf: 'SP',
      customerId: null,
    }))
    const first = await contactsOfPhones(ctx, seeds)
    expect(first.size).toBe(50)
    expect(await contactsOfPhones(ctx, [...seeds, ...seeds])).toEqual(first)
  })
})

test('an opt-out cancels waiting messages, but not an answer by hand', async () => {
  const { run } = await shop()
  await run(async (ctx) => {
    const connection = await makeConnection(ctx)
    const { id } = await makeContact(ctx)
    await queueMessages(ctx, [rowOf(connection, id, 'a'), rowOf(connection, id, 'b', { kind: 'resposta' })])
    expect([await optOut(ctx, id, 'PARE'), await optOut(ctx, id, 'PARE')]).toEqual([true, false])
    const { rows } = await ctx.sql.query('SELECT dedupe_key AS key, state FROM messages ORDER BY 1')
    expect(rows).toEqual([
      { key: 'a', state: 'cancelada' },
      { key: 'b', state: 'pendente' },
    ])
  })
})

test('an empresa whose first action is to write a template gets the default ones, too', async () => {
  const { scope } = await shop()
  const write = (name: string) =>
    withEmpresa(scope, (ctx) => saveTemplate(ctx, { kind: 'livre', name, body: 'Oi!', active: true }))
  await write('Meu')
  const kinds = (await withEmpresa(scope, listTemplates)).map((one) => one.kind)
  expect(new Set(kinds)).toEqual(new Set(['carrinho', 'pedido', 'lead', 'livre']))
  await expect(write('Aviso geral')).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('an empresa begins with templates; a used one can’t be deleted, a name is taken once', async () => {
  const { scope } = await shop()
  const unit = <T>(work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope, work)
  const list = await unit(listTemplates)
  expect(new Set(list.map((one) => one.kind))).toEqual(new Set(['carrinho', 'pedido', 'lead', 'livre']))
  const { id } = await unit((ctx) =>
    saveTemplate(ctx, { kind: 'livre', name: 'Meu', body: 'Oi, {name}!', active: true }),
  )
  await expect(
    unit((ctx) => saveTemplate(ctx, { kind: 'livre', name: 'Meu', body: 'Oi', active: true })),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(
    unit((ctx) => saveTemplate(ctx, { kind: 'livre', name: 'X', body: 'Oi, {nomee}', active: true })),
  ).rejects.toThrow('{nomee}')
  await withEmpresaSql(scope, async (ctx) => {
    const row = rowOf(await makeConnection(ctx), (await makeContact(ctx)).id, 'usa', {
      templateId: id,
      body: null,
    })
    await queueMessages(ctx, [row])
  })
  await expect(unit((ctx) => removeTemplate(ctx, id))).rejects.toMatchObject({ code: 'CONFLICT' })
  const unused = list.at(-1)?.id ?? ''
  await unit((ctx) => removeTemplate(ctx, unused))
  expect((await unit(listTemplates)).some((one) => one.id === unused)).toBe(false)
})
