import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { makeEmpresa } from '../access/factory'
import { makeCart } from '../carts/factory'
import { makeCustomer } from '../customers/factory'
import { makeLead } from '../leads/factory'
import { makeConnection } from '../messaging/factory'
import type { Asked } from '../messaging/subjects'
import { optOut } from '../messaging/service/contacts'
import { makeOrder } from '../orders/factory'
import {
  systemScope,
  withEmpresa,
  withEmpresaSql,
  type EmpresaCtx,
  type EmpresaSqlCtx,
} from '../../kernel/tenancy/unit'
import { switchOn } from './factory'
import type { FollowUpKind } from './kinds'
import { listFollowUps, saveFollowUp, switchFollowUp } from './service/follow-ups'
import { cartLift } from './service/lift'
import { replayLastMonth } from './service/replay'
import { runDue } from './service/run-due'
import { followUpSubjects } from './subjects'

useDatabase()

const T0 = new Date('2026-11-20T13:00:00Z')
const HOUR = 3_600_000

/** A shop whose clock is moved by hand. */
async function shop() {
  const { id } = await makeEmpresa({})
  let now = T0
  const scope = systemScope(id, 'teste', () => now)
  const run = <T>(work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope, work)
  const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope, work)
  const connection = await run((ctx) => makeConnection(ctx))
  return {
    scope,
    run,
    unit,
    connection,
    at: (hours: number) => (now = new Date(T0.getTime() + hours * HOUR)),
    due: () => run(runDue),
    messages: () =>
      run(
        async (ctx) =>
          (
            await ctx.sql.query(
              `SELECT m.state, m.state_code AS code, s.position FROM messages AS m LEFT JOIN follow_up_steps AS s ON s.id = m.rule_id
               WHERE m.direction = 'out' ORDER BY m.created_at, s.position`,
            )
          ).rows,
      ),
    decisions: () =>
      run(async (ctx) =>
        (await ctx.sql.query<{ code: string }>('SELECT code FROM send_decisions ORDER BY at, code')).rows.map(
          ({ code }) => code,
        ),
      ),
    ask: (kind: FollowUpKind, subjectId: string) =>
      run(async (ctx) => {
        const { rows } = await ctx.sql.query<Asked>(
          `SELECT id AS "messageId", subject_id AS "subjectId", rule_id AS "ruleId", contact_id AS "contactId", created_at AS "createdAt"
           FROM messages WHERE subject_id = $1 AND direction = 'out' ORDER BY created_at DESC LIMIT 1`,
          [subjectId],
        )
        const subject = followUpSubjects.find(
          ({ type }) => type === { carrinho: 'cart', pedido: 'order', lead: 'lead' }[kind],
        )
        const [asked] = rows
        if (!subject || !asked) throw new Error('nothing was queued')
        return { check: await subject.check(ctx, asked), values: await subject.variables(ctx, asked) }
      }),
  }
}

const PHONE = { phone: '+5531987654321', phoneKey: '3187654321', phoneStatus: 'valid', uf: 'MG' } as const
/** A cart that waits since `hours` after T0. */
const waiting = (hours: number, over: Parameters<typeof makeCart>[1] = {}) => ({
  ...PHONE,
  status: 'aguardando',
  lastActivityAt: new Date(T0.getTime() + hours * HOUR),
  ...over,
})

test('cart-5 an hour, a day, three days: each step once, whatever runs how often; the past gets nothing', async () => {
  const { unit, at, due, messages, scope, connection, decisions } = await shop()
  await unit((ctx) => makeCart(ctx, waiting(-3)))
  await switchOn(scope, 'carrinho', connection)
  await unit((ctx) => makeCart(ctx, waiting(0, { phone: '+5531987650000', phoneKey: '3187650000' })))
  at(0.5)
  expect(await due()).toMatchObject({ enrolled: 1, queued: 0 })
  at(1)
  // t-16: the import's end, the minute and a repeated run at once.
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

test('t-20 down for a day and a half: one message, and the timeline says which was not sent and why', async () => {
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

test('t-29 bought, answered, opted out, switched off since it was queued: cancelled at sending and at the next run', async () => {
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
  // The rows of an import are in, its match is not yet: already nobody is reminded.
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

test('a person with two carts hears of the newer one; without a phone nothing goes, and it says so', async () => {
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

test('unpaid PIX and boleto orders, and leads that are no customers, have a series of their own', async () => {
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

test('cart-6 the holdout gets nothing, and the lift compares the groups as drawn', async () => {
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
  expect(await run(cartLift)).toMatchObject({ verdict: 'sem_dados' })
  at(8 * 24)
  await run((ctx) => ctx.sql.query("UPDATE messages SET state = 'enviada'"))
  // t-41: through a simulator nobody was treated.
  expect(await run(cartLift)).toMatchObject({ treated: { people: 0 }, holdout: { people: 0 } })
  await run((ctx) => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'"))
  expect(await run(cartLift)).toMatchObject({
    treated: { people: queued, bought: 0 },
    holdout: { people: 40 - queued, bought: 0 },
  })
})

test('cart-6 a person with two carts is in one group with both, and counts once', async () => {
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
  const people = await run(
    async (ctx) =>
      (
        await ctx.sql.query<{ groups: number; carts: number }>(
          `SELECT count(DISTINCT e.holdout)::int AS groups, count(*)::int AS carts
           FROM follow_up_enrolments AS e JOIN carts AS c ON c.id = e.subject_id GROUP BY c.phone_key`,
        )
      ).rows,
  )
  expect(people).toHaveLength(20)
  expect(people.every(({ groups, carts }) => groups === 1 && carts === 2)).toBe(true)
  at(10 * 24)
  await run((ctx) =>
    ctx.sql
      .query("UPDATE messages SET state = 'enviada'")
      .then(() => ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha'")),
  )
  const { treated, holdout } = await run(cartLift)
  expect(treated.people + holdout.people).toBe(20)
})

test('the presets are the texts in their order; templates of other kinds and other shops are refused', async () => {
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

test('ambition 10 last month is replayed before anything is switched on', async () => {
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

test('t-41 beside a real number the series writes by it, and what a simulator sent is no contact', async () => {
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
  expect(await due()).toMatchObject({ marked: 1 })
  expect(await marked()).toMatchObject({ whatsappSentBy: 'Mensagens automáticas' })

  await run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active: false }))
  const older = await run((ctx) => makeConnection(ctx, { name: 'Ensaio' }))
  await run((ctx) => ctx.sql.query('UPDATE follow_ups SET connection_id = $1', [older]))
  await run((ctx) => switchFollowUp(ctx, { kind: 'carrinho', active: true }))
  const [carts] = (await unit(listFollowUps)).filter(({ kind }) => kind === 'carrinho')
  expect(carts).toMatchObject({ active: true, connectionId: connection })
})
