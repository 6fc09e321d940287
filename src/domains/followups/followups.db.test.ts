import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { PHONE, shop, waiting } from '../../../test/followups/shop'
import { useDatabase } from '../../../test/postgres/clone'
import { countMarkedEvents, makeCart } from '../carts/factory'
import { makeCustomer } from '../customers/factory'
import { makeLead } from '../leads/factory'
import { makeConnection } from '~/domains/outbox/factory'
import { optOut } from '~/domains/outbox/service/opt-out'
import { sendByHand } from '~/domains/outbox/service/messages'
import { makeOrder } from '../orders/factory'
import { switchOn } from './factory'
import { listFollowUps, saveFollowUp, switchFollowUp } from './service/follow-ups'
import { runAnswered, runDue } from './service/run-due'

useDatabase()

test('cart-5 an hour, a day, three days: each step once, however many runs there are; past carts get nothing', async () => {
  const { unit, at, due, messages, scope, connection, decisions } = await shop()
  await unit((ctx) => makeCart(ctx, waiting(-3)))
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0, { phone: '+5531987650000', phoneKey: '3187650000' })))
  at(0.5)
  expect(await due()).toMatchObject({ enrolled: 1, queued: 0 })
  at(1)
  // t-16: the end of an import, the minute's schedule and a repeated run at once.
  const runs = await Promise.all([due(), due(), due()])
  expect(runs.reduce((sum, { queued }) => sum + queued, 0)).toBe(1)
  for (const hours of [24, 24, 25, 72, 90]) {
    at(hours)
    await due()
  }
  expect((await messages()).map(({ position }: { position: number }) => position)).toEqual([1, 2, 3])
  expect(await decisions()).toEqual(['na_fila', 'na_fila', 'concluida', 'na_fila'])
})

test('t-16 a crash after queueing leaves nothing, and the next run queues once', async () => {
  const { unit, run, at, due, messages, scope, connection } = await shop()
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0)))
  at(1)
  const crash = run(async (ctx) => {
    expect(await runDue(ctx)).toMatchObject({ queued: 1 })
    throw new Error('killed')
  })
  await expect(crash).rejects.toThrow('killed')
  expect(await messages()).toEqual([])
  expect(await due()).toMatchObject({ queued: 1 })
  expect(await due()).toMatchObject({ queued: 0 })
})

test('t-20 after a day and a half of downtime: one message, and the timeline says which one was skipped and why', async () => {
  const { unit, at, due, messages, scope, connection, decisions } = await shop()
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0)))
  at(0.5)
  await due()
  at(36)
  expect(await due()).toMatchObject({ queued: 1, notSent: 1 })
  expect(await messages()).toEqual([{ state: 'pendente', code: null, position: 2 }])
  expect(await decisions()).toEqual(['atrasada', 'na_fila'])
})

test('t-29 bought, answered, opted out or switched off since it was queued: cancelled at sending and at the next run', async () => {
  const { unit, run, at, due, messages, scope, connection, ask } = await shop()
  await switchOn(scope, 'carrinho', connection)
  const cart = await unit((ctx) => makeCart(ctx, waiting(0, { emailKey: 'ana@x.com' })))
  at(1)
  await due()
  expect(await ask('carrinho', cart)).toEqual({
    check: { kind: 'ok' },
    values: { nome: 'Ana', valor: 'R$ 200,00', itens: '2 Tênis' },
  })
  await unit((ctx) =>
    ctx.db.cart.updateMany({ data: { totalCentavos: 19_900, status: 'em_compra', lastActivityAt: ctx.now } }),
  )
  expect(await ask('carrinho', cart)).toMatchObject({
    check: { kind: 'defer' },
    values: { valor: 'R$ 199,00' },
  })
  await unit((ctx) => ctx.db.cart.updateMany({ data: { status: 'aguardando' } }))
  // The rows of an import are stored, but not matched yet: no customer is reminded already.
  await unit((ctx) => makeOrder(ctx, { emailKey: 'ana@x.com', status: 'processing', placedAt: ctx.now }))
  expect((await ask('carrinho', cart)).check).toMatchObject({ kind: 'cancel', code: 'comprou' })
  expect(await due()).toMatchObject({ stopped: 1 })
  expect(await messages()).toEqual([{ state: 'cancelada', code: 'comprou', position: 1 }])

  const other = await unit((ctx) =>
    makeCart(ctx, waiting(1, { phone: '+5531987651111', phoneKey: '3187651111' })),
  )
  at(2)
  await due()
  await run((ctx) => ctx.sql.query('UPDATE follow_ups SET active = false'))
  expect((await ask('carrinho', other)).check).toMatchObject({ kind: 'cancel', code: 'desligado' })
  await run((ctx) => ctx.sql.query('UPDATE follow_ups SET active = true'))
  expect((await ask('carrinho', other)).check).toEqual({ kind: 'ok' })
  await run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      "SELECT id FROM contacts WHERE phone_key = '3187651111'",
    )
    await optOut(ctx, rows[0]?.id ?? '', 'PARE')
  })
  expect((await ask('carrinho', other)).check).toMatchObject({ kind: 'cancel', code: 'pediu_para_parar' })
  await run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active: false }))
})

