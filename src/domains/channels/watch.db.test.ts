import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { useGateway } from '../../../test/whatsapp/gateway'
import type { ConnectionStatus } from '~/adapters/whatsapp/port'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeContact } from '~/domains/outbox/factory'
import { setStatus } from './service/connection-status'
import { applyPause } from './service/pause'
import { listConnections } from './service/connection-list'
import { createConnection, setPaused } from './service/connections'
import { queueMessages } from '~/domains/outbox/service/queue'
import { resolveAll } from '~/domains/outbox/service/resolve-all'
import { purgeMessaging } from '~/domains/outbox/service/retention'
import { connect, disconnect, refreshStatus } from './service/session'
import { reconnectFallen, watchConnections } from './service/watch'
import { sweepDeliveries, workOn } from '~/domains/inbox/service/deliveries'
import { raiseAlarms } from './service/watch-alarms'

useDatabase()
const waha = useGateway('waha')
const evolution = useGateway('evolution')

const START = new Date('2026-11-20T15:00:00Z')
const OWN = 'GET /api/sessions/loja'
const FELL: ConnectionStatus = { state: 'falhou', code: 'x', reason: 'Caiu.' }

async function world(provider: 'waha' | 'evolution' | 'wppconnect' = 'waha') {
  const { id: empresaId } = await makeEmpresa({})
  const now = { at: START }
  const scope = systemScope(empresaId, 'teste', () => now.at)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const rows = (sql: string) => run(async (ctx) => (await ctx.sql.query<Record<string, unknown>>(sql)).rows)
  const pass = (seconds: number) => void (now.at = new Date(now.at.getTime() + seconds * 1000))
  const config =
    provider === 'waha'
      ? { baseUrl: waha.url(), apiKey: 'uma-chave-da-api', session: 'loja' }
      : provider === 'evolution'
        ? { baseUrl: evolution.url(), apiKey: 'uma-chave-da-api', instance: 'loja' }
        : { baseUrl: 'http://127.0.0.1:9', secretKey: 'uma-chave-secreta', session: 'loja' }
  const { id } = await withEmpresa(scope, (ctx) => createConnection(ctx, { name: 'Loja', provider, config }))
  const report = (status: ConnectionStatus) => run((ctx) => setStatus(ctx, id, status, now.at))
  const alarms = async () => {
    await run(raiseAlarms)
    return (await rows('SELECT title FROM notifications ORDER BY at, title')).map((one) => String(one.title))
  }
  return { empresaId, scope, run, rows, pass, now, id, report, alarms }
}

/** A gateway that starts a session on request. */
function wahaIs(status: string) {
  waha.on(OWN, { json: { name: 'loja', status } })
  waha.on('PUT /api/sessions/loja', { json: {} })
  waha.on('POST /api/sessions/loja/start', { status: 201, json: {} })
  waha.on('POST /api/sessions/loja/restart', { status: 201, json: {} })
  waha.on('POST /api/sessions/loja/stop', { status: 201, json: {} })
}
const starts = () => waha.seen.filter((one) => /\/(?:re)?start$/.test(one.path)).length

test('msg-5 a channel that drops by itself is reconnected, with growing pauses; one that a user disconnected is not', async () => {
  const w = await world()
  wahaIs('WORKING')
  await connect(w.scope, { id: w.id })
  w.pass(600)
  wahaIs('FAILED')
  waha.seen.length = 0
  await watchConnections(w.scope)
  expect(await w.rows('SELECT status FROM whatsapp_connections')).toEqual([{ status: 'falhou' }])
  expect(starts()).toBe(1)
  await reconnectFallen(w.scope)
  expect(starts()).toBe(1)
  for (let minutes = 0; minutes < 60 * 24; minutes += 5) {
    w.pass(300)
    await reconnectFallen(w.scope)
  }
  expect(starts()).toBe(12)
  // A user presses the button: it may drop and be reconnected again.
  wahaIs('WORKING')
  await connect(w.scope, { id: w.id })
  expect(await w.rows('SELECT reconnect_tries AS n, down_since AS down FROM whatsapp_connections')).toEqual([
    { n: 0, down: null },
  ])
  await disconnect(w.scope, w.id)
  waha.seen.length = 0
  w.pass(600)
  wahaIs('STOPPED')
  await watchConnections(w.scope)
  expect(starts()).toBe(0)
})

