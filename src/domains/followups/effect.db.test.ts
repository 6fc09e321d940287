import { expect, test } from 'vitest'
import { HOUR, PHONE, shop, T0, waiting } from '../../../test/followups/shop'
import { useDatabase } from '../../../test/postgres/clone'
import { makeCart } from '../carts/factory'
import { makeLead } from '../leads/factory'
import { makeOrder } from '../orders/factory'
import { switchOn } from './factory'
import { listFollowUps, saveFollowUp } from './service/follow-ups'
import { cartUplift } from './service/uplift'
import { replayLastMonth } from './service/replay'

useDatabase()

test('cart-6 the holdout gets no messages, and the uplift compares the groups as drawn', async () => {
  const { unit, at, due, scope, connection, run, messages } = await shop()
  await switchOn(scope, 'carrinho', connection, { holdoutPercent: 50 })
  const key = (n: number) => String(3_180_000_000 + n)
  await unit(async (ctx) => {
    for (let n = 0; n < 40; n++)
      await makeCart(ctx, waiting(0, { externalId: n, phone: `+55${key(n)}`, phoneKey: key(n) }))
  })
  at(1)
  const { queued } = await due()
  expect(queued).toBeGreaterThan(8)
  expect(queued).toBeLessThan(32)
  expect(await messages()).toHaveLength(queued)
  expect(await run(cartUplift)).toMatchObject({ verdict: 'sem_dados' })
  at(8 * 24)
  await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'enviada'"))
  // t-41: messages through a simulator treat no customer.
  expect(await run(cartUplift)).toMatchObject({ treated: { people: 0 }, holdout: { people: 0 } })
  await run((ctx) => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'"))
  expect(await run(cartUplift)).toMatchObject({
    treated: { people: queued, bought: 0 },
    holdout: { people: 40 - queued, bought: 0 },
  })
})

test('cart-6 a customer with two carts is in one group with both, and counts once', async () => {
  const { unit, at, due, scope, connection, run } = await shop()
  await switchOn(scope, 'carrinho', connection, { holdoutPercent: 50 })
  const key = (n: number) => String(3_180_000_000 + n)
  const cart = (n: number, hours: number) =>
    unit((ctx) =>
      makeCart(ctx, waiting(hours, { externalId: n * 100 + hours, phone: `+55${key(n)}`, phoneKey: key(n) })),
    )
  for (let n = 0; n < 20; n++) await cart(n, 0)
  at(1)
  await due()
  for (let n = 0; n < 20; n++) await cart(n, 48)
  at(49)
  await due()
  const customers = await run(
    async (ctx) =>
      (
        await ctx.sql.query<{ groups: number; carts: number }>(
          `SELECT count(DISTINCT e.holdout)::int AS groups, count(*)::int AS carts
           FROM follow_up_enrolments AS e JOIN carts AS c ON c.id = e.subject_id GROUP BY c.phone_key`,
        )
      ).rows,
  )
  expect(customers).toHaveLength(20)
  expect(customers.every(({ groups, carts }) => groups === 1 && carts === 2)).toBe(true)
  at(10 * 24)
  await run((ctx) =>
    ctx.sql
      .query("UPDATE messages SET state = 'enviada'")
      .then(() => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'")),
  )
  const { treated, holdout } = await run(cartUplift)
  expect(treated.people + holdout.people).toBe(20)
})

test('ambition 10 last month is replayed before any follow-up is switched on', async () => {
  const { unit, messages } = await shop()
  const [cart] = await unit(listFollowUps)
  await unit(async (ctx) => {
    await makeCart(ctx, waiting(-200, { status: 'abandonado' }))
    await makeCart(
      ctx,
      waiting(-100, {
        status: 'recuperado',
        recoveryKind: 'organica',
        phoneKey: '3187650001',
        phone: '+5531987650001',
      }),
    )
    await makeOrder(ctx, { phoneKey: '3187650001', placedAt: new Date(T0.getTime() - 97 * HOUR) })
    await makeOrder(ctx, { phoneKey: '3187650001', placedAt: new Date(T0.getTime() - 300 * HOUR) })
  })
  const result = await unit((ctx) =>
    replayLastMonth(ctx, { kind: 'carrinho', holdoutPercent: 0, steps: cart?.steps ?? [] }),
  )
  expect(result).toMatchObject({ subjects: 2, holdout: 0, cut: false })
  expect(result.steps.map(({ sent }) => sent)).toEqual([2, 1, 1])
  expect(result.stopped).toEqual([{ code: 'comprou', count: 1, reason: 'A pessoa comprou.' }])
  expect(await messages()).toEqual([])
})

test('ambition 10 the replay reports what was really sent, as far as it can know', async () => {
  const { unit, run, at, due, scope, connection } = await shop()
  await switchOn(scope, 'carrinho', connection, { holdoutPercent: 30 })
  await switchOn(scope, 'pedido', connection)
  const phone = (n: number) => ({
    phone: `+55${String(31_987_650_000 + n)}`,
    phoneKey: String(3_187_650_000 + n),
    phoneStatus: 'valid' as const,
  })
  const after = (hours: number) => new Date(T0.getTime() + hours * HOUR)
  const pix = { status: 'on-hold', paymentMethod: 'pix' }
  await unit(async (ctx) => {
    for (let n = 0; n < 30; n++)
      await makeCart(
        ctx,
        waiting((n % 3) * 0.25, { ...phone(n), externalId: n, emailKey: `${String(n)}@x.com` }),
      )
    await makeCart(ctx, waiting(0, { externalId: 40, ...phone(40), phoneStatus: 'incomplete' }))
    for (let n = 0; n < 6; n++)
      await makeOrder(ctx, {
        ...phone(n + 60),
        ...pix,
        externalId: 900 + n,
        placedAt: after(0.5),
        emailKey: null,
      })
    await ctx.db.contact.create({
      data: {
        empresaId: ctx.empresaId,
        ...{ phone: phone(1).phone, phoneKey: phone(1).phoneKey },
        onWhatsapp: false,
        createdAt: T0,
      },
    })
  })
  /** What happens in the shop at each hour. */
  const events: Record<number, () => Promise<unknown>> = {
    // A second cart of a customer who was written to shortly before.
    3: () => unit((ctx) => makeCart(ctx, waiting(3, { ...phone(5), externalId: 105, emailKey: '5@x.com' }))),
    10: () =>
      unit((ctx) => makeOrder(ctx, { emailKey: '2@x.com', status: 'completed', placedAt: after(10) })),
    11: () => unit((ctx) => makeOrder(ctx, { ...phone(61), status: 'processing', placedAt: after(11) })),
    30: () => unit((ctx) => makeOrder(ctx, { ...phone(8), status: 'processing', placedAt: after(30) })),
    50: () =>
      run((ctx) =>
        ctx.sql.query("UPDATE contacts SET opted_out_at = $1, opt_out_reason = 'PARE' WHERE phone_key = $2", [
          ctx.now,
          phone(10).phoneKey,
        ]),
      ),
  }
  for (let hour = 0; hour <= 96; hour++) {
    at(hour)
    await events[hour]?.()
    await due()
    await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'enviada' WHERE state = 'pendente'"))
  }
  for (const kind of ['carrinho', 'pedido'] as const) {
    const followUp = (await unit(listFollowUps)).find((one) => one.kind === kind)
    const replayed = await unit((ctx) =>
      replayLastMonth(ctx, {
        kind,
        holdoutPercent: followUp?.holdoutPercent ?? 0,
        steps: followUp?.steps ?? [],
      }),
    )
    expect(replayed.steps.map(({ sent }) => sent)).toEqual(followUp?.steps.map(({ sent }) => sent))
    expect(replayed.wouldSend).toBeGreaterThan(5)
  }
})

test('lead-3 a mark that the series sets on a lead doesn’t end it; one that a user sets does', async () => {
  const { unit, run, at, due, scope, connection, messages } = await shop()
  await switchOn(scope, 'lead', connection)
  const [followUp] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'lead')
  const templateId = followUp?.steps[0]?.templateId ?? ''
  await unit((ctx) =>
    saveFollowUp(ctx, {
      kind: 'lead',
      holdoutPercent: 0,
      steps: [5, 120, 240].map((delayMinutes) => ({ delayMinutes, templateId, active: true })),
    }),
  )
  await unit((ctx) => makeLead(ctx, { ...PHONE, capturedAt: T0 }))
  const mark = (by: string) =>
    run((ctx) => ctx.sql.query('UPDATE leads SET contacted_at = $1, contacted_by = $2', [ctx.now, by]))
  at(0.2)
  expect(await due()).toMatchObject({ queued: 1 })
  await mark('Mensagens automáticas')
  at(2)
  expect(await due()).toMatchObject({ queued: 1 })
  await mark('Bia')
  at(4)
  expect(await due()).toMatchObject({ queued: 0, stopped: 1 })
  expect(await messages()).toHaveLength(2)
})
