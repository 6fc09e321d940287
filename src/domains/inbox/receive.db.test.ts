import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { simulatorConfig } from '~/adapters/whatsapp/simulator/config'
import { phoneWebhook } from '~/adapters/whatsapp/simulator/network'
import { signedWebhook } from '~/adapters/whatsapp/simulator/wire'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeConnection, makeContact } from '~/domains/outbox/factory'
import { PRIORITY } from '~/domains/outbox/kinds'
import { listConnections } from '~/domains/channels/service/connection-list'
import { createConnection, setPaused } from '~/domains/channels/service/connections'
import { listDecisions } from '~/domains/outbox/service/decisions'
import { dispatchDeps } from '~/domains/outbox/service/dispatch/deps'
import { serveRound } from '~/domains/outbox/service/dispatch/loop'
import { dispatchOne } from '~/domains/outbox/service/dispatch/send'
import { listMessages } from '~/domains/outbox/service/message-log'
import { resolveMessage, sendByHand } from '~/domains/outbox/service/messages'
import { openProvider } from '~/domains/channels/service/provider'
import { processReceived } from './service/process'
import { queueMessages } from '~/domains/outbox/service/queue'
import { receiveWebhook, webhookHash } from '~/domains/channels/service/receive'
import { connect, disconnect } from '~/domains/channels/service/session'
import { subjectRegistry } from '~/domains/outbox/subjects'

useDatabase()

const START = new Date('2026-11-19T15:00:00Z')
const SECRET = 'segredo-do-simulador'
const config = simulatorConfig.parse({ provider: 'simulator', secret: SECRET })

async function world(script: Record<string, unknown> = {}) {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'teste', clock)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const token = randomBytes(32).toString('base64url')
  const { connection, contact } = await run(async (ctx) => ({
    connection: await makeConnection(ctx, { webhookHash: webhookHash(token), script }),
    contact: await makeContact(ctx),
  }))
  const deps = dispatchDeps(subjectRegistry([]), clock)
  const pass = (seconds: number) => void (now.at = new Date(now.at.getTime() + seconds * 1000))
  /** Processes everything stored and not yet processed, in any order. */
  const process = () =>
    run(async (ctx) => {
      const { rows } = await ctx.sql.query<{ id: string }>(
        'SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL ORDER BY md5(event_id)',
      )
      for (const { id } of rows) await processReceived(ctx, connection, id)
      return rows.length
    })
  const post = async (webhook: { headers: Record<string, string>; body: string }) => {
    await receiveWebhook(token, new Headers(webhook.headers), Buffer.from(webhook.body), clock)
    await process()
  }
  let count = 0
  const says = (
    text: string,
    phone = contact.phone,
    over: { fromMe?: boolean; at?: Date; id?: string } = {},
  ) =>
    phoneWebhook(config, {
      messageId: over.id ?? `IN${String(++count)}`,
      phone,
      text,
      at: over.at ?? now.at,
      ...(over.fromMe ? { fromMe: true } : {}),
    })
  const queue = (key: string, kind: 'manual' | 'resposta' = 'manual') =>
    run((ctx) =>
      queueMessages(ctx, [
        {
          dedupeKey: key,
          kind,
          connectionId: connection,
          contactId: contact.id,
          body: `Oi ${key}`,
          notBefore: now.at,
          priority: PRIORITY.byHand,
        },
      ]),
    )
  const rows = (sql: string) => run(async (ctx) => (await ctx.sql.query<Record<string, unknown>>(sql)).rows)
  const ack = (
    client: string,
    provider: string,
    status: 'sent' | 'delivered' | 'read' | 'failed',
    id = `${provider}-${status}`,
  ) =>
    signedWebhook(SECRET, id, now.at, { type: 'ack', messageId: provider, clientMessageId: client, status })
  return {
    empresaId,
    scope,
    run,
    now,
    clock,
    token,
    connection,
    contact,
    deps,
    pass,
    process,
    post,
    says,
    queue,
    rows,
    ack,
  }
}

