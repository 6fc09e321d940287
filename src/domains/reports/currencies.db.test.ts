import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/postgres/clone'
import { listCustomers } from '~/domains/customers/service'
import { unifyCustomers } from '~/domains/customers/unify'
import { orderFilter } from '~/domains/orders/schema'
import { insertCart, insertOrder } from '~/domains/recovery/factory'
import { matchCarts } from '~/domains/recovery/service'
import { insertEmpresa } from '~/kernel/tenancy/directory'
import { systemScope, withEmpresa, withEmpresaSql, type EmpresaSqlCtx } from '~/kernel/tenancy/unit'
import { refreshDailyFigures } from './daily'
import { findAnything } from './find'
import { figuresOfOrders } from './list-figures'
import { dashboard, figures, stats } from './service'

useDatabase()

const NOW = new Date('2026-11-20T12:00:00Z')
/** Still February at the empresa. */
const BORDER = new Date('2026-03-01T02:30:00Z')
const scope = (id: string) => systemScope(id, 'test', () => NOW)
const unit = <T>(id: string, work: (ctx: EmpresaSqlCtx) => Promise<T>) => withEmpresaSql(scope(id), work)
const read = <T>(id: string, work: Parameters<typeof withEmpresa<T>>[1]) => withEmpresa(scope(id), work)

test('B50 orders in other currencies stand beside the shop’s own, never added to it', async () => {
  const id = await insertEmpresa({ slug: 'moedas', name: 'Moedas', timezone: 'America/Sao_Paulo' })
  const order = { emailKey: 'ana@loja.test', phoneKey: null, placedAt: BORDER, status: 'completed', uf: 'SP' }
  await unit(id, async (ctx) => {
    await insertOrder(ctx, { ...order, externalId: 1, totalCentavos: 5_000, refundedCentavos: 0 })
    const dollars = await insertOrder(ctx, {
      ...order,
      externalId: 2,
      totalCentavos: 700,
      refundedCentavos: 200,
    })
    await ctx.sql.query("UPDATE orders SET currency = 'USD' WHERE empresa_id = $1 AND id = $2", [id, dollars])
    await ctx.sql.query(
      `INSERT INTO refunds (empresa_id, order_id, external_id, amount_centavos, refunded_at) VALUES ($1, $2, 9, 200, $3)`,
      [id, dollars, BORDER],
    )
    await refreshDailyFigures(ctx)
  })
  const counted = await read(id, (ctx) => stats(ctx, {}))
  expect(counted.orders).toEqual({
    ...{ count: 2, gross_centavos: 5_000, refunded_centavos: 0, net_centavos: 5_000, currency: 'BRL' },
    others: [{ currency: 'USD', count: 1, gross_centavos: 700, refunded_centavos: 200, net_centavos: 500 }],
  })
  const shown = await read(id, (ctx) => dashboard(ctx, { period: 'tudo' }))
  expect(shown.figures.orders).toEqual({
    ...{
      count: 2,
      grossCentavos: 5_000,
      refundedCentavos: 0,
      netCentavos: 5_000,
      averageTicketCentavos: 5_000,
    },
    others: [{ currency: 'USD', count: 1, grossCentavos: 700, refundedCentavos: 200, netCentavos: 500 }],
  })
  expect(shown.byUf).toEqual([{ uf: 'SP', count: 2, grossCentavos: 5_000 }])
  for (const filter of [{}, { uf: 'SP' }])
    expect(
      await read(id, (ctx) => figuresOfOrders(ctx, orderFilter.parse({ period: 'tudo', ...filter }))),
    ).toMatchObject({ count: 2, netCentavos: 5_000, others: [{ currency: 'USD', netCentavos: 500 }] })
})

test('B50 what carts brought stands by currency, and every amount says the currency that it is in', async () => {
  const id = await insertEmpresa({ slug: 'dolares', name: 'Dólares', timezone: 'America/Sao_Paulo' })
  const key = 'ana@loja.test'
  await unit(id, (ctx) => ctx.sql.query("UPDATE empresas SET currency = 'USD' WHERE id = $1", [id]))
  await unit(id, async (ctx) => {
    for (const [n, currency] of ['USD', 'EUR', 'EUR'].entries()) {
      const customer = { emailKey: `${String(n)}${key}`, phoneKey: null }
      await insertCart(ctx, {
        ...{ ...customer, source: 'cartflows', externalId: n + 1, pluginStatus: 'abandoned' },
        ...{ lastActivityAt: BORDER, emailSentAt: null, whatsappSentAt: BORDER, totalCentavos: 900 },
      })
      const order = await insertOrder(ctx, {
        ...{
          ...customer,
          externalId: n + 1,
          status: 'completed',
          totalCentavos: 1_000,
          refundedCentavos: n * 50,
        },
        placedAt: new Date(BORDER.getTime() + 7_200_000),
      })
      await ctx.sql.query('UPDATE orders SET currency = $3 WHERE empresa_id = $1 AND id = $2', [
        id,
        order,
        currency,
      ])
    }
    await matchCarts(ctx)
    await unifyCustomers(ctx)
    await refreshDailyFigures(ctx)
  })
  const { kinds } = (await read(id, (ctx) => dashboard(ctx, { period: 'tudo' }))).figures.recovery
  expect(kinds.assistida).toEqual({
    ...{ count: 3, centavos: 2_700, ordersNetCentavos: 1_000 },
    others: [{ currency: 'EUR', count: 2, netCentavos: 1_850 }],
  })
  expect(kinds.direta).toEqual({ count: 0, centavos: 0, ordersNetCentavos: 0 })
  const month = await read(id, (ctx) => figures(ctx, { from: '2026-02-28', to: '2026-02-28' }))
  expect(month.recovery.kinds).toEqual(kinds)
  const { rows } = await read(id, (ctx) => listCustomers(ctx, { size: 5 }))
  expect(rows.map(({ currency, netCentavos }) => [currency, netCentavos]).sort()).toEqual([
    ['USD', 0],
    ['USD', 0],
    ['USD', 1_000],
  ])
  const found = await read(id, (ctx) => findAnything(ctx, `0${key}`))
  expect(found.find(({ kind }) => kind === 'carrinho')?.detail).toBe('US$ 9,00')
})
