import { z } from 'zod'
import { createEmpresaInput } from '~/domains/empresas/schema'
import { router, userProcedure } from '~/kernel/trpc'
import { foundEmpresa, mayFound } from './new-empresa'

/** What a user may do on the platform itself, outside of every empresa. */
export const platformRouter = router({
  mayFound: userProcedure
    .meta({ ids: [] })
    .output(z.boolean())
    .query(() => mayFound()),

  foundEmpresa: userProcedure
    .meta({ ids: [], example: { slug: 'loja-nova', name: 'Loja nova' } })
    .input(createEmpresaInput)
    .output(z.object({ slug: z.string() }))
    .mutation(({ ctx, input }) => foundEmpresa(ctx, input)),
})