test('a message arrives: stored once, conversation opened, unread counted, window open', async () => {
  const w = await world()
  const said = w.says('Oi, ainda tem 37?')
  await w.post(said)
  await w.post(said)
  expect(await w.rows('SELECT direction, body, state FROM messages')).toEqual([
    { direction: 'in', body: 'Oi, ainda tem 37?', state: 'recebida' },
  ])
  expect(
    await w.rows(
      `SELECT unread, status, last_text AS text, last_inbound_at AS at, contact_id AS contact FROM conversations`,
    ),
  ).toEqual([
    { unread: 1, status: 'aguardando', text: 'Oi, ainda tem 37?', at: START, contact: w.contact.id },
  ])
})

test('t-43 equal texts of two contacts, or of one twice, are all stored; a repeated delivery or event counts once', async () => {
  const w = await world()
  const first = w.says('oi')
  for (const webhook of [first, w.says('oi'), w.says('oi', '+5521987650000'), first]) await w.post(webhook)
  // The same event under another delivery id.
  const again = JSON.parse(first.body) as {
    id: string
    at: string
    event: Parameters<typeof signedWebhook>[3]
  }
  await w.post(signedWebhook(SECRET, 'outra-entrega', new Date(again.at), again.event))
  expect(await w.rows('SELECT count(*) AS n FROM messages')).toEqual([{ n: 3 }])
  expect(await w.rows('SELECT sum(unread) AS n, count(*) AS conversations FROM conversations')).toEqual([
    { n: 3, conversations: 2 },
  ])
})

test('a wrong signature, a wrong address and the format of another provider are rejected and nothing is stored', async () => {
  const w = await world()
  const said = w.says('oi')
  const bytes = Buffer.from(said.body)
  await expect(receiveWebhook(w.token, new Headers(), bytes, w.clock)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  await expect(
    receiveWebhook(randomBytes(32).toString('base64url'), new Headers(said.headers), bytes, w.clock),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(receiveWebhook('../../x', new Headers(), bytes, w.clock)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await w.rows('SELECT 1 FROM whatsapp_events')).toEqual([])
})

test('t-43 any order and repetition of a message’s acks ends in the same state', async () => {
  const w = await world()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('sent', 'delivered', 'read', 'failed'), { minLength: 1, maxLength: 8 }),
      fc.uuid(),
      async (acks, key) => {
        await w.queue(key)
        w.pass(2)
        await dispatchOne(w.deps, w.empresaId, w.connection, 'w')
        const [sent] = await w.rows(
          `SELECT client_message_id AS client, provider_message_id AS provider FROM messages WHERE dedupe_key = '${key}'`,
        )
        for (const [n, status] of acks.entries())
          await w.post(w.ack(String(sent?.client), String(sent?.provider), status, `${key}-${String(n)}`))
        const [after] = await w.rows(`SELECT state FROM messages WHERE dedupe_key = '${key}'`)
        const best = acks.includes('read')
          ? 'lida'
          : acks.includes('delivered')
            ? 'entregue'
            : acks.includes('failed')
              ? 'falhou'
              : 'enviada'
        expect(after?.state).toBe(best)
      },
    ),
    { numRuns: 12 },
  )
})

test('an ack settles an uncertain message; one that comes before the outcome is not lost', async () => {
  const w = await world({ scripted: [{ attempt: 1, fate: 'timeoutDelivered' }] })
  await w.queue('a')
  await dispatchOne(w.deps, w.empresaId, w.connection, 'w')
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'incerta' }])
  w.pass(5)
  await serveRound(w.deps, 'w')
  expect(await w.process()).toBeGreaterThan(0)
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'entregue' }])
})

test('an ack of an unknown id waits for the outcome that reports the id', async () => {
  const w = await world()
  await w.queue('a')
  const deps = {
    ...w.deps,
    provider: (...given: Parameters<typeof openProvider>) => ({
      ...openProvider(...given),
      send: async () => {
        // WhatsApp is faster than the gateway's own answer, which is the first to report the id.
        await w.post(
          signedWebhook(SECRET, 'cedo', w.now.at, {
            type: 'ack',
            messageId: 'ID-DELES',
            clientMessageId: 'outro',
            status: 'delivered',
          }),
        )
        return { kind: 'accepted' as const, providerMessageId: 'ID-DELES' }
      },
    }),
  }
  await dispatchOne(deps, w.empresaId, w.connection, 'w')
  expect(await w.rows('SELECT state, provider_message_id AS id FROM messages')).toEqual([
    { state: 'entregue', id: 'ID-DELES' },
  ])
})

