import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  assignLabelInput,
  contactLabels,
  contactLabelsInput,
  createLabelInput,
  labelsView,
  markLabelInput,
} from './labels-schema'
import { connectionRef } from './schema'
import { assignLabel, labelNames, labelsOfContact, listLabels, markLabel } from './service/labels'
import { createLabel, refreshLabels } from './service/labels-provider'

export const labelsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(labelsView)
    .query(({ ctx, input }) => listLabels(ctx.scope, input.id)),
  names: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(z.string()))
    .query(({ ctx }) => ctx.unit(labelNames)),
  ofContact: empresaProcedure('viewer')
    .meta({ ids: ['contact', 'whatsapp'] })
    .input(contactLabelsInput)
    .output(contactLabels)
    .query(({ ctx, input }) => ctx.unit((unit) => labelsOfContact(unit, input))),
  refresh: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => refreshLabels(ctx.scope, input.id)),
  create: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { name: 'VIP' } })
    .input(createLabelInput)
    .output(z.object({ label: z.string() }))
    .mutation(async ({ ctx, input }) => ({ label: await createLabel(ctx.scope, input.id, input.name) })),
  assign: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { status: 'ativo', label: null } })
    .input(assignLabelInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => assignLabel(unit, input))),
  mark: empresaProcedure('operator')
    .meta({ ids: ['whatsapp', 'contact'], example: { label: '1', on: true } })
    .input(markLabelInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => markLabel(unit, input))),
})
