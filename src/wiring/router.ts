import { accessRouter } from '~/domains/access/router'
import { empresasRouter } from '~/domains/empresas/router'
import { router } from '~/kernel/trpc'

/** Every procedure of the product. */
export const appRouter = router({
  access: accessRouter,
  empresas: empresasRouter,
})
export type AppRouter = typeof appRouter