test('t-46 an answer from the phone is recognised as a member’s, and automatic messages wait', async () => {
  const w = await world()
  await w.post(w.says('Oi, tem 37?'))
  w.pass(60)
  await w.post(w.says('Tem sim!', w.contact.phone, { fromMe: true }))
  expect(
    await w.rows('SELECT direction, created_by AS author, state FROM messages ORDER BY created_at'),
  ).toMatchObject([{ direction: 'in' }, { direction: 'out', author: 'Celular', state: 'enviada' }])
  expect(await w.rows('SELECT unread, status, last_human_at AS at FROM conversations')).toEqual([
    { unread: 0, status: 'em_atendimento', at: w.now.at },
  ])
  const subjects = subjectRegistry([
    { type: 'cart', check: () => Promise.resolve({ kind: 'ok' }), variables: () => Promise.resolve({}) },
  ])
  await w.run((ctx) =>
    queueMessages(ctx, [
      {
        dedupeKey: 'auto',
        kind: 'carrinho',
        subjectType: 'cart',
        subjectId: w.contact.id,
        connectionId: w.connection,
        contactId: w.contact.id,
        body: 'Oi',
        notBefore: w.now.at,
        priority: 5,
      },
    ]),
  )
  await dispatchOne({ ...w.deps, subjects }, w.empresaId, w.connection, 'w')
  expect(await w.rows(`SELECT state, state_code AS code FROM messages WHERE dedupe_key = 'auto'`)).toEqual([
    { state: 'pendente', code: 'em_atendimento' },
  ])
  expect(await withEmpresa(w.scope, (ctx) => listDecisions(ctx, w.contact.id))).toMatchObject([
    { decision: 'adiar', code: 'em_atendimento' },
  ])
})

test('t-43 in whatever order the messages of a conversation come in, those not seen since are unread', async () => {
  const written = ['Oi', { fromMe: true }, 'E aí?', 'Tem 37?'] as const
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
    [1, 3, 0, 2],
  ]
  for (const order of orders) {
    const w = await world()
    const at = (n: number) => new Date(START.getTime() + n * 60_000)
    w.pass(600)
    for (const n of order) {
      const one = written[n] ?? ''
      const phone = w.contact.phone
      await w.post(
        typeof one === 'string'
          ? w.says(one, phone, { at: at(n) })
          : w.says('Já vejo', phone, { fromMe: true, at: at(n) }),
      )
    }
    expect(await w.rows('SELECT unread, status, last_text AS text FROM conversations'), order.join()).toEqual(
      [{ unread: 2, status: 'em_atendimento', text: 'Tem 37?' }],
    )
  }
})

test('the echo of our own message is not an answer of a member', async () => {
  const w = await world({ scripted: [{ attempt: 1, fate: 'silent' }] })
  await w.queue('a')
  await dispatchOne(w.deps, w.empresaId, w.connection, 'w')
  const [sent] = await w.rows('SELECT provider_message_id AS id FROM messages')
  await w.post(w.says('Oi a', w.contact.phone, { fromMe: true, id: String(sent?.id) }))
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'enviada' }])
  expect(await w.rows('SELECT last_human_at AS at FROM conversations')).toEqual([{ at: null }])
})

test('PARE stops everything at once, and only for its contact', async () => {
  const w = await world()
  await w.queue('a')
  await w.post(w.says('PARE por favor'))
  const waits = () => w.rows('SELECT status, unread FROM conversations')
  expect(await waits()).toEqual([{ status: 'encerrada', unread: 0 }])
  expect(await w.rows(`SELECT state, state_code AS code FROM messages WHERE direction = 'out'`)).toEqual([
    { state: 'cancelada', code: 'pediu_para_parar' },
  ])
  expect(await w.rows(`SELECT opted_out_at AS at, opt_out_reason AS reason FROM contacts`)).toEqual([
    { at: START, reason: 'Escreveu “PARE por favor”.' },
  ])
  const byHand = { connectionId: w.connection, phone: w.contact.phone, body: 'Oi', once: w.contact.id }
  await expect(w.run((ctx) => sendByHand(ctx, byHand))).rejects.toMatchObject({ code: 'CONFLICT' })
  for (const text of ['Cadê o meu pedido?', 'PARE']) await w.post(w.says(text))
  expect(await waits()).toEqual([{ status: 'aguardando', unread: 1 }])
})

