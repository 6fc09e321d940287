import { empresaProcedure, router } from '~/kernel/trpc'
import { cartExplanation, explainInput } from './schema'
import { explainCart } from './service'

export const recoveryRouter = router({
  explain: empresaProcedure('viewer')
    .meta({ ids: ['cart'] })
    .input(explainInput)
    .output(cartExplanation)
    .query(({ ctx, input }) => ctx.unit((unit) => explainCart(unit, input.cartId))),
})
