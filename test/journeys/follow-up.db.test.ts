import { beforeAll, expect, test } from 'vitest'
import { makeEmpresa } from '../../src/domains/access/factory'
import { makeCart } from '../../src/domains/carts/factory'
import { switchOn } from '../../src/domains/followups/factory'
import { markSent } from '../../src/domains/followups/service/mark-sent'
import { runDue } from '../../src/domains/followups/service/run-due'
import { makeConnection } from '../../src/domains/outbox/factory'
import { dispatchDeps } from '../../src/domains/outbox/service/dispatch/deps'
import { serveRound } from '../../src/domains/outbox/service/dispatch/loop'
import { processReceived } from '../../src/domains/inbox/service/process'
import { makeOrder } from '../../src/domains/orders/factory'
import { explainCart, matchCarts } from '../../src/domains/recovery/service'
import { provideEnv } from '../../src/env'
import { systemScope, withEmpresa, withEmpresaSql } from '../../src/kernel/tenancy/unit'
import { subjects } from '../../src/wiring/subjects'
import { useDatabase } from '../postgres/clone'

useDatabase()
// As in the demonstration: the simulator's phones stand for the customers'.
beforeAll(() => provideEnv({ RETOMA_SIMULATED_CLOCK: '1' }))

test('template, follow-up, abandoned cart, message on the phone, sale: stopped, and the recovery counts as assisted', async () => {
  const { id: empresaId } = await makeEmpresa({ name: 'Loja da Lua' })
  const now = { at: new Date('2026-11-20T14:00:00Z') }
  const clock = () => now.at
  const scope = systemScope(empresaId, 'jornada', clock)
  const deps = dispatchDeps(subjects, clock)
  const connection = await withEmpresaSql(scope, (ctx) => makeConnection(ctx))
  await switchOn(scope, 'carrinho', connection)

  /** Lets time pass as the worker would: what the network reports is processed, what is due is queued and sent. */
  const pass = async (minutes: number) => {
    now.at = new Date(now.at.getTime() + minutes * 60_000)
    await withEmpresaSql(scope, runDue)
    for (let second = 0; second < 8; second++) {
      now.at = new Date(now.at.getTime() + 1000)
      await serveRound(deps, 'w')
      await withEmpresaSql(scope, async (ctx) => {
        const { rows } = await ctx.sql.query<{ id: string }>(
          'SELECT event_id AS id FROM whatsapp_events WHERE processed_at IS NULL',
        )
        for (const { id } of rows) await processReceived(ctx, connection, id)
      })
    }
  }
  const shown = () =>
    withEmpresaSql(scope, async (ctx) => {
      const { rows } = await ctx.sql.query<{ text: string }>(
        `SELECT content->>'text' AS text FROM simulated_copies ORDER BY at`,
      )
      return rows.map(({ text }) => text)
    })

  const contact = { phone: '+5531987654321', phoneKey: '3187654321', phoneStatus: 'valid', uf: 'MG' } as const
  const cart = await withEmpresa(scope, (ctx) =>
    makeCart(ctx, { ...contact, name: 'MARIANA SOUZA', lastActivityAt: now.at }),
  )
  await pass(61)
  expect(await shown()).toEqual([])
  await withEmpresaSql(scope, matchCarts)
  await pass(1)
  expect(await shown()).toEqual([
    'Oi, Mariana! Aqui é da Loja da Lua. Vimos que você deixou *2 Tênis* no carrinho. Posso ajudar a concluir a compra?',
  ])
  await pass(1)
  const sent = await withEmpresa(scope, (ctx) => ctx.db.cart.findFirst({ where: { empresaId, id: cart } }))
  expect(sent?.whatsappSentAt).not.toBeNull()

  now.at = new Date(now.at.getTime() + 3 * 3_600_000)
  await withEmpresa(scope, (ctx) => makeOrder(ctx, { ...contact, placedAt: now.at }))
  await withEmpresaSql(scope, markSent)
  await withEmpresaSql(scope, matchCarts)
  expect(await withEmpresa(scope, (ctx) => explainCart(ctx, cart))).toMatchObject({
    status: 'recuperado',
    kind: 'assistida',
  })
  for (let hours = 0; hours < 80; hours += 20) await pass(20 * 60)
  expect(await shown()).toHaveLength(1)
  const decisions = await withEmpresa(scope, (ctx) =>
    ctx.db.sendDecision.findMany({ where: { empresaId }, select: { code: true } }),
  )
  expect(decisions.map(({ code }) => code)).toContain('comprou')
})
