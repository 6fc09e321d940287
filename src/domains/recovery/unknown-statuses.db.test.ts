import { expect, test } from 'vitest'
import { makeEmpresa } from '~/domains/access/factory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaScope } from '~/kernel/tenancy/unit'
import { useDatabase } from '../../../test/postgres/clone'
import { insertCart, insertOrder } from './factory'
import { matchCarts } from './service'
import { answerStatuses, unknownStatuses } from './unknown-statuses'

useDatabase()

const DAY = new Date('2026-11-10T12:00:00Z')
const after = (hours: number) => new Date(DAY.getTime() + hours * 3_600_000)
const newScope = async () => systemScope((await makeEmpresa()).id, 'test', () => after(48))

/** A cart of one customer and an order of theirs in a status of the shop's own. */
async function pair(scope: EmpresaScope, n: number, status: string, paid: boolean): Promise<void> {
  const keys = { emailKey: `pessoa${n}@loja.test`, phoneKey: null }
  const cart = { source: 'cartflows', pluginStatus: 'abandoned', emailSentAt: null, whatsappSentAt: null }
  const order = { totalCentavos: 100, refundedCentavos: 0, placedAt: after(3) }
  await withEmpresaSql(scope, async (ctx) => {
    await insertCart(ctx, { ...cart, ...keys, externalId: n, lastActivityAt: DAY })
    await insertOrder(ctx, { ...order, ...keys, externalId: n, status, paid })
  })
}

async function statuses(scope: EmpresaScope): Promise<string[]> {
  return withEmpresaSql(scope, async (ctx) => {
    await matchCarts(ctx)
    const { rows } = await ctx.sql.query<{ status: string }>('SELECT status FROM carts ORDER BY external_id')
    return rows.map(({ status }) => status)
  })
}

const answer = (scope: EmpresaScope, status: string, sale: boolean) =>
  withEmpresa(scope, (ctx) => answerStatuses(ctx, { answers: [{ status, sale }] }))
const asked = async (scope: EmpresaScope) =>
  (await withEmpresa(scope, unknownStatuses)).map(({ status, likelySale }) => [status, likelySale])

test('B46 until a user answers, what was paid is a sale; their answer decides over both', async () => {
  const scope = await newScope()
  await pair(scope, 1, 'enviado', true)
  await pair(scope, 2, 'enviado', false)
  await pair(scope, 3, 'em-analise', true)
  await pair(scope, 4, 'processing', false)
  expect(await asked(scope)).toEqual([
    ['em-analise', false],
    ['enviado', true],
  ])
  expect(await statuses(scope)).toEqual(['recuperado', 'aguardando', 'recuperado', 'recuperado'])
  await answer(scope, 'enviado', true)
  await answer(scope, 'em-analise', false)
  expect(await asked(scope)).toEqual([])
  expect(await statuses(scope)).toEqual(['recuperado', 'recuperado', 'aguardando', 'recuperado'])
  await answer(scope, 'enviado', false)
  expect(await statuses(scope)).toEqual(['aguardando', 'aguardando', 'aguardando', 'recuperado'])
})

test('B46 an answer is logged, asked of one empresa alone, and none of two given at once is lost', async () => {
  const [scope, other] = [await newScope(), await newScope()]
  for (const one of [scope, other]) {
    await pair(one, 1, 'enviado', false)
    await pair(one, 2, 'separando', false)
  }
  await withEmpresa(scope, async (ctx) => {
    // This unit has read the settings already; the other answer is saved meanwhile.
    await answer(scope, 'separando', false)
    await answerStatuses(ctx, {
      answers: [
        { status: 'enviado', sale: false },
        { status: 'enviado', sale: true },
      ],
    })
  })
  expect(await asked(scope)).toEqual([])
  expect(await statuses(scope)).toEqual(['recuperado', 'aguardando'])
  expect(await asked(other)).toHaveLength(2)
  const logged = await withEmpresa(scope, ({ db }) =>
    db.auditEntry.findMany({ where: { action: 'empresa.settings_changed' }, select: { after: true } }),
  )
  expect(logged).toHaveLength(2)
})
