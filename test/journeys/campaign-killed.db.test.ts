import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { seeded } from '../../src/adapters/whatsapp/simulator/script'
import { makeEmpresa } from '../../src/domains/access/factory'
import { createCampaign } from '../../src/domains/campaigns/service/drafts'
import { getCampaign } from '../../src/domains/campaigns/service/read'
import { startCampaign } from '../../src/domains/campaigns/service/run'
import { makeConnection } from '../../src/domains/outbox/factory'
import { contactsOfPhones } from '../../src/domains/contacts/service/contacts'
import { resolveMessage } from '../../src/domains/outbox/service/messages'
import { saveTemplate } from '../../src/domains/templates/service/templates'
import { provideEnv } from '../../src/env'
import { addLocalDays, localDay, startOfLocalDay } from '../../src/kernel/clock'
import { advanceProductClock, productClock } from '../../src/kernel/engine/product-clock'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaScope,
  type EmpresaSqlCtx,
} from '../../src/kernel/tenancy/unit'
import { useWorkers } from '../imports/start-worker'
import { runAs } from '../postgres/server'
import { useDatabase } from '../postgres/clone'
import { stopped } from '../mariadb/server'

const { superUrl } = useDatabase()
const RECIPIENTS = 1000
const KILLS = 5
const ZONE = 'America/Sao_Paulo'
const startWorker = useWorkers()

beforeAll(async () => {
  provideEnv({ RETOMA_SIMULATED_CLOCK: '1' })
  // Eleven in the morning of the next day: messages may go out, whatever the day and hour the test runs at.
  const tomorrow = startOfLocalDay(addLocalDays(localDay(productClock(), ZONE), 1), ZONE)
  await advanceProductClock(tomorrow.getTime() + 11 * 3_600_000 - productClock().getTime())
  // A channel sends once a second at most; here the wait between two sends is the machine's.
  const { port, pathname } = new URL(superUrl)
  await runAs(Number(port), 'postgres', pathname.slice(1), [
    'ALTER TABLE whatsapp_connections DROP CONSTRAINT whatsapp_connections_gap_check',
  ])
})

const LAST_EIGHT = Array.from({ length: RECIPIENTS }, (_, n) => `8765${String(n).padStart(4, '0')}`)

/** All of them wrote to the channel two months ago: a campaign to new contacts who never answer would be stopped. */
async function haveWritten(ctx: EmpresaSqlCtx, connectionId: string): Promise<void> {
  const seeds = LAST_EIGHT.map((digits) => ({
    phone: `+55119${digits}`,
    phoneKey: `11${digits}`,
    name: 'Ana',
    uf: 'SP',
    customerId: null,
  }))
  await contactsOfPhones(ctx, seeds)
  await ctx.sql.query(
    `INSERT INTO conversations (empresa_id, connection_id, contact_id, status, last_text, last_message_at, last_inbound_at, created_at)
     SELECT $1::uuid, $2::uuid, id, 'encerrada', 'Oi!', $3::timestamptz, $3, $3 FROM contacts WHERE empresa_id = $1`,
    [ctx.empresaId, connectionId, new Date(ctx.now.getTime() - 60 * 86_400_000)],
  )
}

type Copies = { phone: string; copies: number }
type Uncertain = { id: string; phone: string; reason: string | null }