test('a periodic check makes no new QR and takes none off the page', async () => {
  const w = await world('evolution')
  await w.report({ state: 'qr', qr: '2@abc', pairingCode: null })
  evolution.on('GET /instance/connectionState/loja', { json: { instance: { state: 'connecting' } } })
  await watchConnections(w.scope)
  expect(evolution.seen.map((one) => one.path)).toEqual(['/instance/connectionState/loja'])
  expect(await w.rows('SELECT status, qr FROM whatsapp_connections')).toEqual([{ status: 'qr', qr: '2@abc' }])
})

test('a gateway that reports a code without sending it takes none off the page', async () => {
  const w = await world('wppconnect')
  const shown = 'SELECT status, qr, pairing_code AS code, code_expires_at AS until FROM whatsapp_connections'
  await w.report({ state: 'qr', qr: '2@abc', pairingCode: null })
  const [first] = await w.rows(shown)
  w.pass(1)
  await w.report({ state: 'qr', qr: null, pairingCode: null })
  expect(await w.rows(shown)).toEqual([first])
  await w.report({ state: 'qr', qr: null, pairingCode: 'ABCD1234' })
  await w.report({ state: 'qr', qr: null, pairingCode: null })
  expect(await w.rows(shown)).toMatchObject([{ status: 'qr', qr: null, code: 'ABCD1234' }])
  await w.report({ state: 'conectada', me: null })
  expect(await w.rows(shown)).toMatchObject([{ qr: null, code: null, until: null }])
})

test('t-43 an answer that was under way when the channel connected doesn’t undo it', async () => {
  const w = await world('evolution')
  await w.report({ state: 'conectando' })
  evolution.on('GET /instance/connectionState/loja', async () => {
    w.pass(5)
    await w.report({ state: 'conectada', me: null })
    w.pass(5)
    return { json: { instance: { state: 'connecting' } } }
  })
  evolution.on('GET /instance/connect/loja', { json: { code: '2@abc' } })
  for (const look of [watchConnections, (scope: typeof w.scope) => refreshStatus(scope, w.id)]) {
    await look(w.scope)
    expect(await w.rows('SELECT status FROM whatsapp_connections')).toEqual([{ status: 'conectada' }])
  }
})

test('a channel that is back within a minute is not reported; one that stays away is reported once', async () => {
  const w = await world()
  await w.report({ state: 'conectada', me: null })
  w.pass(10)
  await w.report(FELL)
  w.pass(30)
  expect(await w.alarms()).toEqual([])
  await w.report({ state: 'conectada', me: null })
  w.pass(300)
  expect(await w.alarms()).toEqual([])
  await w.report(FELL)
  w.pass(61)
  expect(await w.alarms()).toEqual(['O número “Loja” desconectou'])
  w.pass(3600)
  await w.report(FELL)
  expect(await w.alarms()).toHaveLength(1)
})

test('a channel that is back, or was resumed, needs no user any more; its other notifications stay', async () => {
  const w = await world()
  const open = async () => {
    const found = await w.rows('SELECT title FROM notifications WHERE settled_at IS NULL ORDER BY title')
    return found.map(({ title }) => title)
  }
  await w.report({ state: 'conectada', me: null })
  await w.report(FELL)
  w.pass(61)
  await w.alarms()
  await w.run((ctx) => applyPause(ctx, w.id, { scope: 'connection', seconds: null }, 'Confira o número.'))
  expect(await open()).toEqual(['O envio pelo número “Loja” foi pausado', 'O número “Loja” desconectou'])
  w.pass(10)
  await w.report({ state: 'conectada', me: null })
  expect(await open()).toEqual(['O envio pelo número “Loja” foi pausado'])
  await withEmpresa(w.scope, (ctx) => setPaused(ctx, { id: w.id, paused: false }))
  expect(await open()).toEqual([])
})

