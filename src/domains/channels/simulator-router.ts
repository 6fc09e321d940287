import { z } from 'zod'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  advanceInput,
  behaveInput,
  phoneSaysInput,
  phonesInput,
  productTime,
  simulatorView,
} from './simulator-schema'
import {
  advanceClock,
  behave,
  phoneSays,
  productTime as clockOf,
  simulatedPhones,
  stopClock,
} from './service/simulator'

/** The simulator's phones, and the demonstration's clock. */
export const phonesRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['whatsapp'] })
    .input(phonesInput)
    .output(simulatorView.nullable())
    .query(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => simulatedPhones(unit, input.id))),
  say: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'], example: { phone: '+5531987654321', text: 'Oi!' } })
    .input(phoneSaysInput)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => phoneSays(unit, input))),
  behave: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { behaviour: 'normal', answers: false } })
    .input(behaveInput)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => behave(unit, input))),
  advance: empresaProcedure('operator')
    .meta({ ids: [], example: { hours: 1 } })
    .input(advanceInput)
    .output(productTime)
    .mutation(({ ctx, input }) => advanceClock(ctx.scope, input.hours)),
  clock: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(productTime)
    .query(({ ctx }) => clockOf(ctx.scope.now())),
  stop: empresaProcedure('operator')
    .meta({ ids: [] })
    .output(productTime)
    .mutation(({ ctx }) => stopClock(ctx.scope)),
})