test('cart-5 an answer stops the series', async () => {
  const { unit, run, at, due, scope, connection, decisions } = await shop()
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0)))
  at(1)
  await due()
  at(3)
  await run((ctx) =>
    ctx.sql.query(
      `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, body, state, not_before, created_by, created_at, updated_at)
       SELECT $1, 'in', 'recebida', $2, id, 'Quero sim', 'recebida', $3, 'x', $3, $3 FROM contacts`,
      [ctx.empresaId, connection, ctx.now],
    ),
  )
  expect(await due()).toMatchObject({ stopped: 1 })
  at(24)
  expect(await due()).toMatchObject({ queued: 0 })
  expect(await decisions()).toEqual(['na_fila', 'respondeu'])
})

test('cart-5 an answer ends the series of its own contact only', async () => {
  const { unit, run, at, due, scope, connection, messages } = await shop()
  await switchOn(scope, 'carrinho', connection)
  await unit(async (ctx) => {
    await makeCart(ctx, waiting(0))
    await makeCart(ctx, waiting(0, { phone: '+5531987650000', phoneKey: '3187650000' }))
    // Bought meanwhile: the minute's run ends this series, not another contact's answer.
    await makeOrder(ctx, { phoneKey: '3187650000', placedAt: ctx.now })
  })
  await unit((ctx) => ctx.db.order.updateMany({ data: { status: 'pending' } }))
  at(1)
  await due()
  await unit((ctx) => ctx.db.order.updateMany({ data: { status: 'processing' } }))
  at(2)
  const said = await run(async (ctx) => {
    const { rows } = await ctx.sql.query<{ id: string }>(
      `INSERT INTO messages (empresa_id, direction, kind, connection_id, contact_id, body, state, not_before, created_by, created_at, updated_at)
       SELECT $1, 'in', 'recebida', $2, id, 'Quero sim', 'recebida', $3, 'x', $3, $3 FROM contacts WHERE phone_key = $4 RETURNING id`,
      [ctx.empresaId, connection, ctx.now, PHONE.phoneKey],
    )
    return rows[0]?.id ?? ''
  })
  expect(await run((ctx) => runAnswered(ctx, said))).toBe(1)
  const codes = (await messages()).map(({ code }: { code: string | null }) => code)
  expect(codes.filter((code: string | null) => code !== null)).toEqual(['respondeu'])
  expect(await due()).toMatchObject({ stopped: 1 })
})

test('a customer with two carts is written to about the newer one; without a phone nothing goes, and the timeline says so', async () => {
  const { unit, at, due, messages, scope, connection, decisions } = await shop()
  await switchOn(scope, 'carrinho', connection)
  await unit(async (ctx) => {
    await makeCart(ctx, waiting(0))
    await makeCart(ctx, waiting(0.5))
    await makeCart(ctx, waiting(0, { phone: null, phoneKey: null, phoneStatus: 'incomplete' }))
  })
  at(2)
  await due()
  await due()
  expect(await messages()).toHaveLength(1)
  expect((await decisions()).sort()).toEqual(['na_fila', 'sem_telefone', 'substituido'])
})