test('a notification about a channel is settled once the channel is back, sends again, or was put away', async () => {
  const w = await world()
  wahaIs('STOPPED')
  const open = async () => {
    await w.alarms()
    return (await w.rows('SELECT title FROM notifications WHERE settled_at IS NULL')).map((row) => row.title)
  }
  const fall = async () => {
    await w.report({ state: 'conectada', me: null })
    w.pass(10)
    await w.report(FELL)
    w.pass(61)
    expect(await open()).toEqual(['O número “Loja” desconectou'])
  }
  await fall()
  await w.report({ state: 'conectada', me: null })
  // At once, not at the next run.
  expect(await w.rows('SELECT 1 FROM notifications WHERE settled_at IS NULL')).toEqual([])
  await fall()
  await disconnect(w.scope, w.id)
  expect(await open()).toEqual([])
  // One that was written while the channel came back is found by the next run.
  await fall()
  await w.run((ctx) =>
    ctx.sql.query("UPDATE whatsapp_connections SET status = 'conectada', down_since = NULL"),
  )
  expect(await open()).toEqual([])
  await w.run((ctx) => applyPause(ctx, w.id, { scope: 'connection', seconds: null }, 'Confira.'))
  expect(await open()).toEqual(['O envio pelo número “Loja” foi pausado'])
  await withEmpresa(w.scope, (ctx) => setPaused(ctx, { id: w.id, paused: false }))
  expect(await open()).toEqual([])
})

/** Sends that the provider accepted, oldest first. */
async function taken(w: Awaited<ReturnType<typeof world>>, states: ('sem' | 'enviada')[]) {
  const { contact } = await w.run(async (ctx) => ({ contact: await makeContact(ctx) }))
  for (const state of states) {
    w.pass(5)
    const key = `m${String(w.now.at.getTime())}`
    await w.run((ctx) =>
      queueMessages(ctx, [
        {
          dedupeKey: key,
          kind: 'manual',
          connectionId: w.id,
          contactId: contact.id,
          body: 'Oi',
          notBefore: w.now.at,
          priority: 0,
        },
      ]),
    )
    await w.run((ctx) =>
      ctx.sql.query(
        `UPDATE messages SET accepted_at = $2, state = $3, state_code = $4, sent_at = $5 WHERE dedupe_key = $1`,
        [
          key,
          w.now.at,
          state === 'sem' ? 'incerta' : 'enviada',
          state === 'sem' ? 'sem_confirmacao' : null,
          state === 'sem' ? null : w.now.at,
        ],
      ),
    )
  }
}

