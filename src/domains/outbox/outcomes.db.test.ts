import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaCtx } from '~/kernel/tenancy/unit'
import { makeEmpresa } from '~/domains/access/factory'
import { makeCustomer } from '~/domains/customers/factory'
import { makeOrder } from '~/domains/orders/factory'
import { makeConnection, makeContact } from './factory'
import { listMessages } from './service/message-log'
import { campaignOutcomes, stepOutcomes } from './service/outcomes'

useDatabase()

const NOW = new Date('2026-11-20T15:00:00Z')
const at = (hours: number) => new Date(NOW.getTime() - 20 * 86_400_000 + hours * 3_600_000)
const brl = (centavos: number) => ({ currency: 'BRL', centavos })

let empresaId = ''
let connection = ''
const scope = () => systemScope(empresaId, 'teste', () => NOW)
const unit = <T>(work: (ctx: EmpresaCtx) => Promise<T>) => withEmpresa(scope(), work)

type Message = {
  kind?: string
  rule?: string
  subject?: [type: string, id: string]
  direction?: 'in' | 'out'
}

/** A customer of the shop with a contact that it can write to. */
async function setUpContact() {
  const customerId = await unit((ctx) => makeCustomer(ctx, {}))
  const contact = await withEmpresaSql(scope(), async (ctx) => {
    const { id } = await makeContact(ctx)
    await ctx.sql.query('UPDATE contacts SET customer_id = $2 WHERE id = $1', [id, customerId])
    return id
  })
  const message = (hours: number, { kind = 'carrinho', rule, subject, direction = 'out' }: Message) =>
    withEmpresaSql(scope(), (ctx) =>
      ctx.sql.query(
        `INSERT INTO messages (empresa_id, direction, kind, dedupe_key, connection_id, contact_id, rule_id, subject_type, subject_id, body,
           state, not_before, accepted_at, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'Oi', $10, $11, CASE WHEN $2 = 'out' THEN $11::timestamptz END, 'teste', $11, $11)`,
        [
          ctx.empresaId,
          direction,
          direction === 'in' ? 'recebida' : kind,
          direction === 'in' ? null : randomUUID(),
          connection,
          contact,
          rule ?? null,
          subject?.[0] ?? null,
          subject?.[1] ?? null,
          direction === 'in' ? 'recebida' : 'lida',
          at(hours),
        ],
      ),
    )
  const order = (hours: number, over: Parameters<typeof makeOrder>[1] = {}) =>
    unit((ctx) => makeOrder(ctx, { customerId, placedAt: at(hours), ...over }))
  return { contact, message, order, answers: (hours: number) => message(hours, { direction: 'in' }) }
}

const outcomeOf = async (step: string) => (await unit(stepOutcomes)).find(({ id }) => id === step)

beforeAll(async () => {
  empresaId = (await makeEmpresa()).id
  connection = await withEmpresaSql(scope(), async (ctx) => {
    const id = await makeConnection(ctx)
    await ctx.sql.query("UPDATE whatsapp_connections SET provider = 'waha' WHERE id = $1", [id])
    return id
  })
})

test('an order counts once, for the last message before it, and an answer of the shop doesn’t change that', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  const { message, order } = await setUpContact()
  await message(0, { rule: first })
  await message(24, { rule: second })
  await message(25, { kind: 'resposta' })
  await order(30, { refundedCentavos: 2500 })
  expect(await outcomeOf(first)).toMatchObject({ sent: 1, purchases: 0, amounts: [] })
  expect(await outcomeOf(second)).toMatchObject({ sent: 1, purchases: 1, amounts: [brl(7500)] })
})

test('a campaign in between takes the purchase from the step, and counts it itself', async () => {
  const [step, campaign] = [randomUUID(), randomUUID()]
  const { message, order } = await setUpContact()
  await message(0, { rule: step })
  await message(2, { kind: 'campanha', subject: ['campaign', campaign] })
  await order(3)
  expect(await outcomeOf(step)).toMatchObject({ purchases: 0 })
  expect(await unit((ctx) => campaignOutcomes(ctx, [campaign]))).toEqual([
    { id: campaign, sent: 1, answered: 0, purchases: 1, amounts: [brl(10_000)] },
  ])
})

test('before the message, after 7 days, unpaid, cancelled or refunded is no purchase; currencies are counted separately', async () => {
  const step = randomUUID()
  const { message, order } = await setUpContact()
  await message(0, { rule: step })
  await order(-1)
  await order(7 * 24 + 1)
  for (const status of ['pending', 'on-hold', 'cancelled', 'failed', 'refunded', 'trash', 'checkout-draft'])
    await order(1, { status })
  await order(1, { refundedCentavos: 10_000 })
  expect(await outcomeOf(step)).toMatchObject({ purchases: 0, amounts: [] })
  await order(7 * 24)
  await order(2, { status: 'enviado' })
  await order(3, { currency: 'USD', totalCentavos: 2000 })
  expect(await outcomeOf(step)).toMatchObject({
    purchases: 3,
    amounts: [brl(20_000), { currency: 'USD', centavos: 2000 }],
  })
})

test('a reminder about an order counts it as its purchase when it is paid within 7 days after', async () => {
  const [paid, late] = [randomUUID(), randomUUID()]
  for (const [step, hours] of [
    [paid, 20],
    [late, 10 * 24],
  ] as const) {
    const { message, order } = await setUpContact()
    const id = await order(0, { paidAt: at(hours), status: 'processing' })
    await message(5, { kind: 'pedido', rule: step, subject: ['order', id] })
  }
  expect(await outcomeOf(paid)).toMatchObject({ purchases: 1 })
  expect(await outcomeOf(late)).toMatchObject({ sent: 1, purchases: 0 })
})

test('an answer belongs to the message before it, and a simulated send has no outcome', async () => {
  const [first, second] = [randomUUID(), randomUUID()]
  const { contact, message, answers, order } = await setUpContact()
  await message(0, { rule: first })
  await message(24, { rule: second })
  await answers(30)
  await answers(31)
  expect(await outcomeOf(first)).toMatchObject({ answered: 0 })
  expect(await outcomeOf(second)).toMatchObject({ answered: 1 })
  await order(32)
  const logged = async () => {
    const { rows } = await unit((ctx) => listMessages(ctx, { size: 50, direction: ['out', 'in'] }))
    return rows.filter(({ contactId }) => contactId === contact).map(({ outcome }) => outcome)
  }
  const none = { sent: 1, answered: 0, purchases: 0, amounts: [] }
  const led = { sent: 1, answered: 1, purchases: 1, amounts: [brl(10_000)] }
  expect(await logged()).toEqual([null, null, led, none])
  const provider = (name: string) =>
    withEmpresaSql(scope(), (ctx) => ctx.sql.query('UPDATE whatsapp_connections SET provider = $1', [name]))
  await provider('simulator')
  expect(await outcomeOf(second)).toBeUndefined()
  expect(await logged()).toEqual([null, null, null, null])
  await provider('waha')
})
