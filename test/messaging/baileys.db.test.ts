import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../postgres/clone'
import { hmacHex } from '../../src/adapters/whatsapp/webhook'
import { POST as postEvent } from '../../src/app/api/baileys/events/route'
import { POST as ask } from '../../src/app/api/baileys/route'
import { provideEnv } from '../../src/env'
import { database } from '../../src/kernel/db'
import { systemScope, withEmpresa, withEmpresaSql } from '../../src/kernel/tenancy/unit'
import { makeEmpresa } from '../../src/domains/access/factory'
import type { BaileysRequest } from '../../src/domains/channels/baileys-schema'
import { makeConnection } from '../../src/domains/outbox/factory'
import { createConnection } from '../../src/domains/channels/service/connections'
import { processReceived } from '../../src/domains/inbox/service/process'

useDatabase()

const TOKEN = 'segredo-do-baileys-segredo-do-baileys'
const owner = () => randomUUID()

async function world() {
  provideEnv({ RETOMA_BAILEYS_TOKEN: TOKEN })
  const { id: empresaId } = await makeEmpresa({})
  const scope = systemScope(empresaId, 'teste')
  const make = () =>
    withEmpresa(scope, (ctx) =>
      createConnection(ctx, { name: `B ${randomUUID()}`, provider: 'baileys', config: {} }),
    )
  const { id: connectionId } = await make()
  return { scope, session: { empresaId, connectionId }, make }
}

async function post(body: unknown, token = TOKEN): Promise<{ status: number; json: unknown }> {
  const headers = { authorization: `Bearer ${token}` }
  const request = new Request('http://localhost/api/baileys', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const response = await ask(request as Parameters<typeof ask>[0])
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) }
}
const op = (body: BaileysRequest) => post(body)

test('msg-5 one socket per session: a living lease belongs to one worker alone; one that is over is free', async () => {
  const { session } = await world()
  const [first, second] = [owner(), owner()]
  const take = (who: string, want = false, seconds = 2) =>
    op({ op: 'acquire', session, owner: who, seconds, want })
  expect((await take(first)).json).toEqual({ granted: false })
  const both = await Promise.all([take(first, true), take(second, true)])
  expect(both.map(({ json }) => (json as { granted: boolean }).granted).sort()).toEqual([false, true])
  const [holder, other] =
    both[0]?.json && (both[0].json as { granted: boolean }).granted ? [first, second] : [second, first]
  expect((await op({ op: 'renew', session, owner: other, seconds: 2 })).json).toEqual({ granted: false })
  expect((await op({ op: 'renew', session, owner: holder, seconds: 2 })).json).toEqual({ granted: true })
  await pause(2100)
  expect((await op({ op: 'renew', session, owner: holder, seconds: 2 })).json).toEqual({ granted: false })
  expect((await take(other)).json).toEqual({ granted: true })
  expect((await op({ op: 'release', session, owner: holder, forget: true })).json).toEqual({ done: true })
  expect((await post({ op: 'wanted' })).json).toMatchObject({
    sessions: expect.arrayContaining([session]) as unknown,
  })
})

test('msg-5 fencing: without the lease no key is read or written, and what is stored is sealed', async () => {
  const { session, scope } = await world()
  const [holder, late] = [owner(), owner()]
  await op({ op: 'acquire', session, owner: late, seconds: 2, want: true })
  await op({ op: 'release', session, owner: late, forget: false })
  await op({ op: 'acquire', session, owner: holder, seconds: 60, want: false })
  const set = (who: string, value: string) =>
    op({ op: 'keys.set', session, owner: who, changes: [{ type: 'creds', id: 'creds', value }] })
  expect((await set(holder, 'o-login')).status).toBe(200)
  expect((await set(late, 'de-um-atrasado')).status).toBe(409)
  const get = (who: string) =>
    op({ op: 'keys.get', session, owner: who, type: 'creds', ids: ['creds', 'nada'] })
  expect((await get(late)).status).toBe(409)
  expect((await get(holder)).json).toEqual({ values: { creds: 'o-login' } })
  const { rows } = await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query<{ value: string }>('SELECT value_sealed AS value FROM whatsapp_session_keys'),
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.value).not.toContain('o-login')
  await op({ op: 'keys.set', session, owner: holder, changes: [{ type: 'session', id: 'a', value: '1' }] })
  const count = async () =>
    (await withEmpresaSql(scope, (ctx) => ctx.sql.query('SELECT 1 FROM whatsapp_session_keys'))).rowCount
  await op({ op: 'keys.clear', session, owner: holder, what: 'keys' })
  expect(await count()).toBe(1)
  // A user ends the login while a worker leases the session: the worker finds out at its next step.
  await op({ op: 'forget', session, wipe: true })
  expect(await count()).toBe(0)
  expect((await set(holder, 'de-volta')).status).toBe(409)
  expect(await count()).toBe(0)
})

