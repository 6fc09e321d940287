import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { database } from '../../kernel/db'
import { beatPulse, pulseBeats } from '../../kernel/engine/pulse'
import { closeLive, listenLive, notifyLive, type LiveMessage } from '../../kernel/live'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '../../kernel/tenancy/unit'
import { makeEmpresa } from '../access/factory'
import { makeCart } from '../carts/factory'
import { makeLead } from '../leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { pauseSending } from '~/domains/outbox/service/sending-pause'
import { readRunning } from './running'

useDatabase()

const now = new Date('2026-11-19T15:00:00Z')

async function shop() {
  const { id } = await makeEmpresa({})
  const scope = systemScope(id, 'Ana', () => now)
  await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  return { id, scope, running: () => withEmpresa(scope, readRunning) }
}
const age = (seconds: number) =>
  database().pool.query("UPDATE engine.pulse SET beat_at = clock_timestamp() - $1 * interval '1 s'", [
    seconds,
  ])

test('the state of worker, pause and channel is read from the database', async () => {
  const { scope, running } = await shop()
  expect(await running()).toMatchObject({ workerStopped: true, items: [{ id: 'worker' }], sends: true })
  await beatPulse(database().pool)
  expect(await running()).toMatchObject({ workerStopped: false, items: [] })
  await withEmpresa(scope, pauseSending)
  await withEmpresa(scope, (ctx) =>
    ctx.db.whatsappConnection.updateMany({ data: { status: 'falhou', statusReason: 'Sessão encerrada.' } }),
  )
  await age(20)
  const found = await running()
  expect(found.items.map(({ id }) => id.split('-')[0])).toEqual(['worker', 'away', 'paused'])
  expect(found).toMatchObject({ workerStopped: true, pausedUntil: new Date('2026-11-20T11:00:00Z') })
  await beatPulse(database().pool)
  expect(await pulseBeats(database().pool)).toBe(true)
})

test('open pages are notified when a worker stops, and when it returns, without polling', async () => {
  const { id } = await shop()
  await beatPulse(database().pool)
  const received: LiveMessage[] = []
  const stop = listenLive(id, (message) => received.push(message))
  // The pulse ages as it does when a worker is frozen; nothing but the database's clock says so.
  const seen = async (count: number) =>
    expect
      .poll(() => received.filter(({ topic }) => topic === 'worker').length, { interval: 100 })
      .toBe(count)
  await age(60)
  await seen(1)
  await beatPulse(database().pool)
  await seen(2)
  stop()
  await closeLive()
})

test('pages that show a list are notified of its changed rows once per transaction, whichever process wrote them, and of no others', async () => {
  const { id, scope } = await shop()
  const other = await shop()
  const received: LiveMessage[] = []
  const foreign: LiveMessage[] = []
  const stops = [
    listenLive(id, (message) => received.push(message)),
    listenLive(other.id, (message) => foreign.push(message)),
  ]
  const marker = () => withEmpresaSql(scope, (ctx) => notifyLive(ctx, id, 'notification', 'fim'))
  const lists = async (work: (ctx: EmpresaCtx) => Promise<unknown>) => {
    received.length = 0
    await withEmpresa(scope, work)
    await marker()
    await expect.poll(() => received.some(({ topic }) => topic === 'notification')).toBe(true)
    return received.flatMap((message) => (message.topic === 'rows' ? [message.id] : []))
  }
  // The connection listens once a first message has passed.
  await expect
    .poll(async () => {
      await marker()
      return received.length
    })
    .toBeGreaterThan(0)
  expect(await lists(async (ctx) => [await makeCart(ctx), await makeCart(ctx), await makeLead(ctx)])).toEqual(
    ['carts', 'leads'],
  )
  expect(await lists((ctx) => ctx.db.cart.updateMany({ data: { name: 'Bia' } }))).toEqual(['carts'])
  expect(
    await lists((ctx) => ctx.db.cart.updateMany({ where: { name: 'Ana' }, data: { name: 'Bia' } })),
  ).toEqual([])
  expect(await lists((ctx) => ctx.db.lead.deleteMany({}))).toEqual(['leads'])
  expect(foreign).toEqual([])
  for (const stop of stops) stop()
  await closeLive()
})
