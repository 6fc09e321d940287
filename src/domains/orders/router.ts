import { empresaProcedure, router } from '~/kernel/trpc'
import { listOrdersInput, orderDetail, orderPage, orderRef, orderStatuses } from './schema'
import { getOrder, listOrders, orderStatusList } from './service'

export const ordersRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'order'] })
    .input(listOrdersInput)
    .output(orderPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listOrders(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['order'] })
    .input(orderRef)
    .output(orderDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getOrder(unit, input.id))),
  statuses: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(orderStatuses)
    .query(({ ctx }) => ctx.unit(orderStatusList)),
})
