import { empresaProcedure, router } from '~/kernel/trpc'
import { dashboardInput, dashboardOutput } from './schema'
import { dashboard } from './service'

export const reportsRouter = router({
  dashboard: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(dashboardInput)
    .output(dashboardOutput)
    .query(({ ctx, input }) => ctx.unit((unit) => dashboard(unit, input))),
})
