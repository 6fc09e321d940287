import { z } from 'zod'
import { outcomeList } from '~/domains/templates/outcome-schema'
import { campaignOutcomes } from '~/domains/outbox/service/outcomes'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { empresaProcedure, router } from '~/kernel/trpc'
import {
  postDetail,
  postHistory,
  postHistoryInput,
  postList,
  postRef,
  savePostInput,
  togglePostInput,
} from './posts-schema'
import {
  campaignDetail,
  campaignPage,
  campaignRef,
  campaignRefs,
  createCampaignInput,
  listCampaignsInput,
  listRecipientsInput,
  MAX_LIST_BYTES,
  recipientPage,
} from './schema'
import { campaignOfSelectionInput, previewSelectionInput, selectionPreview } from './selection-schema'
import { createCampaign, removeDraft } from './service/drafts'
import { getPost, listPosts, removePost, savePost, togglePost } from './service/posts'
import { listPostRuns } from './service/posts-history'
import { getCampaign, listCampaigns, listRecipients } from './service/read'
import { campaignOfSelection, previewSelection } from './service/selection'
import { cancelCampaign, pauseCampaign, resumeCampaign, startCampaign } from './service/run'

const example = { name: 'Novidades', source: { kind: 'arquivo', text: 'nome;telefone\nAna;(31) 98765-4321' } }

const posts = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(postList)
    .query(({ ctx }) => ctx.unit(listPosts)),
  get: empresaProcedure('viewer')
    .meta({ ids: ['post'] })
    .input(postRef)
    .output(postDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getPost(unit, input.id))),
  history: empresaProcedure('viewer')
    .meta({ ids: ['post'] })
    .input(postHistoryInput)
    .output(postHistory)
    .query(({ ctx, input }) => ctx.unit((unit) => listPostRuns(unit, input))),
  toggle: empresaProcedure('operator')
    .meta({ ids: ['post'], example: { active: false } })
    .input(togglePostInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => togglePost(unit, input.id, input.active))),
  save: empresaProcedure('operator')
    .meta({
      ids: ['post', 'whatsapp'],
      example: { target: 'status', body: 'Chegou novidade!', times: ['10:00', '20:00'], weekdays: [1] },
      bodyBytes: MAX_LIST_BYTES,
    })
    .input(savePostInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => savePost(unit, input))),
  remove: empresaProcedure('operator')
    .meta({ ids: ['post'] })
    .input(postRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removePost(unit, input.id))),
})

export const campaignsRouter = router({
  posts,
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .input(listCampaignsInput)
    .output(campaignPage)
    .query(({ ctx, input }) => ctx.unit((unit) => listCampaigns(unit, input))),
  outcomes: empresaProcedure('viewer')
    .meta({ ids: ['campaign'] })
    .input(campaignRefs)
    .output(outcomeList)
    .query(({ ctx, input }) => ctx.unit((unit) => campaignOutcomes(unit, input.ids))),
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
    .meta({ ids: ['template', 'whatsapp'], example, bodyBytes: MAX_LIST_BYTES })
    .input(createCampaignInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => createCampaign(unit, input))),
  previewSelection: empresaProcedure('operator')
    .meta({ ids: ['template', 'whatsapp', 'customer', 'cart'], example: { selection: { of: 'carrinhos' } } })
    .input(previewSelectionInput)
    .output(selectionPreview)
    .query(({ ctx, input }) => ctx.unit((unit) => previewSelection(unit, input))),
  createOfSelection: empresaProcedure('operator')
    .meta({
      ids: ['template', 'whatsapp', 'customer', 'cart'],
      example: { name: 'Selecionados', selection: { of: 'carrinhos' } },
    })
    .input(campaignOfSelectionInput)
    .output(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.unit((unit) => campaignOfSelection(unit, input))),
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
