import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeEmpresa } from '../../src/domains/access/factory'
import { makeContact } from '../../src/domains/outbox/factory'
import { PRIORITY } from '../../src/domains/outbox/kinds'
import { createConnection } from '../../src/domains/channels/service/connections'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { dispatchOne } from '../../src/domains/outbox/service/dispatch/send'
import { processReceived } from '../../src/domains/inbox/service/process'
import { openProvider } from '../../src/domains/channels/service/provider'
import { queueMessages } from '../../src/domains/outbox/service/queue'
import { sealedConnection } from '../../src/domains/channels/service/receive'
import { connect, logout, refreshStatus } from '../../src/domains/channels/service/session'
import { subjectRegistry } from '../../src/domains/outbox/subjects'
import { provideEnv } from '../../src/env'
import { systemClock } from '../../src/kernel/clock'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '../../src/kernel/tenancy/unit'
import { useDatabase } from '../postgres/clone'
import {
  betweenPortalAndWorker,
  installed,
  LEASE_SECONDS,
  portalRoutes,
  startBaileys,
  startWhatsApp,
  TOKEN,
  until,
  type WhatsApp,
  type WorkerProcess,
} from './baileys-stage'

useDatabase()

/** An account older than the ninth digit: its login has twelve digits. */
const LOGIN = '551187654321@s.whatsapp.net'

