import { z } from 'zod'

/** The outcome of messages, as outbox/service/outcomes.ts counts it; amounts by currency, since currencies are never added up. */
export const outcome = z.object({
  sent: z.number().int(),
  answered: z.number().int(),
  purchases: z.number().int(),
  amounts: z.array(z.object({ currency: z.string(), centavos: z.number().int() })),
})
export type Outcome = z.infer<typeof outcome>
export const NO_OUTCOME: Outcome = { sent: 0, answered: 0, purchases: 0, amounts: [] }
export const outcomeList = z.array(outcome.extend({ id: z.string() }))
export type OutcomeList = z.infer<typeof outcomeList>
