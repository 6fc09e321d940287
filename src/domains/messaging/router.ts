import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { previewTemplate, templateProblems } from './rules/templates'
import { checkedTemplate, checkTemplateInput, saveTemplateInput, templateRef, templateRow } from './schema'
import { listTemplates, removeTemplate, saveTemplate } from './service/templates'

const templates = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(templateRow))
    .query(({ ctx }) => ctx.unit(listTemplates)),
  check: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(checkTemplateInput)
    .output(checkedTemplate)
    .query(({ ctx, input }) =>
      ctx.unit((unit) =>
        Promise.resolve({
          preview: previewTemplate(input.kind, input.body, { empresa: unit.empresa.name }),
          problems: templateProblems(input.kind, input.body),
        }),
      ),
    ),
  save: empresaProcedure('admin')
    .meta({ ids: ['template'], example: { kind: 'livre', name: 'Aviso', body: 'Oi!' } })
    .input(saveTemplateInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => saveTemplate(unit, input))),
  remove: empresaProcedure('admin')
    .meta({ ids: ['template'] })
    .input(templateRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeTemplate(unit, input.id))),
})

export const messagingRouter = router({ templates })
