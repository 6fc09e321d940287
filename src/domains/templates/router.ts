import { z } from 'zod'
import { empresaProcedure } from '~/kernel/trpc'
import { approvedInput, approvedList, bindInput } from './cloud-schema'
import { previewTemplate, templateProblems } from './rules/templates'
import { checkedTemplate, checkTemplateInput, saveTemplateInput, templateRef, templateRow } from './schema'
import { bindTemplate, listApproved, unbindTemplate } from './service/cloud-templates'
import { listTemplates, removeTemplate, saveTemplate } from './service/templates'

/** Templates of the empresa and their approved counterparts. */
export const templateProcedures = {
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
  approved: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(approvedInput)
    .output(approvedList)
    .query(({ ctx, input }) => listApproved(ctx.scope, input.id)),
  bind: empresaProcedure('admin')
    .meta({ ids: ['template', 'whatsapp'], example: { name: 'aviso', language: 'pt_BR', parameters: [] } })
    .input(bindInput)
    .output(z.void())
    .mutation(({ ctx, input }) => bindTemplate(ctx.scope, input)),
  unbind: empresaProcedure('admin')
    .meta({ ids: ['template'] })
    .input(templateRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => unbindTemplate(unit, input.id))),
  remove: empresaProcedure('admin')
    .meta({ ids: ['template'] })
    .input(templateRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeTemplate(unit, input.id))),
}
