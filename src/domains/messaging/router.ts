import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { approvedInput, approvedList, bindInput } from './cloud-schema'
import { labelsRouter } from './labels-router'
import { previewTemplate, templateProblems } from './rules/templates'
import {
  checkedTemplate,
  checkTemplateInput,
  configureConnectionInput,
  connectInput,
  connectionRef,
  connectionView,
  contactRef,
  contactView,
  createConnectionInput,
  createdConnection,
  decisionRow,
  listMessagesInput,
  messageDetail,
  outcomeList,
  messagePage,
  messageRef,
  optOutInput,
  pauseInput,
  places,
  queuedMessage,
  rateInput,
  resolveAllInput,
  resolvedAll,
  resolveInput,
  saveTemplateInput,
  sendByHandInput,
  templateRef,
  templateRow,
} from './schema'
import { bindTemplate, listApproved, unbindTemplate } from './service/cloud-templates'
import { listConnections } from './service/connection-list'
import {
  configureConnection,
  createConnection,
  removeConnection,
  renewWebhook,
  setPaused,
  setRate,
} from './service/connections'
import { getContact, listDecisions, setOptOut, tryContactAgain } from './service/contact-page'
import { getMessage, listMessages } from './service/message-log'
import { cancelMessage, resolveMessage, sendByHand } from './service/messages'
import { templateOutcomes } from './service/outcomes'
import { listPlaces } from './service/places'
import { pauseSending, resumeSending } from './service/sending-pause'
import { resolveAll } from './service/resolve-all'
import { connect, disconnect, logout, refreshStatus, scanSimulated, webhookUrl } from './service/session'
import { listTemplates, removeTemplate, saveTemplate } from './service/templates'

const templates = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(templateRow))
    .query(({ ctx }) => ctx.unit(listTemplates)),
  outcomes: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(outcomeList)
    .query(({ ctx }) => ctx.unit(templateOutcomes)),
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
})

const connections = router({
  list: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(z.array(connectionView))
    .query(({ ctx }) => ctx.unit(listConnections)),
  create: empresaProcedure('admin')
    .meta({ ids: [], example: { name: 'Loja', provider: 'simulator', config: {} } })
    .input(createConnectionInput)
    .output(createdConnection)
    .mutation(async ({ ctx, input }) => {
      const { id, token } = await ctx.unit((unit) => createConnection(unit, input))
      return { id, webhookUrl: webhookUrl(token) }
    }),
  configure: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'], example: { name: 'Loja' } })
    .input(configureConnectionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => configureConnection(unit, input))),
  renewWebhook: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.object({ webhookUrl: z.string() }))
    .mutation(async ({ ctx, input }) => ({
      webhookUrl: webhookUrl(await ctx.unit((unit) => renewWebhook(unit, input.id))),
    })),
  rate: empresaProcedure('admin')
    .meta({
      ids: ['whatsapp'],
      example: { minGapSeconds: 2, maxGapSeconds: 5, dailyCap: 10, warmUpFrom: null },
    })
    .input(rateInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setRate(unit, input))),
  pause: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'], example: { paused: true } })
    .input(pauseInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => setPaused(unit, input))),
  places: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(places)
    .query(({ ctx, input }) => listPlaces(ctx.scope, input.id)),
  remove: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => removeConnection(unit, input.id))),
  connect: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectInput)
    .output(z.void())
    .mutation(({ ctx, input }) => connect(ctx.scope, input)),
  disconnect: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => disconnect(ctx.scope, input.id)),
  logout: empresaProcedure('admin')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => logout(ctx.scope, input.id)),
  refresh: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => refreshStatus(ctx.scope, input.id)),
  scan: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'] })
    .input(connectionRef)
    .output(z.void())
    .mutation(({ ctx, input }) => scanSimulated(ctx.scope, input.id)),
})

const messages = router({
  list: empresaProcedure('viewer')
    .meta({ ids: ['whatsapp', 'contact', 'template', 'campaign'] })
    .input(listMessagesInput)
    .output(messagePage)
    .query(({ ctx, input }) => ctx.unit((unit) => listMessages(unit, input))),
  get: empresaProcedure('viewer')
    .meta({ ids: ['message'] })
    .input(messageRef)
    .output(messageDetail)
    .query(({ ctx, input }) => ctx.unit((unit) => getMessage(unit, input.id))),
  resolve: empresaProcedure('operator')
    .meta({ ids: ['message'], example: { how: 'descartar' } })
    .input(resolveInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => resolveMessage(unit, input))),
  resolveAll: empresaProcedure('operator')
    .meta({ ids: ['whatsapp'], example: { how: 'descartar' } })
    .input(resolveAllInput)
    .output(resolvedAll)
    .mutation(async ({ ctx, input }) => ({
      count: await withEmpresaSql(ctx.scope, (unit) => resolveAll(unit, input)),
    })),
  cancel: empresaProcedure('operator')
    .meta({ ids: ['message'] })
    .input(messageRef)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.unit((unit) => cancelMessage(unit, input.id))),
  sendByHand: empresaProcedure('operator')
    .meta({ ids: ['whatsapp', 'cart', 'lead', 'token'], example: { phone: '(11) 98765-4321', body: 'Oi!' } })
    .input(sendByHandInput)
    .output(queuedMessage)
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => sendByHand(unit, input))),
})

const contacts = router({
  get: empresaProcedure('viewer')
    .meta({ ids: ['contact'] })
    .input(contactRef)
    .output(contactView)
    .query(({ ctx, input }) => ctx.unit((unit) => getContact(unit, input.id))),
  decisions: empresaProcedure('viewer')
    .meta({ ids: ['contact'] })
    .input(contactRef)
    .output(z.array(decisionRow))
    .query(({ ctx, input }) => ctx.unit((unit) => listDecisions(unit, input.id))),
  setOptOut: empresaProcedure('operator')
    .meta({ ids: ['contact'], example: { optedOut: true } })
    .input(optOutInput)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => setOptOut(unit, input))),
  tryAgain: empresaProcedure('operator')
    .meta({ ids: ['contact'] })
    .input(contactRef)
    .output(z.void())
    .mutation(({ ctx, input }) => withEmpresaSql(ctx.scope, (unit) => tryContactAgain(unit, input.id))),
})

const sending = router({
  pause: empresaProcedure('operator')
    .meta({ ids: [] })
    .output(z.object({ until: z.date() }))
    .mutation(({ ctx }) => ctx.unit(pauseSending)),
  resume: empresaProcedure('operator')
    .meta({ ids: [] })
    .output(z.void())
    .mutation(({ ctx }) => ctx.unit(resumeSending)),
})

export const messagingRouter = router({
  templates,
  connections,
  messages,
  contacts,
  sending,
  labels: labelsRouter,
})
