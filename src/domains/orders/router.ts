import { empresaProcedure, router } from '~/kernel/trpc'
import {
  listOrdersInput,
  orderDetail,
  orderPage,
  orderRef,
  orderStats,
  orderStatsInput,
  orderStatuses,
} from './schema'
import { getOrder, listOrders, orderFigures, orderStatusList } from './service'

export const ordersRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['customer'] })
    .input(listOrdersInput)
    .output(orderPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listOrders(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['order'] })
    .input(orderRef)
    .output(orderDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getOrder(unit, input.id))),
  stats: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(orderStatsInput)
    .output(orderStats)
    .query(({ ctx, input }) => ctx.unit((unit) => orderFigures(unit, input))),
  statuses: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(orderStatuses)
    .query(({ ctx }) => ctx.unit(orderStatusList)),
})