test('t-42 a key of one connection opens in no other, not even of the same empresa', async () => {
  const { session, scope, make } = await world()
  const { id } = await make()
  const other = { ...session, connectionId: id }
  const who = owner()
  for (const one of [session, other])
    await op({ op: 'acquire', session: one, owner: who, seconds: 60, want: true })
  await op({ op: 'keys.set', session, owner: who, changes: [{ type: 'creds', id: 'creds', value: 'x' }] })
  await withEmpresaSql(scope, (ctx) =>
    ctx.sql.query('UPDATE whatsapp_session_keys SET connection_id = $1', [id]),
  )
  expect(
    (await op({ op: 'keys.get', session: other, owner: who, type: 'creds', ids: ['creds'] })).status,
  ).toBe(500)
})

test('no access without the token; no channel of another provider or empresa', async () => {
  const { session, scope } = await world()
  expect((await post({ op: 'wanted' }, 'outro')).status).toBe(401)
  expect((await post({ op: 'outra' })).status).toBe(400)
  const waha = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  const acquire = (of: typeof session) =>
    op({ op: 'acquire', session: of, owner: owner(), seconds: 9, want: true })
  expect((await acquire({ ...session, connectionId: waha })).status).toBe(404)
  const { session: foreign } = await world()
  expect((await acquire({ ...session, connectionId: foreign.connectionId })).status).toBe(404)
})

test('t-43 what the worker reports is stored once, under its own id, and only with a good signature', async () => {
  const { session, scope } = await world()
  const { empresaId, connectionId } = session
  const name = `${empresaId}/${connectionId}`
  const bodyOf = (event: unknown, id = randomUUID()) => JSON.stringify({ id, session: name, event })
  const send = async (body: string, to = name, secret = TOKEN) => {
    const headers = {
      'x-retoma-session': to,
      'x-retoma-signature': hmacHex('sha512', secret, Buffer.from(body)),
    }
    const request = new Request('http://localhost/x', { method: 'POST', headers, body })
    return (await postEvent(request as Parameters<typeof postEvent>[0])).status
  }
  const jid = '5511987654321@s.whatsapp.net'
  const body = bodyOf({
    type: 'message',
    message: {
      key: { remoteJid: '77@lid', remoteJidAlt: jid, fromMe: false, id: 'M1' },
      pushName: 'Ana',
      messageTimestamp: 1763650000,
      message: { conversation: 'quero sim' },
    },
  })
  expect(await send(body, name, 'outro')).toBe(403)
  expect(await send(body)).toBe(200)
  expect(await send(body)).toBe(200)
  const { session: foreign } = await world()
  expect(await send(body, `${foreign.empresaId}/${foreign.connectionId}`)).toBe(403)
  // WPPConnect's deliveries are proved by nothing but their secret address: here they must find no way in.
  const config = { baseUrl: 'https://wpp.loja.com.br', secretKey: 'segredo-do-wpp', session: 'loja' }
  const wpp = await withEmpresa(scope, (ctx) =>
    createConnection(ctx, { name: 'WPP', provider: 'wppconnect', config }),
  )
  expect(await send(body, `${empresaId}/${wpp.id}`)).toBe(404)
  expect(
    await send(bodyOf({ type: 'status', status: { state: 'qr', qr: '2@abc', pairingCode: null } })),
  ).toBe(200)
  const rows = await withEmpresaSql(scope, async (ctx) => {
    const found = await ctx.sql.query<{ id: string }>(
      'SELECT event_id AS id FROM whatsapp_events ORDER BY received_at',
    )
    for (const { id } of found.rows) await processReceived(ctx, connectionId, id)
    return found.rows.length
  })
  expect(rows).toBe(2)
  await withEmpresaSql(scope, async (ctx) => {
    const messages = await ctx.sql.query('SELECT body, direction FROM messages')
    expect(messages.rows).toEqual([{ body: 'quero sim', direction: 'in' }])
    const contact = await ctx.sql.query('SELECT jid, lid, name FROM contacts')
    expect(contact.rows).toEqual([{ jid, lid: '77@lid', name: 'Ana' }])
    const shown = await ctx.sql.query('SELECT status, qr FROM whatsapp_connections WHERE id = $1', [
      connectionId,
    ])
    expect(shown.rows).toEqual([{ status: 'qr', qr: '2@abc' }])
  })
})

test('the list of wanted sessions says ids alone, and no other job sees it', async () => {
  await world()
  const asJob = (job: string) =>
    database().prisma.$transaction(async (db) => {
      await db.$queryRaw`SELECT set_config('app.system_job', ${job}, true)`
      return db.whatsappSession.count()
    })
  const { session } = await world()
  await op({ op: 'acquire', session, owner: randomBytes(16).toString('hex'), seconds: 9, want: true })
  expect(await asJob('baileys')).toBeGreaterThan(0)
  expect(await asJob('dispatch')).toBe(0)
})