/** The campaign to a thousand phones, and what can be looked at of it. */
async function campaign() {
  const { id: empresaId } = await makeEmpresa({ name: 'Loja da Lua' })
  const scope: EmpresaScope = systemScope(empresaId, 'jornada')
  // A second attempt would make a second copy, and a message is confirmed by its ack alone, a second after it arrived.
  const script = { idempotent: false, delays: { sent: 1, delivered: 2_000_000, read: 2_000_000 } }
  const connection = await withEmpresaSql(scope, (ctx) =>
    makeConnection(ctx, { script, minGap: 0, maxGap: 0, dailyCap: 100_000 }),
  )
  await withEmpresaSql(scope, (ctx) => haveWritten(ctx, connection))
  const id = await withEmpresa(scope, async (ctx) => {
    const template = { kind: 'livre', name: 'Novidade', body: 'Oi, {nome}! Chegou.', active: true } as const
    const lines = LAST_EIGHT.map((digits) => `Ana;(11) 9${digits}`)
    const { id: templateId } = await saveTemplate(ctx, template)
    const source = { kind: 'arquivo', text: ['nome;telefone', ...lines].join('\n') } as const
    return (await createCampaign(ctx, { name: 'Mil', templateId, connectionId: connection, source })).id
  })
  const all = <T extends object>(sql: string) =>
    withEmpresaSql(scope, async (ctx) => (await ctx.sql.query<T>(sql)).rows)
  return {
    scope,
    id,
    /** What the phones show: the simulator's own record, not ours. */
    phones: () => all<Copies>('SELECT chat AS phone, count(*) AS copies FROM simulated_copies GROUP BY chat'),
    arrived: async () => (await all<{ n: number }>('SELECT count(*) AS n FROM simulated_copies'))[0]?.n ?? 0,
    uncertain: () =>
      all<Uncertain>(
        `SELECT m.id, c.phone, m.state_reason AS reason FROM messages AS m JOIN contacts AS c ON c.id = m.contact_id
         WHERE m.state = 'incerta' ORDER BY m.id`,
      ),
    /** Nothing waits, nothing is under way, and everything that the network had reported by now was processed. */
    quiet: async () => {
      const [open] = await all<{ n: number }>(
        `SELECT (SELECT count(*) FROM messages WHERE state IN ('pendente', 'enviando'))
           + (SELECT count(*) FROM whatsapp_events WHERE processed_at IS NULL)
           + (SELECT count(*) FROM simulated_webhooks WHERE due_at < now() + interval '10 days') AS n`,
      )
      return open?.n === 0
    },
    /** Where everything stands, for a test that waits in vain. */
    standing: async () =>
      JSON.stringify([
        await all(
          'SELECT state, state_code AS code, count(*) AS n FROM messages WHERE direction = $$out$$ GROUP BY 1, 2',
        ),
        await all('SELECT status, paused_reason AS paused FROM whatsapp_connections'),
        await all(
          'SELECT count(*) AS stored, count(*) FILTER (WHERE processed_at IS NULL) AS unread FROM whatsapp_events',
        ),
      ]),
    progress: () => withEmpresa(scope, async (ctx) => (await getCampaign(ctx, id)).progress),
  }
}

test('t-40 t-41 a worker killed again and again in a campaign of 1,000: no contact gets two, and those without one are named', async () => {
  const seed = randomInt(1_000_000)
  const { scope, id, phones, arrived, uncertain, quiet, progress, standing } = await campaign()
  const until = async (done: () => Promise<boolean>, everyMs: number) => {
    const deadline = performance.now() + 120_000
    while (!(await done())) {
      if (performance.now() > deadline) throw new Error(await standing())
      await pause(everyMs)
    }
  }
  expect(await startCampaign(scope, id)).toEqual({ queued: RECIPIENTS })

  const points = Array.from({ length: KILLS }, (_, n) =>
    Math.floor(seeded(seed, 'kill', n) * RECIPIENTS * 0.9),
  )
  const killedAt: number[] = []
  for (const [n, point] of points.sort((a, b) => a - b).entries()) {
    const worker = await startWorker()
    const before = await arrived()
    // At least one more leaves in every life, so that each kill finds the worker at work.
    await until(async () => (await arrived()) > Math.max(point, before), 3)
    await pause(seeded(seed, 'moment', n) * 25)
    await stopped(worker, 'SIGKILL')
    killedAt.push(await arrived())
    // Long enough for its leases to end.
    await advanceProductClock(120_000)
  }
  const seen = `seed ${String(seed)}, killed after ${killedAt.join(', ')} copies`
  const last = await startWorker()
  await until(quiet, 50)

  const shown = await phones()
  expect(
    shown.filter(({ copies }) => copies !== 1),
    seen,
  ).toEqual([])
  const got = new Set(shown.map(({ phone }) => phone))
  const open = await uncertain()
  // What arrived was settled by its ack: uncertain are exactly those that no phone shows.
  expect(
    open.filter(({ phone }) => got.has(phone)),
    seen,
  ).toEqual([])
  expect(got.size + open.length, seen).toBe(RECIPIENTS)
  expect(
    open.every(({ reason }) => reason?.includes('Confira no celular')),
    seen,
  ).toBe(true)
  expect(await progress(), seen).toMatchObject({
    sent: got.size,
    uncertain: open.length,
    waiting: 0,
    failed: 0,
    cancelled: 0,
  })

  for (const message of open)
    await withEmpresa(scope, (ctx) => resolveMessage(ctx, { id: message.id, how: 'reenviar' }))
  await until(quiet, 50)
  await stopped(last, 'SIGTERM')
  const after = await phones()
  expect(
    after.filter(({ copies }) => copies !== 1),
    seen,
  ).toEqual([])
  expect(after, seen).toHaveLength(RECIPIENTS)
  expect(await progress(), seen).toMatchObject({ sent: RECIPIENTS, uncertain: 0 })
  console.log(`${seen}; ${String(open.length)} were uncertain and sent again by hand`)
})