test('t-41 five consecutive unconfirmed sends stop the channel; a confirmed one in between does not', async () => {
  const w = await world()
  await w.report({ state: 'conectada', me: null })
  const paused = async () =>
    (await w.rows('SELECT paused_at IS NOT NULL AS paused FROM whatsapp_connections'))[0]?.paused
  await taken(w, ['sem', 'sem', 'sem', 'enviada', 'sem', 'sem', 'sem', 'sem'])
  await w.alarms()
  expect(await paused()).toBe(false)
  await taken(w, ['sem'])
  // Reported while the worker was down and not processed yet: it may be what confirms them.
  await w.run((ctx) =>
    ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, events) VALUES ($1, $2, 'por-ler', $3, '[]')`,
      [ctx.empresaId, w.id, ctx.now],
    ),
  )
  await w.alarms()
  expect(await paused()).toBe(false)
  await w.run((ctx) =>
    ctx.sql.query(`UPDATE whatsapp_events SET processed_at = $1 WHERE event_id = 'por-ler'`, [ctx.now]),
  )
  expect(await w.alarms()).toContain('Mensagens sem confirmação: o envio parou')
  expect(await paused()).toBe(true)
  // Resumed by a user, the same five don't stop it again; one more does.
  await withEmpresa(w.scope, (ctx) => setPaused(ctx, { id: w.id, paused: false }))
  await w.alarms()
  expect(await paused()).toBe(false)
  await taken(w, ['sem'])
  await w.alarms()
  expect(await paused()).toBe(true)
})

test('t-40 a user who has checked settles all uncertain messages at once', async () => {
  const w = await world()
  await taken(w, ['sem', 'enviada', 'sem'])
  const other = '00000000-0000-4000-8000-000000000000'
  expect(await w.run((ctx) => resolveAll(ctx, { how: 'descartar', connectionId: other }))).toBe(0)
  expect(await w.run((ctx) => resolveAll(ctx, { how: 'foi_enviada', connectionId: w.id }))).toBe(2)
  expect(await w.rows('SELECT DISTINCT state, sent_at IS NOT NULL AS sent FROM messages')).toEqual([
    { state: 'enviada', sent: true },
  ])
})

test('a channel whose sends get no acks is reported as deaf', async () => {
  const w = await world()
  await w.report({ state: 'conectada', me: null })
  await taken(w, ['sem'])
  w.pass(14 * 60)
  expect(await w.alarms()).toEqual([])
  w.pass(120)
  expect(await w.alarms()).toEqual(['Nenhum aviso chega do número “Loja”'])
})

test('t-46 a server that doesn’t report messages written on the phone is reported once, after five chances', async () => {
  const w = await world('wppconnect')
  const sent = (count: number) =>
    w.run((ctx) =>
      ctx.sql.query(`UPDATE whatsapp_connections SET counted_day = $1, sent_today = $2`, [
        w.now.at.toISOString().slice(0, 10),
        count,
      ]),
    )
  const alarm = 'O que se escreve no celular de “Loja” não aparece'
  await sent(4)
  expect(await w.alarms()).toEqual([])
  await sent(5)
  const own = {
    event: 'onselfmessage',
    session: 'loja',
    type: 'chat',
    body: 'Oi',
    to: '5511987654321@c.us',
    t: 1,
  }
  await w.run((ctx) =>
    ctx.sql.query(
      `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, raw) VALUES ($1, $2, 'eco', $3, $4)`,
      [ctx.empresaId, w.id, ctx.now, JSON.stringify({ ...own, id: 'true_5511987654321@c.us_A1' })],
    ),
  )
  // It waits to be processed: it may be the missing report.
  expect(await w.alarms()).toEqual([])
  await workOn(w.scope, w.id, 'eco')
  w.pass(23 * 3600)
  await sent(9)
  expect(await w.alarms()).toEqual([])
  w.pass(2 * 3600)
  // Nothing was sent since.
  await w.run((ctx) => ctx.sql.query(`UPDATE whatsapp_connections SET counted_day = '2026-11-20'`))
  expect(await w.alarms()).toEqual([])
  await sent(5)
  expect(await w.alarms()).toEqual([alarm])
  w.pass(60)
  expect(await w.alarms()).toEqual([alarm])
})

test('t-43 a delivery whose processing failed is stored, reported, and processed again', async () => {
  const w = await world()
  const store = (id: string, config: string) =>
    w.run(async (ctx) => {
      await ctx.sql.query(
        `INSERT INTO whatsapp_events (empresa_id, connection_id, event_id, received_at, raw) VALUES ($1, $2, $3, $4, $5)`,
        [ctx.empresaId, w.id, id, ctx.now, JSON.stringify(envelope(id))],
      )
      await ctx.sql.query('UPDATE whatsapp_connections SET config_sealed = $1', [config])
    })
  const envelope = (id: string) => ({
    id,
    timestamp: START.getTime(),
    event: 'message.any',
    session: 'loja',
    payload: { id: `false_5511987654321@c.us_${id}`, from: '5511987654321@c.us', fromMe: false, body: 'oi' },
  })
  const [{ sealed } = {}] = await w.rows('SELECT config_sealed AS sealed FROM whatsapp_connections')
  await store('A', 'v1.a.b.c')
  await expect(workOn(w.scope, w.id, 'A')).rejects.toThrow()
  expect(await w.rows('SELECT error IS NOT NULL AS failed, processed_at AS at FROM whatsapp_events')).toEqual(
    [{ failed: true, at: null }],
  )
  expect(await withEmpresa(w.scope, listConnections)).toMatchObject([{ failedEvents: 1 }])
  await w.run((ctx) => ctx.sql.query('UPDATE whatsapp_connections SET config_sealed = $1', [sealed]))
  expect(await sweepDeliveries(w.scope)).toBe(0)
  w.pass(11 * 60)
  expect(await sweepDeliveries(w.scope)).toBe(1)
  expect(await w.rows('SELECT body FROM messages')).toEqual([{ body: 'oi' }])
  expect(await withEmpresa(w.scope, listConnections)).toMatchObject([{ failedEvents: 0 }])
  w.pass(6 * 86_400)
  expect(await w.run(purgeMessaging)).toBe(0)
  w.pass(2 * 86_400)
  expect(await w.run(purgeMessaging)).toBe(1)
})
