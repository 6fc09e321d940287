import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { hmacHex } from '~/adapters/whatsapp/webhook'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeContact } from '~/domains/outbox/factory'
import { PRIORITY } from '~/domains/outbox/kinds'
import type { createConnectionInput } from '~/domains/channels/schema'
import { createConnection } from '~/domains/channels/service/connections'
import { tryContactAgain } from '~/domains/contacts/service/contact-page'
import { again } from '~/domains/outbox/service/dispatch/record'
import { processReceived } from './service/process'
import { queueMessages } from '~/domains/outbox/service/queue'
import { receiveWebhook } from '~/domains/channels/service/receive'
import type { z } from 'zod'

useDatabase()

const START = new Date('2026-11-20T15:00:00Z')
const PHONE_ID = '106540352242922'
const CLOUD = {
  phoneNumberId: PHONE_ID,
  accessToken: 'EAAG-um-token-de-teste-longo',
  appSecret: 'app-secret-1234567',
  verifyToken: 'palavra-combinada',
}

async function world(
  provider: z.input<typeof createConnectionInput>['provider'] = 'cloud',
  config: Record<string, unknown> = CLOUD,
) {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'teste', clock)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const rows = (sql: string) => run(async (ctx) => (await ctx.sql.query<Record<string, unknown>>(sql)).rows)
  const { id: connection, token } = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'Loja', provider, config }),
  )
  const post = (body: string, headers: Record<string, string> = {}) =>
    receiveWebhook(token, new Headers(headers), Buffer.from(body), clock)
  const cloudSays = (value: object, secret = CLOUD.appSecret) => {
    const change = { field: 'messages', value: { metadata: { phone_number_id: PHONE_ID }, ...value } }
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [change] }] })
    return post(body, { 'x-hub-signature-256': `sha256=${hmacHex('sha256', secret, Buffer.from(body))}` })
  }
  const work = async () => {
    for (const { id } of await rows('SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL'))
      await run((ctx) => processReceived(ctx, connection, String(id)))
  }
  return { empresaId, scope, now, clock, run, rows, connection, post, cloudSays, work }
}

const said = (id: unknown, body: string, timestamp: unknown = '1795180000') => ({
  from: '5511987654321',
  id,
  timestamp,
  type: 'text',
  text: { body },
})

test('t-43 a stop word counts, whatever else comes in the same delivery', async () => {
  const w = await world()
  await w.cloudSays({
    messages: [said(7, 'sem id'), said('wamid.1', 'PARE'), said('wamid.2', 'oi', 1795180001)],
    statuses: [{ id: 'wamid.9' }],
  })
  // Nothing was read yet: it is stored as it came.
  expect(await w.rows('SELECT events, raw IS NOT NULL AS raw FROM whatsapp_events')).toEqual([
    { events: [], raw: true },
  ])
  await w.work()
  expect(await w.rows('SELECT body FROM messages ORDER BY provider_message_id')).toEqual([
    { body: 'PARE' },
    { body: 'oi' },
  ])
  expect(await w.rows('SELECT opted_out_at IS NOT NULL AS out FROM contacts')).toEqual([{ out: true }])
  expect(await w.rows('SELECT error, raw IS NOT NULL AS raw FROM whatsapp_events')).toEqual([
    { error: 'message: id; status: status', raw: true },
  ])
})

