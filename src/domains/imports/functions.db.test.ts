import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { env } from '~/env'
import { startEmbedded } from '~/kernel/engine/embedded'
import { AppError } from '~/kernel/errors'
import { createClient } from '~/kernel/inngest'
import { systemScope, withEmpresa, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { fakeLead, fakeOrder, FakeShop, makeConnection } from './factory'
import { makeImportFunctions } from './functions'
import type { RunView, StartInput } from './schema'
import { getRun } from './service/runs'
import { cancelImport, startImport } from './service/start-import'

useDatabase()

const seven = [1, 2, 3, 4, 5, 6, 7]

/** An empresa whose shop is `shop`, with the functions on an embedded engine. */
async function stage(shop: FakeShop) {
  const { id } = await makeEmpresa()
  const scope = systemScope(id, 'test')
  await makeConnection(scope)
  const finished: string[] = []
  const finish = ['unify', 'match'].map((name) => ({
    name,
    stage: name,
    run: () => Promise.resolve(finished.push(name)),
  }))
  let opened = 0
  const openShop = () => Promise.resolve((opened++, shop))
  const functions = makeImportFunctions({
    finish,
    openShop,
    listEmpresas: () => Promise.resolve([]),
    sliceMs: 0,
  })
  const { DATABASE_URL: databaseUrl = '' } = env()
  const engine = await startEmbedded(createClient(`imports-${id.slice(0, 8)}`), functions, {
    databaseUrl,
    backoff: () => 50,
    leaseMs: 3000,
  })
  onTestFinished(engine.stop)
  return { scope, finished, opened: () => opened }
}

const start = (scope: EmpresaScope, input: StartInput) => withEmpresa(scope, (ctx) => startImport(ctx, input))
const look = (scope: EmpresaScope, id: string) => withEmpresa(scope, (ctx) => getRun(ctx, id))

async function until(scope: EmpresaScope, id: string, done: (run: RunView) => boolean): Promise<RunView> {
  for (let tries = 0; ; tries++) {
    const run = await look(scope, id)
    if (done(run)) return run
    if (tries > 400) throw new Error(`never: ${JSON.stringify(run)}`)
    await pause(50)
  }
}
const ended = (run: RunView) => run.finishedAt !== null

test('imp-6 a run goes through the engine step by step and ends with the work of the other domains', async () => {
  const { scope, finished, opened } = await stage(
    new FakeShop({ leads: seven.map((n) => fakeLead(n)), orders: [fakeOrder(1)] }),
  )
  const { id } = await start(scope, {})
  const run = await until(scope, id, ended)
  expect(run).toMatchObject({ status: 'done', error: null })
  expect(run.parts.map((part) => [part.kind, part.read, part.created])).toEqual([
    ['leads', 7, 7],
    ['carts', 0, 0],
    ['orders', 1, 1],
    ['customers', 1, 1],
  ])
  expect(finished).toEqual(['unify', 'match'])
  expect(opened()).toBe(1)
})

test('a shop that goes away pauses the run, which goes on by itself where it stood', async () => {
  const shop = new FakeShop({ leads: seven.map((n) => fakeLead(n)) })
  let failures = 0
  shop.beforePage = (_kind, after) => {
    if (after === '3' && failures++ < 2)
      throw new AppError('SOURCE_UNAVAILABLE', 'A loja não responde.', { retryAfterSeconds: 1 })
  }
  const { scope, opened } = await stage(shop)
  const { id } = await start(scope, { kinds: ['leads'] })
  const paused = await until(scope, id, (run) => run.status === 'paused')
  expect(paused).toMatchObject({
    stage: 'Sem conexão com a loja. Vai tentar de novo sozinha',
    error: { message: 'A loja não responde.' },
  })
  expect(paused.retryAt).toBeInstanceOf(Date)
  const run = await until(scope, id, ended)
  expect(run).toMatchObject({ status: 'done', error: null, retryAt: null })
  expect(run.parts[0]).toMatchObject({ read: 7, created: 7, unchanged: 0 })
  expect(opened()).toBeGreaterThan(1)
})

test('an error that cannot get better ends the run with what happened and what was kept, and settles the figures', async () => {
  const shop = new FakeShop({ leads: seven.map((n) => fakeLead(n)), orders: [fakeOrder(1)] })
  shop.beforePage = (kind) => {
    if (kind === 'orders') throw new AppError('SOURCE_INVALID', 'A tabela wp_posts mudou.')
  }
  const { scope, finished } = await stage(shop)
  const { id } = await start(scope, {})
  const run = await until(scope, id, ended)
  expect(run).toMatchObject({ status: 'failed', error: { code: 'SOURCE_INVALID' } })
  expect(run.error?.message).toBe(
    'A tabela wp_posts mudou. O que já tinha sido lido ficou guardado: 7 leads. Importar de novo não duplica nada.',
  )
  for (let tries = 0; tries < 100 && finished.length < 2; tries++) await pause(50)
  expect(finished).toEqual(['unify', 'match'])
  const again = withEmpresa(scope, async (ctx) => {
    await startImport(ctx, {})
    throw new Error('could start, and is undone')
  })
  await expect(again).rejects.toThrow('could start')
})

test('cancelling a run that waits for its shop ends it for good', async () => {
  const shop = new FakeShop({ leads: seven.map((n) => fakeLead(n)) })
  let asked = 0
  shop.beforePage = () => {
    asked++
    throw new AppError('SOURCE_UNAVAILABLE', 'A loja não responde.', { retryAfterSeconds: 1 })
  }
  const { scope, finished } = await stage(shop)
  const { id } = await start(scope, { kinds: ['leads'] })
  await until(scope, id, (run) => run.status === 'paused')
  await withEmpresa(scope, (ctx) => cancelImport(ctx, id))
  const before = asked
  for (let tries = 0; tries < 60 && finished.length < 2; tries++) await pause(50)
  await pause(1500)
  expect(await look(scope, id)).toMatchObject({ status: 'cancelled' })
  expect(asked).toBe(before)
  expect(finished).toEqual(['unify', 'match'])
})
