import { z } from 'zod'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  campaignDetail,
  campaignPage,
  campaignRef,
  createCampaignInput,
  listCampaignsInput,
  listRecipientsInput,
  recipientPage,
} from './schema'
import { createCampaign, removeDraft } from './service/drafts'
import { getCampaign, listCampaigns, listRecipients } from './service/read'
import { cancelCampaign, pauseCampaign, resumeCampaign, startCampaign } from './service/run'

const example = { name: 'Novidades', source: { kind: 'arquivo', text: 'nome;telefone\nAna;(31) 98765-4321' } }

export const campaignsRouter = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(listCampaignsInput)
    .output(campaignPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listCampaigns(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(campaignDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getCampaign(unit, input.id))),
  recipients: empresaProcedure('viewer')
    .meta({ ids: ['campaign'] })
    .input(listRecipientsInput)
    .output(recipientPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listRecipients(unit, input))),
  create: empresaProcedure('operator')
    .meta({ ids: ['template', 'whatsapp'], example })
    .input(createCampaignInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => createCampaign(unit, input))),
  start: empresaProcedure('operator')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(z.object({ queued: z.number().int() }))
    .mutation(({ ctx, input }) => startCampaign(ctx.scope, input.id)),
  pause: empresaProcedure('operator')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => pauseCampaign(unit, input.id))),
  resume: empresaProcedure('operator')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => resumeCampaign(unit, input.id))),
  cancel: empresaProcedure('operator')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(z.object({ cancelled: z.number().int() }))
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => cancelCampaign(unit, input.id))),
  remove: empresaProcedure('operator')
    .meta({ ids: ['campaign'] })
    .input(campaignRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeDraft(unit, input.id))),
})
