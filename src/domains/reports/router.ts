import { z } from 'zod'
import { cartFilter } from '~/domains/carts/schema'
import { orderFilter } from '~/domains/orders/schema'
import { empresaProcedure, router } from '~/kernel/trpc'
import { findAnything, findInput, foundRow } from './find'
import { figuresOfCarts, figuresOfOrders } from './list-figures'
import { cartFigures, dashboardInput, dashboardOutput, orderFigures, shopFigures } from './schema'
import { readRunning } from './running'
import { running } from './running-schema'
import { dashboard, figures } from './service'

export const reportsRouter = router({
  dashboard: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(dashboardInput)
    .output(dashboardOutput)
    .query(({ ctx, input }) => ctx.unit((unit) => dashboard(unit, input))),
  running: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(running)
    .query(({ ctx }) => ctx.unit(readRunning)),
  figures: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(dashboardInput)
    .output(shopFigures)
    .query(({ ctx, input }) => ctx.unit((unit) => figures(unit, input))),
  carts: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'cart'] })
    .input(cartFilter)
    .output(cartFigures)
    .query(({ ctx, input }) => ctx.unit((unit) => figuresOfCarts(unit, input))),
  orders: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'order'] })
    .input(orderFilter)
    .output(orderFigures)
    .query(({ ctx, input }) => ctx.unit((unit) => figuresOfOrders(unit, input))),
  find: empresaProcedure('viewer')
    .meta({ ids: [], example: { q: 'ana' } })
    .input(findInput)
    .output(z.array(foundRow))
    .query(({ ctx, input }) => ctx.unit((unit) => findAnything(unit, input.q))),
})