/** One number from its first QR to its logout, against the real worker and a WhatsApp on this machine. In this order. */
describe.skipIf(!installed)('msg-5 Baileys, from QR to logout', () => {
  let scope: EmpresaScope
  let connection: string
  let contact: string
  let whatsapp: WhatsApp
  let worker: WorkerProcess | undefined
  let portal: Awaited<ReturnType<typeof portalRoutes>>
  let between: Awaited<ReturnType<typeof betweenPortalAndWorker>>
  const deps = dispatchDeps(subjectRegistry([]), systemClock)

  beforeAll(async () => {
    portal = await portalRoutes()
    between = await betweenPortalAndWorker(() => worker?.url ?? 'http://127.0.0.1:9')
    provideEnv({ RETOMA_BAILEYS_TOKEN: TOKEN, RETOMA_BAILEYS_URL: 'http://127.0.0.1:9' })
    whatsapp = await startWhatsApp()
    scope = systemScope((await makeEmpresa({})).id, 'teste', systemClock)
    connection = (
      await withEmpresa(scope, (ctx) =>
        createConnection(ctx, { name: 'Loja', provider: 'baileys', config: {} }),
      )
    ).id
    contact = await withEmpresaSql(scope, async (ctx) => {
      const { id } = await makeContact(ctx)
      await ctx.sql.query('UPDATE contacts SET jid = $2 WHERE id = $1', [id, LOGIN])
      return id
    })
  })
  afterAll(async () => {
    await worker?.end('SIGTERM')
    whatsapp.stop()
    portal.close()
    between.close()
  })

  const rows = <T extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    withEmpresaSql(scope, async (ctx) => (await ctx.sql.query<T>(sql, values)).rows)
  const process = async () => {
    const waiting = await rows<{ id: string }>(
      'SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL ORDER BY received_at',
    )
    for (const { id } of waiting) await withEmpresaSql(scope, (ctx) => processReceived(ctx, connection, id))
  }
  type Shown = { status: string; reason: string | null; qr: string | null; code: string | null }
  const shown = async () => {
    await process()
    const [row] = await rows<Shown>(
      'SELECT status, status_reason AS reason, qr, pairing_code AS code FROM whatsapp_connections WHERE id = $1',
      [connection],
    )
    return row
  }
  const untilStatus = (status: string) =>
    until(status, async () => {
      const now = await shown()
      return now?.status === status ? now : null
    })
  const message = async (key: string) => {
    await process()
    const [row] = await rows<{ state: string; provider: string | null }>(
      'SELECT state, provider_message_id AS provider FROM messages WHERE dedupe_key = $1',
      [key],
    )
    return row
  }
  const send = async (key: string) => {
    await withEmpresaSql(scope, async (ctx) => {
      await queueMessages(ctx, [
        {
          dedupeKey: key,
          kind: 'manual',
          connectionId: connection,
          contactId: contact,
          body: `Oi ${key}`,
          notBefore: ctx.now,
          priority: PRIORITY.byHand,
        },
      ])
      await ctx.sql.query('UPDATE whatsapp_connections SET next_send_at = now() WHERE id = $1', [connection])
    })
    expect(await dispatchOne(deps, scope.empresaId, connection, 'w')).toBe('claimed')
  }
  const provider = async () => openProvider(scope, await sealedConnection(scope, connection), systemClock)

  test('without the worker the page says what to run, and a send is surely not sent', async () => {
    await connect(scope, { id: connection })
    expect(await shown()).toMatchObject({ status: 'falhou' })
    expect((await shown())?.reason).toContain('npm run baileys')
    const text = { kind: 'text', text: 'Oi' } as const
    expect(
      await (await provider()).send({ clientMessageId: 'x', to: { kind: 'jid', jid: LOGIN }, content: text }),
    ).toMatchObject({ kind: 'later', scope: 'connection' })
  })

  test('a QR to show, and once it’s read the number is connected', async () => {
    provideBaileysUrl(between.url)
    worker = await startBaileys(portal.url, whatsapp.url)
    await connect(scope, { id: connection })
    const { qr } = await untilStatus('qr')
    expect(qr).toContain('2@ref0')
    await whatsapp.steer('scan', { qr: qr ?? '' })
    await untilStatus('conectada')
    expect(await (await provider()).status()).toMatchObject({ state: 'conectada' })
  })

  test('t-41 a message goes out under our own id, and counts as sent when WhatsApp’s server has it', async () => {
    await send('a')
    const sent = await until('the ack', async () => {
      const now = await message('a')
      return now?.state === 'enviada' ? now : null
    })
    expect(sent.provider).toMatch(/^3EB0[0-9A-F]{18}$/)
    const received = await whatsapp.received()
    expect(received).toContain(sent.provider)
    // The message that this session sent isn't taken for one written on the phone.
    expect(await rows("SELECT 1 FROM messages WHERE dedupe_key LIKE 'celular:%'")).toEqual([])
  })

  test('t-44 what the customer answers is stored once, with the contact of the twelve-digit login', async () => {
    await whatsapp.steer('inbound', { from: LOGIN, text: 'quero sim', name: 'Ana' })
    const [row] = await until('the answer', async () => {
      await process()
      const found = await rows(
        "SELECT m.body, m.contact_id AS contact, v.unread FROM messages AS m JOIN conversations AS v ON v.id = m.conversation_id WHERE m.direction = 'in'",
      )
      return found.length > 0 ? found : null
    })
    expect(row).toEqual({ body: 'quero sim', contact, unread: 1 })
  })

  test('an answer that got lost leaves the message uncertain, and the server’s ack settles it', async () => {
    between.swallow = true
    await send('b')
    between.swallow = false
    const settled = await until('the ack of the uncertain one', async () => {
      const now = await message('b')
      return now?.state === 'enviada' ? now : null
    })
    const tries = await rows<{ outcome: string }>(
      'SELECT a.outcome FROM message_attempts AS a JOIN messages AS m ON m.id = a.message_id WHERE m.dedupe_key = $1',
      ['b'],
    )
    expect(tries).toEqual([{ outcome: 'unknown' }])
    // The recorder shows one stanza with this id.
    const stanzas = (await whatsapp.received())
      .split('\n')
      .filter((line) => line.includes(settled.provider ?? '-') && line.includes('"tag":"message"'))
    expect(stanzas).toHaveLength(1)
  })

  test('a portal that restarts loses nothing that was said meanwhile', async () => {
    portal.away = true
    await whatsapp.steer('inbound', { from: LOGIN, text: 'ainda tem?', name: 'Ana' })
    await sleep(1000)
    portal.away = false
    await until('the late answer', async () => {
      await process()
      return (await rows("SELECT 1 FROM messages WHERE body = 'ainda tem?'")).length === 1
    })
  })

  test('kill -9: the next process connects with the stored login, no new QR; nothing is in clear text', async () => {
    await worker?.end('SIGKILL')
    worker = undefined
    expect(await rows("SELECT 1 FROM whatsapp_session_keys WHERE value_sealed LIKE '%noiseKey%'")).toEqual([])
    expect((await rows('SELECT 1 FROM whatsapp_session_keys')).length).toBeGreaterThan(3)
    const before = await whatsapp.state()
    worker = await startBaileys(portal.url, whatsapp.url)
    await until('the new socket', async () => (await whatsapp.state()).total > before.total)
    await untilStatus('conectada')
    expect((await shown())?.qr).toBeNull()
    await send('c')
    await until('sent after the restart', async () => (await message('c'))?.state === 'enviada')
  })

  test('one socket per session: a second worker opens none while the lease lives, and takes over after', async () => {
    const { total } = await whatsapp.state()
    const second = await startBaileys(portal.url, whatsapp.url)
    try {
      await sleep(LEASE_SECONDS * 1000 + 3000)
      expect(await whatsapp.state()).toMatchObject({ open: 1, total })
      const first = worker
      worker = second
      await expect(connect(scope, { id: connection })).rejects.toMatchObject({ code: 'CONFLICT' })
      await first?.end('SIGKILL')
      await until('the take-over', async () => (await whatsapp.state()).total > total)
      await until('sending again', async () => (await refreshed()) === 'conectada')
      await send('d')
      await until('sent by the second', async () => (await message('d'))?.state === 'enviada')
    } finally {
      if (worker !== second) await second.end('SIGTERM')
    }
    expect((await whatsapp.state()).most).toBe(1)
  })

  test('logout ends the login at WhatsApp and wipes every key; no worker connects again by itself', async () => {
    await logout(scope, connection)
    await until('WhatsApp received the logout', async () =>
      (await whatsapp.received()).includes('remove-companion-device'),
    )
    expect(await rows('SELECT 1 FROM whatsapp_session_keys')).toEqual([])
    expect(await rows('SELECT 1 FROM whatsapp_sessions')).toEqual([])
    const { total } = await whatsapp.state()
    await sleep(6000)
    expect(await whatsapp.state()).toMatchObject({ open: 0, total })
    expect(await shown()).toMatchObject({ status: 'desconectada', qr: null })
  })

  test('a pairing code instead of a QR', async () => {
    await whatsapp.steer('unpair')
    await connect(scope, { id: connection, pairingPhone: '(11) 98765-4321' })
    const { code, qr } = await until('the code', async () => {
      const now = await shown()
      return now?.code ? now : null
    })
    expect(code).toMatch(/^[0-9A-Z]{8}$/)
    expect(qr).toBeNull()
  })

  async function refreshed(): Promise<string | undefined> {
    await refreshStatus(scope, connection).catch(() => undefined)
    return (await shown())?.status
  }
})

/** The worker's address in this process. */
function provideBaileysUrl(url: string): void {
  process.env.RETOMA_BAILEYS_URL = url
  provideEnv({})
}
