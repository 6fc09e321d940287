import { accessRouter } from '~/domains/access/router'
import { router } from '~/kernel/trpc'

/** Every procedure of the product. */
export const appRouter = router({
  access: accessRouter,
})
export type AppRouter = typeof appRouter
