import { z } from 'zod'
import { outcomeList } from '~/domains/templates/outcome-schema'
import { stepOutcomes } from '~/domains/outbox/service/outcomes'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { empresaProcedure, router } from '~/kernel/trpc'
import { followUpList, upliftView, replayView, saveFollowUpInput, switchInput } from './schema'
import { listFollowUps, saveFollowUp, switchFollowUp } from './service/follow-ups'
import { cartUplift } from './service/uplift'
import { replayLastMonth } from './service/replay'

const example = { kind: 'carrinho', holdoutPercent: 10, steps: [{ delayMinutes: 60, active: true }] }

export const followUpsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(followUpList)
    .query(({ ctx }) => ctx.unit(listFollowUps)),
  save: empresaProcedure('admin')
    .meta({ ids: ['template'], example })
    .input(saveFollowUpInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveFollowUp(unit, input))),
  switch: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { kind: 'carrinho', active: true } })
    .input(switchInput)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => switchFollowUp(unit, input))),
  replay: empresaProcedure('viewer')
    .meta({ ids: ['template'], example })
    .input(saveFollowUpInput)
    .output(replayView)
    .query(({ ctx, input }) => ctx.unit((unit) => replayLastMonth(unit, input))),
  outcomes: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(outcomeList)
    .query(({ ctx }) => ctx.unit(stepOutcomes)),
  lift: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(upliftView)
    .query(({ ctx }) => withEmpresaSql(ctx.scope, cartUplift)),
})
