import { z } from 'zod'
import { empresaProcedure, router } from '~/kernel/trpc'
import { outcomeList } from '~/domains/templates/outcome-schema'
import { templateOutcomes } from './service/outcomes'
import { withEmpresaSql } from '~/kernel/tenancy/unit'
import { contactRef, optOutInput } from '~/domains/contacts/schema'
import {
  decisionRow,
  listMessagesInput,
  messageDetail,
  messagePage,
  messageRef,
  queuedMessage,
  resolveAllInput,
  resolvedAll,
  resolveInput,
  sendByHandInput,
} from './schema'
import { listDecisions } from './service/decisions'
import { setOptOut } from './service/opt-out'
import { getMessage, listMessages } from './service/message-log'
import { cancelMessage, resolveMessage, sendByHand } from './service/messages'
import { pauseSending, resumeSending } from './service/sending-pause'
import { resolveAll } from './service/resolve-all'

/** Messages that left, wait or came. */
export const messagesRouter = router({
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

/** All automatic sending of the empresa. */
export const sendingRouter = router({
  pause: empresaProcedure('operator')
    .meta({ ids: [] })
    .output(z.object({ until: z.date() }))
    .mutation(({ ctx }) => ctx.unit(pauseSending)),
  resume: empresaProcedure('operator')
    .meta({ ids: [] })
    .output(z.void())
    .mutation(({ ctx }) => ctx.unit(resumeSending)),
})

/** What is sent to one contact, and what is not. */
export const contactSendingProcedures = {
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
}

/** What the messages of each template led to. */
export const templateOutcomeProcedures = {
  outcomes: empresaProcedure('viewer')
    .meta({ ids: [] })
    .output(outcomeList)
    .query(({ ctx }) => ctx.unit(templateOutcomes)),
}
