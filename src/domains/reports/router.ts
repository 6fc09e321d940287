import { empresaProcedure, router } from '~/kernel/trpc'
import { dashboardInput, dashboardOutput, shopFigures } from './schema'
import { dashboard, figures } from './service'

export const reportsRouter = router({
  dashboard: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(dashboardInput)
    .output(dashboardOutput)
    .query(({ ctx, input }) => ctx.unit((unit) => dashboard(unit, input))),
  figures: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(dashboardInput)
    .output(shopFigures)
    .query(({ ctx, input }) => ctx.unit((unit) => figures(unit, input))),
})
