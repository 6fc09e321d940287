import { empresaProcedure, router } from '~/kernel/trpc'
import { z } from 'zod'
import { answerStatusesInput, cartExplanation, explainInput, unknownStatus } from './schema'
import { explainCart } from './service'
import { answerStatuses, unknownStatuses } from './unknown-statuses'

export const recoveryRouter = router({
  unknownStatuses: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(unknownStatus))
    .query(({ ctx }) => ctx.unit(unknownStatuses)),
  answerStatuses: empresaProcedure('admin')
    .meta({ ids: [], example: { answers: [{ status: 'enviado', sale: true }] } })
    .input(answerStatusesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => answerStatuses(unit, input))),
  explain: empresaProcedure('viewer')
    .meta({ ids: ['cart'] })
    .input(explainInput)
    .output(cartExplanation)
    .query(({ ctx, input }) => ctx.unit((unit) => explainCart(unit, input.cartId))),
})
