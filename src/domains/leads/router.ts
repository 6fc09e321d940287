import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { bulkDone } from '~/kernel/bulk-rows'
import { setManyContacted, undoManyContacted } from './bulk'
import {
  bulkContactedInput,
  bulkUndoInput,
  contactedInput,
  contactMark,
  leadDetail,
  leadFilter,
  leadNotesInput,
  leadOptions,
  leadPage,
  leadRef,
  leadStats,
  listLeadsInput,
} from './schema'
import { getLead, leadChoices, leadFigures, listLeads, setContacted, setLeadNotes } from './service'

export const leadsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'lead'] })
    .input(listLeadsInput)
    .output(leadPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listLeads(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['lead'] })
    .input(leadRef)
    .output(leadDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getLead(unit, input.id))),
  stats: empresaProcedure('viewer')
    .meta({ ids: ['customer', 'lead'] })
    .input(leadFilter)
    .output(leadStats)
    .query(({ ctx, input }) => ctx.unit((unit) => leadFigures(unit, input))),
  options: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(leadOptions)
    .query(({ ctx }) => ctx.unit(leadChoices)),
  setContacted: empresaProcedure('operator')
    .meta({ ids: ['lead'], example: { contacted: true } })
    .input(contactedInput)
    .output(contactMark)
    .mutation(({ ctx, input }) => ctx.unit((unit) => setContacted(unit, input))),
  setManyContacted: empresaProcedure('operator')
    .meta({ ids: ['customer', 'lead'], example: { contacted: true } })
    .input(bulkContactedInput)
    .output(bulkDone)
    .mutation(({ ctx, input }) => ctx.unit((unit) => setManyContacted(unit, input))),
  undoMany: empresaProcedure('operator')
    .meta({ ids: ['marks'] })
    .input(bulkUndoInput)
    .output(bulkDone)
    .mutation(({ ctx, input }) => ctx.unit((unit) => undoManyContacted(unit, input.operation))),
  setNotes: empresaProcedure('operator')
    .meta({ ids: ['lead'], example: { notes: 'Ligar à tarde' } })
    .input(leadNotesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setLeadNotes(unit, input))),
})