test('t-44 an answer under an old login or a lid reaches the same contact', async () => {
  const w = await world()
  const e164 = '+5531987654321'
  await w.post(w.says('oi', e164))
  for (const identity of ['oldLogin', 'lid'] as const) {
    const other = simulatorConfig.parse({ provider: 'simulator', secret: SECRET, script: { identity } })
    await w.post(phoneWebhook(other, { messageId: identity, phone: e164, text: 'de novo', at: START }))
  }
  expect(await w.rows(`SELECT count(*) AS n FROM contacts WHERE phone_key = '3187654321'`)).toEqual([
    { n: 1 },
  ])
  expect(await w.rows('SELECT count(*) AS n FROM contacts')).toEqual([{ n: 2 }])
  expect(await w.rows('SELECT unread FROM conversations')).toEqual([{ unread: 3 }])
})

test('a user settles an uncertain message: send again, arrived, or drop', async () => {
  const w = await world({ scripted: [{ attempt: 1, fate: 'timeoutLost' }] })
  for (const key of ['a', 'b', 'c']) {
    await w.queue(key)
    w.pass(2)
    await dispatchOne(w.deps, w.empresaId, w.connection, 'w')
  }
  const ids = await w.rows('SELECT id, dedupe_key AS key FROM messages ORDER BY 2')
  const settle = (n: number, how: 'reenviar' | 'foi_enviada' | 'descartar') =>
    withEmpresa(w.scope, (ctx) => resolveMessage(ctx, { id: String(ids[n]?.id), how }))
  await settle(0, 'reenviar')
  await settle(1, 'foi_enviada')
  await settle(2, 'descartar')
  await expect(settle(2, 'descartar')).rejects.toMatchObject({ code: 'CONFLICT' })
  w.pass(2)
  await dispatchOne(w.deps, w.empresaId, w.connection, 'w')
  expect(await w.rows('SELECT state, attempts FROM messages ORDER BY dedupe_key')).toEqual([
    { state: 'enviando', attempts: 2 },
    { state: 'enviada', attempts: 1 },
    { state: 'cancelada', attempts: 1 },
  ])
  expect(await withEmpresa(w.scope, (ctx) => listMessages(ctx, { size: 50 }))).toMatchObject({
    total: { count: 3, more: false },
  })
})

test('t-42 an empresa begins with its own simulator; pausing, disconnecting and connecting stop and resume the queue', async () => {
  const w = await world()
  const other = systemScope((await makeEmpresa({})).id, 'outra', w.clock)
  const [own] = await withEmpresa(other, listConnections)
  expect(own).toMatchObject({
    provider: 'simulator',
    simulated: true,
    status: 'conectada',
    risk: { level: expect.any(String) as string },
  })
  expect((await withEmpresa(w.scope, listConnections)).map((one) => one.id)).toEqual([w.connection])
  await withEmpresa(w.scope, (ctx) => setPaused(ctx, { id: w.connection, paused: true }))
  await w.queue('a')
  await serveRound(w.deps, 'w')
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'pendente' }])
  await withEmpresa(w.scope, (ctx) => setPaused(ctx, { id: w.connection, paused: false }))
  await disconnect(w.scope, w.connection)
  await serveRound(w.deps, 'w')
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'pendente' }])
  w.pass(1)
  await connect(w.scope, { id: w.connection })
  await serveRound(w.deps, 'w')
  expect(await w.rows('SELECT state FROM messages')).toEqual([{ state: 'enviando' }])
  expect(await w.rows('SELECT decision, code FROM send_decisions ORDER BY code')).toEqual([
    { decision: 'adiar', code: 'desconectada' },
    { decision: 'adiar', code: 'pausada' },
  ])
  await expect(connect(other, { id: w.connection })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(
    withEmpresa(other, (ctx) =>
      createConnection(ctx, { name: 'Simulador', provider: 'simulator', config: {} }),
    ),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
})
