import { z } from 'zod'
import { router, userProcedure } from '~/kernel/trpc'
import { meOutput, myEmpresa } from './schema'
import { listEmpresas } from './service/session'

export const accessRouter = router({
  me: userProcedure
    .meta({ ids: [] })
    .output(meOutput)
    .query(({ ctx }) => ctx.user),
  empresas: userProcedure
    .meta({ ids: [] })
    .output(z.array(myEmpresa))
    .query(({ ctx }) => listEmpresas(ctx.user.id)),
})
