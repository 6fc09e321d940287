import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { countMarkedEvents } from '~/domains/carts/factory'
import { toggleSent } from '~/domains/carts/service'
import { empresaRulesChanged } from '~/domains/empresas/events'
import { insertCart, insertOrder } from '~/domains/recovery/factory'
import { matchCarts } from '~/domains/recovery/service'
import { env } from '~/env'
import { startEmbedded } from '~/kernel/engine/embedded'
import { sendEvent } from '~/kernel/events'
import { createClient } from '~/kernel/inngest'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { refreshDailyFigures } from './daily'
import { makeReportFunctions } from './functions'

useDatabase()

const hours = (count: number) => new Date(Date.now() + count * 3_600_000)
const cart = (externalId: number, lastActivityAt: Date, emailKey: string | null = null) => ({
  source: 'cartflows',
  externalId,
  emailKey,
  phoneKey: null,
  lastActivityAt,
  pluginStatus: 'abandoned',
  emailSentAt: null,
  whatsappSentAt: null,
})

async function newEmpresa(slug: string, seed: (ctx: EmpresaSqlCtx) => Promise<unknown>, now: Date) {
  const id = await insertEmpresa({ slug, name: slug, timezone: 'America/Sao_Paulo' })
  await withEmpresaSql(
    systemScope(id, 'test', () => now),
    async (ctx) => {
      await seed(ctx)
      await matchCarts(ctx)
    },
  )
  return id
}

async function statusesOf(id: string): Promise<string[]> {
  const text = 'SELECT status FROM carts ORDER BY external_id'
  const { rows } = await withEmpresaSql(systemScope(id, 'test'), (ctx) =>
    ctx.sql.query<{ status: string }>(text),
  )
  return rows.map((row) => row.status)
}

async function until(id: string, statuses: string[]) {
  for (let tries = 0; tries < 200; tries++) {
    if ((await statusesOf(id)).join() === statuses.join()) return
    await pause(100)
  }
  expect(await statusesOf(id)).toEqual(statuses)
}

async function engineAt(clock: (() => Date) | undefined, empresas: string[], backoff?: () => number) {
  const functions = makeReportFunctions(() => Promise.resolve(empresas.map((id) => ({ id }))), '1s')
  const { DATABASE_URL: databaseUrl = '' } = env()
  const options = { databaseUrl, ...(clock ? { clock } : {}), ...(backoff ? { backoff } : {}) }
  const engine = await startEmbedded(createClient(`reports-${empresas[0]?.slice(0, 8)}`), functions, options)
  onTestFinished(engine.stop)
}

test('every few minutes the clock moves the carts of every empresa', async () => {
  const then = hours(-24 * 40)
  const seed = (ctx: EmpresaSqlCtx) =>
    insertCart(ctx, cart(1, hours(-2))).then(() => insertCart(ctx, cart(2, then)))
  const ids = [await newEmpresa('relogio-a', seed, then), await newEmpresa('relogio-b', seed, then)]
  for (const id of ids) expect(await statusesOf(id)).toEqual(['em_compra', 'em_compra'])
  const started = Date.now()
  const border = Math.ceil(started / 300_000) * 300_000
  await engineAt(() => new Date(border - 1000 + (Date.now() - started)), ids)
  for (const id of ids) await until(id, ['aguardando', 'abandonado'])
})

test('an empresa that fails does not keep the clock from those after it', async () => {
  const then = hours(-24 * 40)
  const id = await newEmpresa('relogio-c', (ctx) => insertCart(ctx, cart(1, hours(-2))), then)
  const started = Date.now()
  const border = Math.ceil(started / 300_000) * 300_000
  await engineAt(
    () => new Date(border - 1000 + (Date.now() - started)),
    [randomUUID(), id],
    () => 10,
  )
  await until(id, ['aguardando'])
})

test('a new rule matches every cart again', async () => {
  const seed = async (ctx: EmpresaSqlCtx) => {
    await insertCart(ctx, cart(1, hours(-48), 'ana@loja.test'))
    const row = {
      emailKey: 'ana@loja.test',
      phoneKey: null,
      status: 'enviado',
      totalCentavos: 1,
      refundedCentavos: 0,
    }
    await insertOrder(ctx, { ...row, externalId: 1, placedAt: hours(-40) })
  }
  const id = await newEmpresa('regra', seed, hours(0))
  expect(await statusesOf(id)).toEqual(['aguardando'])
  await engineAt(undefined, [id])
  const settings = { recovery: { extraSaleStatuses: ['enviado'] } }
  await withEmpresaSql(systemScope(id, 'test'), (ctx) =>
    ctx.sql.query('UPDATE empresas SET settings = $2 WHERE id = $1', [id, settings]),
  )
  await sendEvent(empresaRulesChanged.create({ empresaId: id }))
  await until(id, ['recuperado'])
})

test('cart-4 a mark on a decided cart, or one taken back, counts soon; on an open one when it is decided', async () => {
  const seed = async (ctx: EmpresaSqlCtx) => {
    await insertCart(ctx, { ...cart(1, hours(-100), 'ana@loja.test'), whatsappSentAt: hours(-90) })
    const sale = { phoneKey: null, status: 'completed', totalCentavos: 1, refundedCentavos: 0 }
    await insertOrder(ctx, { ...sale, externalId: 1, emailKey: 'ana@loja.test', placedAt: hours(-80) })
    await insertCart(ctx, cart(2, hours(-24 * 40)))
    await insertCart(ctx, cart(3, hours(-24)))
  }
  const id = await newEmpresa('marcas', seed, hours(0))
  const runs = async () => {
    const { rows } = await withEmpresaSql(systemScope(id, 'test'), (ctx) =>
      ctx.sql.query<{ metric: string }>(
        "SELECT metric FROM daily_figures WHERE metric ~ '^(channel|recovery):' ORDER BY 1",
      ),
    )
    return rows.map((row) => row.metric)
  }
  const carts = await withEmpresa(systemScope(id, 'test'), ({ db }) =>
    db.cart.findMany({ select: { id: true }, orderBy: { externalId: 'asc' } }),
  )
  const [back = '', lost = '', open = ''] = carts.map((row) => row.id)
  const mark = (cartId: string, sent: boolean) =>
    withEmpresa(systemScope(id, 'test'), (ctx) => toggleSent(ctx, { id: cartId, channel: 'whatsapp', sent }))
  await withEmpresaSql(systemScope(id, 'test'), refreshDailyFigures)
  expect(await runs()).toEqual([
    'channel:nenhum:abandonado',
    'channel:nenhum:aguardando',
    'channel:whatsapp:recuperado',
    'recovery:assistida',
  ])
  await mark(open, true)
  expect(await withEmpresaSql(systemScope(id, 'test'), countMarkedEvents)).toBe(0)
  await engineAt(undefined, [id])
  await mark(lost, true)
  await mark(back, false)
  const wanted = [
    'channel:nenhum:recuperado',
    'channel:whatsapp:abandonado',
    'channel:whatsapp:aguardando',
    'recovery:organica',
  ]
  for (let tries = 0; tries < 100 && (await runs()).join() !== wanted.join(); tries++) await pause(100)
  expect(await runs()).toEqual(wanted)
})