test('unpaid PIX and boleto orders, and leads that are not customers, have a series of their own', async () => {
  const { unit, at, due, messages, scope, connection, ask } = await shop()
  await switchOn(scope, 'pedido', connection)
  await switchOn(scope, 'lead', connection)
  const phone = (n: number) => ({
    phone: `+553198765000${String(n)}`,
    phoneKey: `318765000${String(n)}`,
    phoneStatus: 'valid' as const,
  })
  const pix = { status: 'on-hold', paymentMethod: 'woo-mercado-pago-pix', totalCentavos: 15_990 }
  const [order, lead] = await unit(async (ctx) => {
    const waitingPix = await makeOrder(ctx, { ...phone(1), ...pix, externalId: 812 })
    await makeOrder(ctx, { ...phone(2), ...pix, paidAt: ctx.now })
    await makeOrder(ctx, { ...phone(3), status: 'on-hold', paymentMethod: 'credit_card' })
    const fresh = await makeLead(ctx, phone(4))
    await makeLead(ctx, { ...phone(5), customerId: await makeCustomer(ctx) })
    await makeLead(ctx, { ...phone(6), contactedAt: ctx.now })
    return [waitingPix, fresh]
  })
  at(1)
  expect(await due()).toMatchObject({ enrolled: 2, queued: 2 })
  expect(await messages()).toHaveLength(2)
  expect(await ask('pedido', order)).toMatchObject({
    check: { kind: 'ok' },
    values: { pedido: '#812', valor: 'R$ 159,90' },
  })
  await unit((ctx) => ctx.db.order.updateMany({ where: { id: order }, data: { status: 'cancelled' } }))
  expect((await ask('pedido', order)).check).toMatchObject({ kind: 'cancel', code: 'cancelado' })
  expect((await ask('lead', lead)).check).toEqual({ kind: 'ok' })
})

test('t-29 a customer who paid by another order under the same e-mail gets no reminder, whatever phone that order names', async () => {
  const { unit, at, due, scope, connection, ask } = await shop()
  await switchOn(scope, 'pedido', connection)
  await switchOn(scope, 'lead', connection)
  const customer = { phoneStatus: 'valid' as const, emailKey: 'ana@loja.test' }
  const [order, lead] = await unit(async (ctx) => [
    await makeOrder(ctx, {
      ...customer,
      ...{ phone: '+5531987650001', phoneKey: '3187650001', totalCentavos: 15_990 },
      ...{ status: 'on-hold', paymentMethod: 'woo-mercado-pago-pix' },
    }),
    await makeLead(ctx, { ...customer, phone: '+5531987650002', phoneKey: '3187650002' }),
  ])
  at(1)
  expect(await due()).toMatchObject({ queued: 2 })
  expect((await ask('pedido', order)).check).toEqual({ kind: 'ok' })
  // The customers haven't been unified since.
  await unit((ctx) => makeOrder(ctx, { ...customer, phone: null, phoneKey: null, status: 'processing' }))
  for (const [kind, id] of [
    ['pedido', order],
    ['lead', lead],
  ] as const)
    expect((await ask(kind, id)).check, kind).toMatchObject({ kind: 'cancel', code: 'comprou' })
})

test.each([
  ['a PIX that waits', { paymentMethod: 'woo-mercado-pago-pix' }, 'virou_pedido'],
  ['a PIX under the same e-mail', { paymentTitle: 'PIX', phoneKey: '3187650009' }, 'virou_pedido'],
  ['a card that failed', { paymentMethod: 'credit_card' }, null],
  ['a PIX without a phone for the reminder', { paymentTitle: 'PIX', phoneStatus: 'none' as const }, null],
])(
  'cart-5 a cart gives way to its unpaid order only where the order’s own series writes: %s',
  async (_, over, code) => {
    const { unit, at, due, scope, connection, ask } = await shop()
    await switchOn(scope, 'carrinho', connection)
    await switchOn(scope, 'pedido', connection)
    const emailKey = 'ana@loja.test'
    const cart = await unit((ctx) => makeCart(ctx, waiting(0, { emailKey })))
    at(1)
    await due()
    expect((await ask('carrinho', cart)).check).toEqual({ kind: 'ok' })
    const order = { ...PHONE, emailKey, status: 'on-hold', ...over }
    await unit((ctx) => makeOrder(ctx, order))
    expect((await ask('carrinho', cart)).check).toMatchObject(
      code ? { kind: 'cancel', code } : { kind: 'ok' },
    )
  },
)