test('t-43 a malformed event blocks none of the others, and is reported by its field names alone', async () => {
  const w = await world()
  const limited = {
    type: 'restriction',
    code: '463',
    reason: 'Limitado.',
    pause: { scope: 'newContacts', seconds: 60 },
  }
  await w.run((ctx) =>
    ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, events) VALUES ($1, $2, 'e', $3, $4)`,
      [w.empresaId, w.connection, START, JSON.stringify([{ type: 'message', text: 'segredo' }, limited])],
    ),
  )
  await w.work()
  expect(await w.rows('SELECT new_contacts_paused_until AS until FROM whatsapp_connections')).toEqual([
    { until: new Date(START.getTime() + 60_000) },
  ])
  const [event] = await w.rows('SELECT processed_at IS NOT NULL AS done, error FROM whatsapp_events')
  expect(event).toMatchObject({ done: true, error: expect.stringContaining('providerMessageId') as string })
  expect(event?.error).not.toContain('segredo')
})

test('t-43 only an unauthenticated or non-JSON delivery is rejected; a malformed one is stored and reported', async () => {
  const w = await world()
  await expect(w.cloudSays({ statuses: [] }, 'outro-segredo-qualquer')).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const sign = (body: string) => ({
    'x-hub-signature-256': `sha256=${hmacHex('sha256', CLOUD.appSecret, Buffer.from(body))}`,
  })
  await expect(w.post('{', sign('{'))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  expect(await w.rows('SELECT 1 FROM whatsapp_events')).toEqual([])
  await w.post('{"object":"outra coisa"}', sign('{"object":"outra coisa"}'))
  await w.work()
  expect(await w.rows('SELECT error FROM whatsapp_events WHERE processed_at IS NOT NULL')).toEqual([
    { error: expect.stringContaining('formato') as string },
  ])
})

test('a delivery that is understood keeps nothing of its raw body; the service’s own token is never stored', async () => {
  const webhookSecret = 'um-segredo-dos-avisos'
  const w = await world('evolution', {
    baseUrl: 'https://evolution.example.com',
    apiKey: 'uma-chave-da-api',
    instance: 'loja',
    webhookSecret,
  })
  const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url')
  const head = `${part({ alg: 'HS256' })}.${part({ exp: START.getTime() / 1000, app: 'evolution', action: 'webhook' })}`
  const signature = createHmac('sha256', webhookSecret).update(head).digest('base64url')
  const body = { event: 'messages.update', instance: 'loja', apikey: 'TOKEN-DA-INSTANCIA' }
  const data = { keyId: '3EB0', fromMe: true, status: 'READ' }
  await w.post(JSON.stringify({ ...body, data }), { authorization: `Bearer ${head}.${signature}` })
  expect(await w.rows(`SELECT raw LIKE '%TOKEN%' AS token FROM whatsapp_events`)).toEqual([{ token: false }])
  await w.work()
  expect(await w.rows('SELECT raw, error, unmatched FROM whatsapp_events')).toEqual([
    { raw: null, error: null, unmatched: true },
  ])
})

test('t-43 the same event of a service without ids counts once; a state without a time is reported each time', async () => {
  const w = await world('wppconnect', {
    baseUrl: 'https://wpp.example.com',
    secretKey: 'uma-chave-secreta',
    session: 'loja',
  })
  const ack = (level: number) =>
    JSON.stringify({ event: 'onack', session: 'loja', id: 'true_5511987654321@c.us_3EB0', ack: level })
  for (const body of [ack(1), ack(3), ack(3), ack(1)]) await w.post(body)
  expect(await w.rows('SELECT 1 FROM whatsapp_events')).toHaveLength(2)
  const state = JSON.stringify({ event: 'status-find', session: 'loja', status: 'inChat' })
  for (const body of [state, state]) await w.post(body)
  expect(await w.rows('SELECT 1 FROM whatsapp_events')).toHaveLength(4)
  await expect(w.post(ack(1).replace('"loja"', '"outra"'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

/** A message of ours that Meta accepted, and the failure that it reports later. */
async function failedAtMeta(code: number) {
  const w = await world()
  const { contact } = await w.run(async (ctx) => {
    await ctx.sql.query(`UPDATE whatsapp_connections SET status = 'conectada'`)
    return { contact: await makeContact(ctx) }
  })
  await w.run((ctx) =>
    queueMessages(ctx, [
      {
        dedupeKey: 'a',
        kind: 'manual',
        connectionId: w.connection,
        contactId: contact.id,
        body: 'Oi',
        notBefore: START,
        priority: PRIORITY.byHand,
      },
    ]),
  )
  await w.rows(
    `UPDATE messages SET state = 'enviando', provider_message_id = 'wamid.A', claimed_by = 'w', client_message_id = 'c',
       attempts = 1, claimed_until = '2026-11-20T15:01:00Z'`,
  )
  await w.cloudSays({
    statuses: [{ id: 'wamid.A', status: 'failed', timestamp: '1795180000', errors: [{ code }] }],
  })
  await w.work()
  const [after] = await w.rows(
    `SELECT m.state, c.paused_at IS NOT NULL AS paused, c.new_contacts_paused_until IS NOT NULL AS "newContacts",
       p.on_whatsapp AS reached, p.opted_out_at IS NOT NULL AS out, (SELECT count(*) FROM notifications) AS notifications
     FROM messages AS m JOIN whatsapp_connections AS c ON c.id = m.connection_id JOIN contacts AS p ON p.id = m.contact_id`,
  )
  return { w, contact, after }
}
const calm = {
  state: 'falhou',
  paused: false,
  newContacts: false,
  reached: null,
  out: false,
  notifications: 0,
}

test.each([
  ['the account is locked', 131031, { ...calm, paused: true, notifications: 1 }],
  ['the policy was broken', 368, { ...calm, paused: true, notifications: 1 }],
  ['the account is unpaid', 131042, { ...calm, state: 'pendente', paused: true, notifications: 1 }],
  ['marked as spam', 131048, { ...calm, state: 'pendente', newContacts: true }],
  ['not on WhatsApp', 131026, { ...calm, reached: false }],
  ['wants no marketing', 131050, { ...calm, out: true }],
  ['an experiment', 130472, calm],
  ['not on a test number’s list', 131030, calm],
  ['a limit of the contact', 131049, { ...calm, state: 'pendente' }],
])(
  't-45 a failure reported later has the same consequences as one in the answer: %s',
  async (_name, code, outcome) => {
    expect((await failedAtMeta(code)).after).toEqual(outcome)
  },
)

test('a user lets a contact be tried again that a service called unreachable', async () => {
  const { w, contact } = await failedAtMeta(131026)
  await w.run((ctx) => tryContactAgain(ctx, contact.id))
  expect(await w.rows('SELECT on_whatsapp AS reached FROM contacts')).toEqual([{ reached: null }])
})

test('t-45 a message that its channel can never send fails in the end, and not before three days of attempts', () => {
  const away = {
    kind: 'later',
    code: '4',
    reason: 'Espere.',
    retryAfterSeconds: 30,
    scope: 'connection',
  } as const
  const after = (hours: number, attempts: number) =>
    again(new Date(START.getTime() + hours * 3_600_000), () => 0, away, { attempts, since: START }).state
  expect([after(1, 100), after(71, 8), after(73, 2), after(73, 8)]).toEqual([
    'pendente',
    'pendente',
    'pendente',
    'falhou',
  ])
})