test('the presets use the default texts in their order; templates of other kinds and other shops are rejected', async () => {
  const { unit } = await shop()
  const [cart] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'carrinho')
  expect(cart?.steps.map(({ delayMinutes, templateName }) => [delayMinutes, templateName])).toEqual([
    [60, 'Carrinho: lembrete'],
    [1440, 'Carrinho: segunda mensagem'],
    [4320, 'Carrinho: última mensagem'],
  ])
  const steps = (templateId: string) => [{ delayMinutes: 30, templateId, active: true }]
  const [lead] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'lead')
  const save = (templateId: string) =>
    unit((ctx) => saveFollowUp(ctx, { kind: 'carrinho', holdoutPercent: 10, steps: steps(templateId) }))
  await expect(save(lead?.steps[0]?.templateId ?? '')).rejects.toThrow(/outro tipo/)
  await expect(save('4a3c0f6e-0f5f-4d1c-9c1f-111111111111')).rejects.toThrow(/não encontrado/)
  await save(cart?.steps[0]?.templateId ?? '')
  const [after] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'carrinho')
  expect(after).toMatchObject({ holdoutPercent: 10, steps: [{ id: cart?.steps[0]?.id, delayMinutes: 30 }] })
})

test('t-41 beside a real channel the series writes through the real one, and a simulated send is not a contact', async () => {
  const { unit, run, at, due, scope, connection } = await shop()
  await switchOn(scope, 'carrinho', connection)
  const cart = await unit((ctx) => makeCart(ctx, waiting(0)))
  at(1)
  await due()
  const sent = () =>
    run((ctx) => ctx.sql.query("UPDATE messages SET state = 'enviada', sent_at = $1", [ctx.now]))
  const marked = () => unit((ctx) => ctx.db.cart.findFirst({ where: { id: cart } }))
  await sent()
  expect(await due()).toMatchObject({ marked: 0 })
  expect(await marked()).toMatchObject({ whatsappSentAt: null })
  await run((ctx) => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'"))
  await run((ctx) => ctx.sql.query("UPDATE carts SET status = 'abandonado'"))
  expect(await due()).toMatchObject({ marked: 1 })
  expect(await run(countMarkedEvents)).toBe(1)
  expect(await marked()).toMatchObject({ whatsappSentBy: 'Mensagens automáticas' })

  await run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active: false }))
  const older = await run((ctx) => makeConnection(ctx, { name: 'Ensaio' }))
  await run((ctx) => ctx.sql.query('UPDATE follow_ups SET connection_id = $1', [older]))
  await run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active: true }))
  const [carts] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'carrinho')
  expect(carts).toMatchObject({ active: true, connectionId: connection })
})

test('cart-3 lead-3 a message by hand about a cart or a lead marks it with its author once sent, and keeps a user’s mark', async () => {
  const { unit, run, due, connection } = await shop()
  const [cart, other] = [
    await unit((ctx) => makeCart(ctx, waiting(-3))),
    await unit((ctx) => makeCart(ctx, waiting(-4))),
  ]
  const lead = await unit((ctx) => makeLead(ctx, { phone: PHONE.phone }))
  const write = (about: { cartId?: string; leadId?: string }) =>
    run((ctx) =>
      sendByHand(ctx, {
        connectionId: connection,
        phone: PHONE.phone,
        body: 'Oi!',
        once: randomUUID(),
        ...about,
      }),
    )
  await write({ cartId: cart })
  await write({ leadId: lead })
  await run((ctx) => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'"))
  await expect(write({ cartId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await due()
  const marks = () =>
    unit(async ({ db }) => ({
      carts: await db.cart.findMany({
        where: { whatsappSentAt: { not: null } },
        select: { id: true, whatsappSentBy: true },
      }),
      leads: await db.lead.findMany({
        where: { contactedAt: { not: null } },
        select: { id: true, contactedBy: true },
      }),
    }))
  expect(await marks()).toEqual({ carts: [], leads: [] })
  await run((ctx) =>
    ctx.sql.query(
      "UPDATE messages SET state = 'enviada', accepted_at = now(), sent_at = now() WHERE kind = 'manual'",
    ),
  )
  await unit(({ db }) =>
    db.cart.updateMany({ where: { id: other }, data: { whatsappSentAt: new Date(), whatsappSentBy: 'Bia' } }),
  )
  await due()
  const { carts, leads } = await marks()
  expect(carts).toHaveLength(2)
  expect(carts).toContainEqual({ id: other, whatsappSentBy: 'Bia' })
  expect(carts.find(({ id }) => id === cart)?.whatsappSentBy).toMatch(/\w/)
  expect(leads).toEqual([{ id: lead, contactedBy: expect.stringMatching(/\w/) as string }])
})
